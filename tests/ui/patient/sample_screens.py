"""Every patient screen with made-up data, for tests of one screen and for those that go over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from kiosk.document import blocks as b
from kiosk.events import Choice, InterpreterDetails
from kiosk.i18n import catalogue
from tests.ui import layout
from tests.ui.conftest import MakeLook
from ui.patient.aid_sheets import BreakSheet, DisplaySheet
from ui.patient.changes import ChangesData, ChangesScreen
from ui.patient.check import CheckData, CheckScreen
from ui.patient.companion import CompanionData, CompanionScreen
from ui.patient.conditions import ConditionsData, ConditionsScreen
from ui.patient.confirm import AnsweredQuestion, ConfirmData, ConfirmScreen, ReconfirmData, ReconfirmScreen
from ui.patient.cosign import CosignData, CosignScreen
from ui.patient.cover import CoverData, CoverScreen
from ui.patient.decision import DecisionData, DecisionOption, DecisionScreen
from ui.patient.done import DoneData, DoneScreen, Signer, Waiting
from ui.patient.electronic_record import ElectronicRecordData, ElectronicRecordScreen
from ui.patient.feedback import FeedbackData, FeedbackScreen
from ui.patient.identity import IdentityData, IdentityScreen
from ui.patient.library import LibraryData, LibraryScreen
from ui.patient.message import MessageScreen
from ui.patient.question_sheet import QuestionData, QuestionSheet
from ui.patient.saved_questions_sheet import SavedQuestion, SavedQuestionsData, SavedQuestionsSheet
from ui.patient.sign import SignScreen
from ui.patient.signer import SignerData, SignerScreen
from ui.patient.someone import SomeoneData, SomeoneScreen
from ui.patient.summary import SummaryData, SummaryScreen
from ui.patient.teach_back import TeachBackData, TeachBackScreen
from ui.patient.values import ValuesData, ValuesScreen
from ui.patient.welcome import WelcomeData, WelcomeScreen
from ui.patient.wishes import WishesData, WishesScreen
from ui.shell import Shell
from ui.theme import Look, stylesheet
from ui.widgets.intents import SignerKnown, TabletRole
from ui.widgets.labels import PlainLabel
from ui.widgets.patient_screen import PatientScreen
from ui.widgets.scroll import ShowMoreArea
from ui.widgets.sheet import Sheet
from ui.widgets.sign_panel import Way
from ui.widgets.signing_screen import OtherWaySheet, SignData

WORDS: Final = catalogue("en")
SIZES: Final = ((1280, 800), (800, 1280), (1024, 600), (1920, 1080), (600, 1024))
LANGUAGES: Final = (
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("pt", "Português"),
    ("ar", "العربية"),
    ("ht", "Kreyòl ayisyen"),
)
OPTIONS: Final = {
    "agree": DecisionOption(
        "I want to have ketamine treatment", "You read the form and sign it. Your clinician goes over the next steps."
    ),
    "decline": DecisionOption(
        "I do not want ketamine treatment", "Your choice is saved. Your clinician talks with you about other care."
    ),
    "talk": DecisionOption(
        "I want to talk with my clinician first", "You do not sign anything yet. Your clinician sees your questions."
    ),
}
FORM: Final[tuple[b.Block, ...]] = (
    b.Heading(1, "Informed consent for ketamine infusion"),
    b.Paragraph((b.Run("For depression that other treatments have not helped"),), "lead"),
    b.KeyValues((("Patient", "Rosa Delgado"), ("Date of birth", "14 March 1961")), boxed=True),
    b.Heading(2, "1. What it is"),
    b.Paragraph(
        (b.Run("Ketamine is a medicine that is used to put people to sleep for surgery. "), b.Run("x", bold=True))
    ),
    b.Bullets(
        (
            (b.Run("In one study, "), b.Run("64 of 100", bold=True), b.Run(" people felt much better.")),
            (b.Run("It can work within hours."),),
        )
    ),
    b.FigureBlock(
        "day-one",
        (
            b.FigureRow(
                (
                    b.FigureGroup("ketamine", 64, 100, "64 of 100", "felt much better", "36 did not", "64 of 100 did."),
                    b.FigureGroup(
                        "midazolam", 28, 100, "28 of 100", "felt much better", "72 did not", "28 of 100 did."
                    ),
                )
            ),
        ),
        caption="Murrough 2013",
    ),
    b.Heading(2, "7. Checks of understanding"),
    b.Table(
        ("Question", "Your answer", "Result"),
        (((b.Run("What is ketamine used for here?"),), (b.Run("Depression"),), (b.Run("First try"),)),) * 4,
        (28, 46, 26),
    ),
    b.Choices(
        (
            b.Choice("I want to have ketamine treatment", checked=True, mark="chosen"),
            b.Choice("I do not", checked=False),
        )
    ),
    b.PageBreak(),
    b.SignatureBlock("blank", "Patient", "Rosa Delgado", (("Name", "Rosa Delgado"), ("Role", "Patient"))),
    b.NoteBox((b.Run("Any change to this file after it was sealed can be found."),), "lock"),
)
DECLINED: Final = (
    "I have read about this treatment, or had it read to me. I do not want ketamine treatment. "
    "I know I can change my mind at any time."
)
MEANING: Final = (
    "I have read this form, or had it read to me. I want to have ketamine treatment. I know I can stop at any time."
)

Maker = Callable[[Look], PatientScreen]
SheetMaker = Callable[[QWidget, Look], Sheet]
READY: Final = (
    ("mean", "What does this mean for me?"),
    ("medicines", "Is it safe with my other medicines?"),
    ("how-long", "How long does it last?"),
    ("cost", "What will it cost me?"),
    ("else", "What else could I try?"),
    ("unclear", "I do not understand this page"),
)
QUESTION: Final = QuestionData(WORDS, "q7", "day-one", "Benefits, page 1", READY)


CONDITIONS: Final = (
    ("blood-vessels", "Have you had bleeding in the brain, or a bulge or tangle in a blood vessel (aneurysm or AVM)?"),
    ("heart-disease", "Do you have heart disease, or have you had a heart attack or a stroke?"),
    ("high-blood-pressure", "Do you have high blood pressure, or take medicine for it?"),
    ("psychosis", "Have you ever heard, seen or believed things that others did not (psychosis)?"),
    ("mania", "Do you have bipolar disorder, or have you had a time of very high, fast mood (mania)?"),
    ("alcohol-drugs", "Do you have, or have you had, problems with alcohol or drugs?"),
    ("liver-kidney", "Do you have liver or kidney disease?"),
    ("bladder", "Do you have bladder problems, such as pain or needing to go often?"),
    ("seizures", "Have you ever had a seizure or epilepsy?"),
    ("calming-medicines", "Do you take strong pain medicine (opioids), sleeping tablets or calming medicine?"),
    ("pregnancy", "Are you pregnant, or could you be?"),
    ("age", "Are you under 18, or 65 or over?"),
)
PROMPT: Final = "Tell us in your own words: how will you get home, and what will you not do that day?"
CALLS: Final = (
    WORDS.say("someone.emergency", {"emergency_number": "911"}),
    WORDS.say("someone.crisis", {"crisis_line": "call or text 988"}),
    WORDS.say("someone.clinic", {"clinic_phone": "(212) 555-0134"}),
)
SHELVES: Final = (
    ("questions", "Questions that people ask"),
    ("what-it-is", "What it is"),
    ("how-it-works", "How it may work in the brain"),
    ("routes-and-doses", "Ways to take it, and doses"),
    ("ways-of-giving", "With or without talking therapy"),
    ("studies-ketamine", "Studies of ketamine for depression"),
    ("studies-esketamine", "Studies of esketamine spray"),
    ("effects", "More on effects, and keeping well"),
    ("history-and-law", "History and law"),
    ("left-out", "What we do not show, and why"),
)


def welcome(look: Look, *, ready: bool = True, voice: bool = True, library: bool = True) -> WelcomeScreen:
    read_aloud = False if voice else None
    return WelcomeScreen(WelcomeData(WORDS, 20, LANGUAGES, "en", read_aloud, ready, library), look)


def conditions(look: Look, answers: dict[str, str] | None = None) -> ConditionsScreen:
    return ConditionsScreen(ConditionsData(WORDS, CONDITIONS, answers or {}), look)


def teach_back(look: Look, way: str = "", text: str = "") -> TeachBackScreen:
    screen = TeachBackScreen(TeachBackData(WORDS, 1, 3, "mk-home", PROMPT, text), look)
    screen.group.choose(*([way] if way else []))
    return screen


def someone(look: Look) -> SomeoneScreen:
    return SomeoneScreen(SomeoneData(WORDS, CALLS), look)


def library(look: Look, *, top: bool = True) -> LibraryScreen:
    title, lead = ("library.title", "library.lead") if top else ("library.title", "library.shelf_lead")
    return LibraryScreen(LibraryData(WORDS, WORDS[title], WORDS[lead], SHELVES, top=top), look)


def identity(look: Look) -> IdentityScreen:
    return IdentityScreen(
        IdentityData(WORDS, "Rosa Delgado", "14 March 1961", "Ketamine infusion for depression"), look
    )


def identity_for(look: Look) -> IdentityScreen:
    data = IdentityData(
        WORDS,
        "Rosa Delgado",
        "14 March 1961",
        "Ketamine infusion for depression",
        representative="Martin Delgado-Weber",
        called="Rosa",
    )
    return IdentityScreen(data, look)


CHANGED: Final = ("Key risks", "What we do not know yet", "Other things you could do", "How people felt after a day")


def changes(look: Look, pages: tuple[str, ...] = CHANGED) -> ChangesScreen:
    return ChangesScreen(ChangesData(WORDS, "12 May 2025", pages), look)


def record(look: Look, answer: Literal["", "tablet", "paper"] = "") -> ElectronicRecordScreen:
    return ElectronicRecordScreen(ElectronicRecordData(WORDS, answer), look)


def wishes(look: Look, text: str = "", assent: str = "") -> WishesScreen:
    return WishesScreen(WishesData(WORDS, "Rosa", text, assent), look)


INTERPRETER: Final = SignerKnown(
    "Amal Haddad", "photo_id", InterpreterDetails("CHI-44812", "Arabic", "in_person", "qualified")
)
RELATIVE: Final = SignerKnown(
    "Amal Haddad", "asked", InterpreterDetails("", "Arabic", "in_person", "relative", "The line was down.")
)
ON_THE_PHONE: Final = SignerKnown(
    "Amal Haddad", "asked", InterpreterDetails("CHI-44812", "Arabic", "phone", "qualified")
)
SAW: Final = "I saw the patient make this mark."


def signer(look: Look, role: TabletRole = "interpreter", known: SignerKnown | None = None) -> SignerScreen:
    fixed = role in {"patient", "representative"}
    name = "Rosa Delgado" if fixed else ""
    return SignerScreen(SignerData(WORDS, role, ("Rosa Delgado",), name, fixed=fixed, known=known), look)


def cosign(
    look: Look, role: TabletRole = "interpreter", known: SignerKnown = INTERPRETER, *, withdrawal: bool = False
) -> CosignScreen:
    return CosignScreen(CosignData(WORDS, role, known, FORM, "f" * 64, SAW, "12 May 2026", withdrawal), look)


def companion(look: Look, kind: str = "") -> CompanionScreen:
    screen = CompanionScreen(CompanionData(WORDS), look)
    screen.group.choose(*([kind] if kind else []))
    return screen


def check(look: Look, *, chosen: str = "", settled: bool = False) -> CheckScreen:
    data = CheckData(
        WORDS,
        3,
        11,
        "mk-home",
        "home-a",
        "After your treatment, how do you get home?",
        (
            ("a", "I drive myself, once I feel awake"),
            ("b", "Someone takes me home. I drive only after a night’s sleep"),
            ("c", "I ride my bicycle"),
            ("not-sure", "I am not sure"),
        ),
        "b",
        chosen,
        settled,
    )
    return CheckScreen(data, look)


def feedback(look: Look, *, right: bool = False, handed_over: bool = False) -> FeedbackScreen:
    data = FeedbackData(
        WORDS,
        3,
        11,
        "mk-home",
        "I drive myself, once I feel awake",
        right,
        handed_over,
        "It is easy to mix this up. You can feel awake before your body is ready.",
        "Someone takes me home. I drive only after a night’s sleep.",
        "Ketamine can slow your reactions and make you sleepy for hours, even when you feel normal. Do not drive, ride "
        "or use machines until the next day, after a night’s sleep.",
    )
    return FeedbackScreen(data, look)


def values(look: Look) -> ValuesScreen:
    lines = (
        ("better-soon", "Feeling better soon"),
        ("side-effects", "Avoiding side effects"),
        ("clinic-visits", "How many clinic visits it takes"),
        ("cost", "What it costs me"),
        ("long-term", "Knowing the long-term effects"),
    )
    return ValuesScreen(ValuesData(WORDS, lines, {"better-soon": 4, "cost": 5}), look)


def summary(look: Look, questions: int = 2) -> SummaryScreen:
    data = SummaryData(
        WORDS,
        (
            "In one study, 64 of 100 people felt much better after one day. With the comparison drug, 28 did.",
            "When it helps, it often works within hours to a day.",
            "It may help when other medicines have not.",
        ),
        (
            "You may feel disconnected, dizzy, sick or sleepy, mostly on the same day.",
            "Blood pressure can rise for a few hours. Breathing can slow.",
            "Harm to the bladder or liver, and dependence, are known worries.",
        ),
        (
            "No test can tell if it will help you.",
            "After one infusion, the good effect usually fades within days to about a week.",
            "Studies do not all agree.",
            "Long-term effects are not clear.",
        ),
        "Other medicines, talking therapy, ECT, TMS, esketamine spray, or no new treatment",
        "other-treatments",
        questions,
    )
    return SummaryScreen(data, look)


def decision(look: Look, chosen: str = "") -> DecisionScreen:
    return DecisionScreen(DecisionData(WORDS, OPTIONS, chosen), look)


def confirm(look: Look) -> ConfirmScreen:
    return ConfirmScreen(ConfirmData(WORDS, "You want to have ketamine treatment.", OPTIONS["agree"].next), look)


def confirm_declined(look: Look) -> ConfirmScreen:
    restated = "You do not want ketamine treatment."
    return ConfirmScreen(ConfirmData(WORDS, restated, OPTIONS["decline"].next, DECLINED), look)


def reconfirm(look: Look) -> ReconfirmScreen:
    answers = (
        AnsweredQuestion("Is it safe with my other medicines?", "Yes. We looked at your list together."),
        AnsweredQuestion("I have felt sick before. Would that happen again?", "About 28 of 100 people feel sick."),
    )
    return ReconfirmScreen(ReconfirmData(WORDS, "You want to have ketamine treatment.", answers), look)


def sign_on_paper(look: Look) -> SignScreen:
    """Return the screen of somebody who asked for paper: there is no other way on it."""
    other = {"sign.paper_line": "sign.paper_only_line", "sign.here": "sign.here_paper"}
    said = {**WORDS, **{key: WORDS[other_key] for key, other_key in other.items()}}
    data = SignData(said, FORM, "f" * 64, MEANING, "Rosa Delgado", "12 May 2026", seen=True, ways=("paper",))
    return SignScreen(data, look)


def sign(look: Look, *, seen: bool = False, way: Way = "ink") -> SignScreen:
    screen = SignScreen(SignData(WORDS, FORM, "f" * 64, MEANING, "Rosa Delgado", "12 May 2026", seen), look)
    screen.panel.use(way)
    return screen


def signing(look: Look, way: Way) -> SignScreen:
    """Return the screen of a form that was seen, with the message of a way in which nothing was given yet."""
    screen = sign(look, seen=True, way=way)
    screen.panel.say(screen.panel.problem())
    return screen


def done(
    look: Look,
    decision: Choice = "agree",
    questions: int = 2,
    waiting: Waiting = "answers",
    name: str = "Rosa",
    signer: Signer = "",
) -> DoneScreen:
    return DoneScreen(DoneData(WORDS, name, decision, questions, waiting, 30, signer), look)


def question_sheet(window: QWidget, look: Look) -> QuestionSheet:
    return QuestionSheet(window, QUESTION, look)


def saved_questions_sheet(window: QWidget, look: Look) -> SavedQuestionsSheet:
    questions = (
        SavedQuestion("q1", "Benefits, page 2", (READY[1][1],), "I have felt sick before."),
        SavedQuestion("q2", "Risks, page 1", (), "What if I fall asleep?", "We stay with you all the time."),
    )
    return SavedQuestionsSheet(window, SavedQuestionsData(WORDS, questions), look)


def display_sheet(window: QWidget, look: Look) -> DisplaySheet:
    return DisplaySheet(window, WORDS, look, read_aloud=False)


def break_sheet(window: QWidget, look: Look) -> BreakSheet:
    return BreakSheet(window, WORDS, look)


def other_way_sheet(window: QWidget, look: Look) -> OtherWaySheet:
    return OtherWaySheet(window, WORDS, look, "ink")


def cover(look: Look) -> CoverScreen:
    return CoverScreen(CoverData(WORDS, 60), look)


SCREENS: Final[dict[str, Maker]] = {
    "welcome": welcome,
    "identity": identity,
    "identity_for": identity_for,
    "changes": changes,
    "changes_none": lambda look: changes(look, ()),
    "record": record,
    "wishes": wishes,
    "wishes_objects": lambda look: wishes(look, "She wants to go home.", "objects"),
    "signer_witness": lambda look: signer(look, "witness"),
    "signer_interpreter": signer,
    "signer_relative": lambda look: signer(look, known=RELATIVE),
    "signer_patient": lambda look: signer(look, "patient"),
    "cosign": cosign,
    "cosign_phone": lambda look: cosign(look, known=ON_THE_PHONE),
    "cosign_withdrawal": lambda look: cosign(look, "patient", withdrawal=True),
    "sign_on_paper": sign_on_paper,
    "companion": companion,
    "companion_helper": lambda look: companion(look, "helper"),
    "conditions": conditions,
    "conditions_answered": lambda look: conditions(look, {key: "unsure" for key, _ in CONDITIONS}),
    "teach_back": teach_back,
    "teach_back_write": lambda look: teach_back(look, "write"),
    "teach_back_tell": lambda look: teach_back(look, "tell"),
    "library": library,
    "shelf": lambda look: library(look, top=False),
    "someone": someone,
    "check": check,
    "feedback": feedback,
    "feedback_right": lambda look: feedback(look, right=True),
    "feedback_clinician": lambda look: feedback(look, handed_over=True),
    "values": values,
    "summary": summary,
    "summary_none": lambda look: summary(look, 0),
    "decision": decision,
    "decision_chosen": lambda look: decision(look, "talk"),
    "confirm": confirm,
    "confirm_declined": confirm_declined,
    "reconfirm": reconfirm,
    "sign": sign,
    "done": done,
    "done_clinician": lambda look: done(look, "agree", 0, "clinician"),
    "done_cosigned": lambda look: done(look, signer="cosigned"),
    "cover": cover,
    "wrong_person": lambda look: MessageScreen("wrong_person", WORDS, look),
    "locked": lambda look: MessageScreen("locked", WORDS, look),
    "neutral": lambda look: MessageScreen("neutral", WORDS, look),
}


def page_size(screen: PatientScreen, look: Look, window: tuple[int, int]) -> tuple[int, int]:
    """Return the page area that the bars leave of a window."""
    frame = screen.frame
    width, height = window
    if frame.top != "none":
        height -= look.bar_height("top")
    if frame.progress:
        height -= 59 if look.step <= 1.25 else 77
    if frame.bottom != "none":
        height -= look.bar_height("bottom")
        if (width < 640 or look.step >= 2) and frame.question:
            height -= look.target("barButton") + 8
    return width, height


def show(screen: PatientScreen, look: Look, window: tuple[int, int] = (1280, 800)) -> PatientScreen:
    """Show a screen in the page area of a window."""
    # The window sets the style sheet for what Qt paints; here the screen is its own window.
    screen.setStyleSheet(stylesheet(look))
    screen.resize(*page_size(screen, look, window))
    screen.show()
    QApplication.processEvents()
    return screen


def leaves(widget: QWidget) -> Iterator[QWidget]:
    """Go over the visible widgets that paint something and hold no other widget."""
    for child in widget.children():
        if isinstance(child, QWidget) and child.isVisible():
            inner = [one for one in child.children() if isinstance(one, QWidget) and one.isVisible()]
            if isinstance(child, ShowMoreArea):
                # What scrolls is taller than its place by right; the place itself is checked.
                yield child
            elif inner and not child.inherits("QAbstractButton"):
                yield from leaves(child)
            else:
                yield child


def place_in(screen: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(screen, QPoint(0, 0)), widget.size())


def check_fit(screen: PatientScreen) -> None:
    """Nothing is cut and nothing overlaps on the part that is on screen."""
    shown = [(leaf, place_in(screen, leaf)) for leaf in leaves(screen)]
    assert shown
    for index, (leaf, place) in enumerate(shown):
        assert screen.rect().contains(place), (leaf, place, screen.rect())
        if leaf.hasHeightForWidth() and not isinstance(leaf, ShowMoreArea):
            needed = leaf.heightForWidth(leaf.width())
            assert leaf.height() >= needed, (leaf, leaf.accessibleName(), leaf.height(), needed)
        if isinstance(leaf, PlainLabel):
            assert leaf.text(), leaf
        for other, its in shown[index + 1 :]:
            assert not place.intersects(its), (leaf, leaf.accessibleName(), place, other, other.accessibleName(), its)


def sheet_in(qtbot: QtBot, make: SheetMaker, look: Look, size: tuple[int, int] = (1280, 800)) -> tuple[Shell, Sheet]:
    """Open a sheet over the summary in the real window."""
    shell = layout.framed(qtbot, summary(look), look, size)
    sheet = make(shell, look)
    sheet.open_sheet()
    QApplication.processEvents()
    return shell, sheet


def gone(sheet: Sheet) -> bool:
    """Tell whether a sheet has closed; it deletes itself then."""
    return not isValid(sheet) or not sheet.isVisible()


def sheets_everywhere(makers: dict[str, SheetMaker], make_look: MakeLook) -> list[str]:
    """Return the problems of sheets at every size, step and theme, at their top and at their end."""
    found = []
    places = [(theme, step, size) for theme in layout.THEMES for step in layout.STEPS for size in layout.SIZES]
    for theme, step, size in places:
        look = make_look(theme, step)
        shell = layout.in_shell(cover(look), look, size)
        for name, make in makers.items():
            sheet = make(shell, look)
            sheet.open_sheet()
            QApplication.processEvents()
            while True:
                place = f"{name} {size[0]}x{size[1]} {step} {theme}"
                found += [f"{place}: {problem}" for problem in layout.problems(shell)]
                if not sheet.findChildren(ShowMoreArea)[0].show_more():
                    break
                QApplication.processEvents()
            sheet.close_sheet()
            QApplication.processEvents()
        shell.close()
        shell.deleteLater()
    return found
