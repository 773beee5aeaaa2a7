"""The desk's screens with made-up people, and how to bring one up in the real window."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtWidgets import QApplication

from kiosk.events import Ink, Stroke
from kiosk.i18n import catalogue
from tests.ui.layout import SIZES, STEPS
from ui.desk.check_in import CheckInData, CheckInDraft, CheckInScreen, RepresentativeDraft
from ui.desk.message import DeskMessage, MessagePage
from ui.desk.not_signed import NotSignedData, NotSignedScreen
from ui.desk.paper import PaperData, PaperScreen
from ui.desk.print_choice import PrintChoiceData, PrintChoiceScreen
from ui.desk.review import (
    Applies,
    CheckLine,
    OpenFact,
    OpenQuestion,
    ReviewData,
    ReviewScreen,
    Said,
    Signed,
    Signing,
)
from ui.desk.sign_in import SignInData, SignInScreen, StaffName
from ui.desk.staff_sign import StaffRole, StaffSignData, StaffSignScreen
from ui.desk.today import TodayData, TodayRow, TodayScreen
from ui.desk.unlock import UnlockData, UnlockScreen
from ui.desk.verify import SignerLine, VerdictData, VerdictScreen, VerifyData, VerifyScreen
from ui.desk.withdraw import WithdrawData, WithdrawScreen
from ui.script import scribble
from ui.shell import Brand, DeskFrame, Shell
from ui.theme import Look
from ui.widgets.screen import Screen

__all__ = [
    "CLINIC",
    "DONE",
    "INK",
    "NAMES",
    "PLACES",
    "WORDS",
    "Seen",
    "check_in_data",
    "desk_makers",
    "in_desk",
    "not_signed_data",
    "review_data",
    "sign_data",
    "today_data",
    "verdict_data",
    "withdraw_data",
]

WORDS: Final = catalogue("en")
NOT_SIGNED: Final = ("Interpreter", "She had to leave for another patient.", "Ben Lindqvist, 12 May 2026, 15:02")
CLINIC: Final = "Harbour Street Clinic"
HOSTILE: Final = "<b>Robert</b> {{ 7 * 7 }} \u202eDelgado &amp; Söhne \U0001f600"
"""A name that must be shown as typed."""
STAFF: Final = (
    StaffName("amara", "Dr Amara Osei", "Psychiatrist"),
    StaffName("ben", "Ben Lindqvist", "Nurse"),
    StaffName("priya", "Priya Raman", "Front desk"),
)
MANY: Final = tuple(StaffName(f"{one.id}{n}", f"{one.name} {n}", one.role) for n in range(3) for one in STAFF)
ROWS: Final = (
    TodayRow(
        "v1", "09:00", "Rosa Delgado", "born 14 March 1961", "Ketamine infusion",
        "Questions to answer", "question", "attention", 2, "5 of 5", "review", first=True,
    ),
    TodayRow(
        "v2", "09:20", "Idris Mahmoud", "born 2 November 1988", "Ketamine infusion",
        "Wants to talk first", "question", "flag", 4, "4 of 5", "view",
    ),
    TodayRow(
        "v3", "09:40", "June Whitaker", "born 30 June 1949", "Ketamine infusion",
        "Reading: Other choices", "tablet", "accent", 1, "2 of 2", "view",
    ),
    TodayRow(
        "v4", "10:00", "Tomasz Zielinski", "born 19 January 1975", "Ketamine infusion",
        "Taking a break", "pause", "quiet", 0, "1 of 2", "resume",
    ),
    TodayRow(
        "v5", "10:20", "Marie-Ange Pierre", "born 8 August 1993", "Ketamine infusion",
        "Not started", "clock", "quiet", 0, "–", "start",
    ),
    TodayRow(
        "v6", "12 May", HOSTILE, "born 11 December 1984", "Ketamine infusion",
        "Signed and sealed", "circlecheck", "ok", 0, "5 of 5", "print",
    ),
)  # fmt: skip
NAMES: Final = tuple(row.name for row in ROWS)
QUESTIONS: Final = (
    OpenQuestion(
        "q1",
        "Benefits, page 1",
        "“I have felt sick with anaesthetics before. Would that happen again?”",
        "Talked through. About 28 of 100 people feel sick. Medicine for sickness offered.",
    ),
    OpenQuestion("q2", "Other choices, page 2", "“What will it cost me?”"),
)
FACTS: Final = (OpenFact("mk-home", "Getting home", "Answered wrong 2 times."),)


# Themes differ in borders and colours: light is looked at everywhere, the others where there is least room.
PLACES: Final = (
    *((size, step, "light") for step in STEPS for size in SIZES),
    *(((1024, 600), "1.0", theme) for theme in ("dark", "contrast")),
    *(((1280, 800), "2.0", theme) for theme in ("dark", "contrast")),
    ((800, 1280), "2.0", "contrast"),
)
"""Window sizes, text steps and themes that every screen is looked at in."""


class Seen:
    """What a screen said."""

    def __init__(self, screen: Screen) -> None:
        self.all: list[object] = []
        screen.acted.connect(self.all.append)


def check_in_data(treatments: int = 1, renews: str = "") -> CheckInData:
    """Return a form with one treatment, or with several; or the one of a renewal."""
    names = (("iv", "Ketamine by infusion"), ("nasal", "Esketamine nasal spray"))[:treatments]
    return CheckInData(
        WORDS,
        names,
        {"iv": (("trd", "Depression that other treatments have not helped"),), "nasal": (("a", "One"), ("b", "Two"))},
        {"iv": (("vein", "Into a vein"),), "nasal": (("left", "Left side"), ("right", "Right side"))},
        (("en", "English"),),
        tuple((key, WORDS[f"identity_method.{key}"]) for key in ("photo_id", "asked", "known")),
        tuple(WORDS[f"date.month_{number}"] for number in range(1, 13)),
        date(2026, 5, 12),
        (("guardian", WORDS["authority.guardian"]), ("next_of_kin", WORDS["authority.next_of_kin"])),
        renews,
        ("Rosa Delgado", "Born 14 March 1961 · Record 20418", "Ketamine by infusion") if renews else (),
    )


def today_data(*rows: TodayRow, message: str = "", notice: str = "") -> TodayData:
    """Return a day's list."""
    return TodayData(WORDS, "12 May 2026", rows, message, notice)


APPLIES: Final = (
    Applies("Psychosis", "yes"),
    Applies("Opioids, sleeping tablets or calming medicine", "unsure"),
    *(Applies(text, "no") for text in ("Liver or kidney disease", "Bladder problems", "Pregnancy, now or possible")),
)
SAID: Final = (
    Said(
        "mk-home",
        "Getting home, and not driving",
        "Tell us in your own words: how will you get home, and what will you not do that day?",
        "My sister drives me. I will not drive.",
        ("Somebody takes the person home", "No driving until the next day, after a good sleep"),
    ),
    Said("mk-stop", "The right to stop", "What can you do if you change your mind?", "", ("Saying no at any time",)),
)


INK: Final = Ink(
    strokes=tuple(
        Stroke(
            tuple(x for x, _, _ in line),
            tuple(y * 0.5 for _, y, _ in line),
            tuple(range(0, 10 * len(line), 10)),
            tuple(pressure for _, _, pressure in line),
        )
        for line in scribble(random.Random(3))
    ),
    aspect=0.5,
)
CHECKS: Final = (
    CheckLine("What ketamine is used for", WORDS["review.try_1"], "check", "ok"),
    CheckLine("How likely it is to help", WORDS["review.try_1"], "check", "ok"),
    CheckLine("Getting home, and not driving until the next day", WORDS["review.try_2"], "reread", "attention"),
    CheckLine("How long it lasts", WORDS["review.try_over"], "flag", "attention"),
    CheckLine("The right to stop", WORDS["review.try_none"], "clock", "quiet"),
)
READING: Final = (
    ("clock", "24 min, one break"),
    ("reread", "Read again: “Getting home safely”, “Bladder”"),
    ("circlecheck", WORDS["review.all_shown"]),
)
VALUES: Final = (("What it costs", "5 of 5"), ("Feeling better soon", "4 of 5"), ("Avoiding side effects", "3 of 5"))
SIGNING: Final = Signing(
    WORDS["review.signing"],
    WORDS["document.meaning_clinician"],
    why_not=WORDS["review.why_one"],
)
DONE: Final = replace(
    SIGNING,
    why_not="",
    done=True,
    signed=(
        (WORDS["signer.interpreter"], "Ines Duarte · 12 May 2026, 10:44"),
        (WORDS["signer.clinician"], "Dr Amara Osei · 12 May 2026, 11:02"),
    ),
)
SIGNATURE: Final = Signed("Rosa Delgado · 12 May 2026, 10:42", INK, WORDS["review.signed_ink"])


def sign_data(role: StaffRole = "clinician", demo_pin: str = "") -> StaffSignData:
    """Return what staff read before they sign."""
    return StaffSignData(
        WORDS,
        "v1",
        role,
        WORDS.say("staff_sign.about_consent", {"name": "Rosa Delgado", "treatment": "Ketamine infusion"}),
        WORDS[f"document.meaning_{role}"],
        "Dr Amara Osei",
        WORDS["role.clinician"],
        "12 May 2026",
        seals=role == "clinician",
        demo_pin=demo_pin,
    )


def withdraw_data(representative: str = "") -> WithdrawData:
    """Return a sealed consent that can be taken back."""
    document = WORDS.say("withdraw.document", {"document": "CN-2026-05-12-0001", "date": "12 May 2026"})
    about = "Ketamine infusion"
    return WithdrawData(WORDS, "v1", "Rosa Delgado", about, document, representative)


def not_signed_data() -> NotSignedData:
    about = "Ketamine infusion for depression · You do not want ketamine treatment."
    signer = WORDS.say("not_signed.signer", {"role": WORDS["signer.interpreter"], "name": "Inés Vidal"})
    return NotSignedData(WORDS, "v1", "interpreter", "Rosa Delgado", about, signer)


def wrong_not_signed(look: Look) -> NotSignedScreen:
    """Return a note without a reason."""
    screen = NotSignedScreen(not_signed_data(), look)
    screen.confirm.click()
    return screen


def review_data(**changes: object) -> ReviewData:
    """Return a visit with one answered and one open question and a fact that was handed over."""
    data: dict[str, object] = {
        "visit_id": "v1",
        "name": "Rosa Delgado",
        "facts_line": "Born 14 March 1961 · Record 20418",
        "decision": "“I want to have ketamine treatment”",
        "status": WORDS["review.status_answers"],
        "next_task": "answers",
        "facts": FACTS,
        "questions": QUESTIONS,
        "checks": CHECKS,
        "checks_right": "3 of 5 correct",
        "reading": READING,
        "values": VALUES,
        "lines": (
            ("Checked in", "12 May 2026, 10:02"),
            ("Checked in by", "Priya Raman"),
            ("Document", "CN-2026-0512-0001"),
        ),
        "signature": SIGNATURE,
        "signing": SIGNING,
        "left": (WORDS["review.left_one"], "question", "attention"),
    }
    return ReviewData(words=WORDS, **{**data, **changes})  # type: ignore[arg-type]


SIGNERS: Final = (
    *(
        SignerLine(
            name,
            "Patient",
            "I have read this form, or had it read to me. I want to have ketamine treatment.",
            "Signed 12 May 2026, 10:01:52 (UTC-04:00)",
            WORDS["check_file.how_ink"],
            WORDS.say("check_file.later", {"later": WORDS["verify.later_signature"]}),
        )
        for name in (
            "Rosa Delgado",
            "نادية بنت عبد الرحمن بن محمد آل سعود الفهد",
            "שרה בת-אל כהן-לוי",
            "Анна-Мария Константиновна Преображенская-Вознесенская",
            "Adolph Blaine Charles David Earl Frederick Gerald Hubert Irvin John Kenneth Lloyd Martin " * 2,
            HOSTILE,
            "王小明",
            "Thị Hồng Nhung Nguyễn",
            "O'Brien-Ó Súilleabháin",
        )
    ),
    SignerLine("Harbour Street Clinic", "Clinic", "The clinic seals this.", "Sealed 12 May 2026", "The clinic’s seal"),
)
"""Ten who signed one document."""


def verdict_data(**changes: object) -> VerdictData:
    """Return the verdict on a good file."""
    data: dict[str, object] = {
        "tone": "good",
        "verdict": WORDS["check_file.is_ours"],
        "chip": WORDS["check_file.chip_good"],
        "files": "Rosa Delgado 12 May 2026 consent signed final.pdf",
        "means": WORDS["check_file.means_ours"],
        "todo": WORDS["check_file.todo_ours"],
        "said": (WORDS["verify.unchanged"], WORDS["verify.trust_yes"]),
        "signers_title": WORDS["check_file.signers"],
        "signers": SIGNERS,
        "lines": (
            (WORDS["check_file.line_id"], "CN-2026-0512-0001"),
            (WORDS["check_file.line_code"], "HTDG · HRNK · TGG9 · AGEQ"),
            (WORDS["check_file.line_ledger"], WORDS.say("check_file.ledger_file", {"entry": 126})),
        ),
        "details": ("SHA-256 of the file: " + "cdcdcdcd " * 8,),
    }
    return VerdictData(words=WORDS, **{**data, **changes})  # type: ignore[arg-type]


def bad_verdict(look: Look) -> VerdictScreen:
    """Return the verdict on a file that was changed."""
    bad = {key: WORDS[f"check_file.{key}_changed"] for key in ("means", "todo")}
    return VerdictScreen(
        verdict_data(
            tone="bad",
            verdict=WORDS["check_file.is_changed"],
            chip=WORDS["check_file.chip_bad"],
            signers=(),
            lines=((WORDS["check_file.line_ledger"], WORDS["check_file.ledger_nothing"]),),
            details=(),
            **bad,
        ),
        look,
    )


def form_verdict(look: Look) -> VerdictScreen:
    """Return the verdict on a form that can be filed."""
    data = verdict_data(
        verdict=WORDS["check_file.is_form"],
        chip=WORDS["check_file.chip_form"],
        signers=(),
        visit_id="v1",
        can_file=True,
    )
    return VerdictScreen(data, look)


def open_verdict(look: Look) -> VerdictScreen:
    """Return the verdict on a good file with its technical details open."""
    screen = VerdictScreen(verdict_data(signers=SIGNERS[:1]), look)
    screen.more.click()
    return screen


def desk_makers() -> dict[str, Callable[[Look], Screen]]:
    """Return a maker for each desk screen, in the states that look different."""
    wrong = "This PIN is not right. Tries left: 3."
    refused = "This passphrase is not the right one. Check the capital letters and try again."
    return {
        "unlock": lambda look: UnlockScreen(UnlockData(WORDS, CLINIC), look),
        "unlock_refused": lambda look: UnlockScreen(UnlockData(WORDS, CLINIC, error=refused), look),
        "unlock_demo": lambda look: UnlockScreen(UnlockData(WORDS, CLINIC, demo=True, error="The disk is full."), look),
        "sign_in": lambda look: SignInScreen(SignInData(WORDS, STAFF), look),
        "sign_in_wrong": lambda look: SignInScreen(SignInData(WORDS, STAFF, "amara", wrong), look),
        "sign_in_demo": lambda look: SignInScreen(SignInData(WORDS, STAFF, demo_pin="472910"), look),
        "sign_in_many": lambda look: SignInScreen(SignInData(WORDS, MANY), look),
        "today": lambda look: TodayScreen(today_data(*ROWS, message="The document was printed."), look),
        "today_empty": lambda look: TodayScreen(today_data(), look),
        "earlier": lambda look: TodayScreen(
            replace(today_data(ROWS[-1], replace(ROWS[1], status="Withdrawn", action="view")), earlier=True, find="D"),
            look,
        ),
        "earlier_none": lambda look: TodayScreen(replace(today_data(), earlier=True), look),
        "check_in": lambda look: CheckInScreen(check_in_data(), look),
        "check_in_wrong": wrong_check_in,
        "review": lambda look: ReviewScreen(review_data(paper=True, error="The disk is full."), look),
        "review_said": lambda look: ReviewScreen(review_data(applies=APPLIES, said=SAID), look),
        "review_rated": lambda look: ReviewScreen(
            review_data(said=(replace(SAID[0], rating=2, note="Well said.", fixed=True),), sealed=True), look
        ),
        "review_confirm": lambda look: ReviewScreen(review_data(questions=QUESTIONS[:1], next_task="confirm"), look),
        "review_print": lambda look: ReviewScreen(
            review_data(
                questions=(), facts=(), next_task="print", sealed=True, can_withdraw=True, can_renew=True, signing=DONE
            ),
            look,
        ),
        "review_sign": lambda look: ReviewScreen(
            review_data(
                questions=QUESTIONS[:1],
                facts=(),
                next_task="sign",
                left=(WORDS["review.left_sign"], "pen", "attention"),
                signing=replace(SIGNING, why_not="", explainer=True),
            ),
            look,
        ),
        "review_call": lambda look: ReviewScreen(
            review_data(
                questions=(),
                facts=(),
                next_task="call",
                left=(WORDS["review.left_interpreter"], "people", "attention"),
                signing=replace(
                    SIGNING,
                    why_not=WORDS["review.why_interpreter"],
                    by_clinician=False,
                    calls=("interpreter", "witness"),
                ),
            ),
            look,
        ),
        "review_excuse": lambda look: ReviewScreen(
            review_data(
                questions=(),
                facts=(),
                next_task="call",
                left=(WORDS["review.left_interpreter"], "people", "attention"),
                signing=Signing(
                    WORDS["review.signing"],
                    "",
                    why_not=WORDS["review.why_interpreter"],
                    by_clinician=False,
                    calls=("interpreter",),
                    excused=("interpreter",),
                ),
            ),
            look,
        ),
        "review_unsigned": lambda look: ReviewScreen(
            review_data(
                questions=(),
                facts=(),
                next_task="print",
                sealed=True,
                signature=None,
                signing=Signing(WORDS["review.signing"], "", unsigned=(NOT_SIGNED,), by_clinician=False, done=True),
            ),
            look,
        ),
        "review_withdrawn": lambda look: ReviewScreen(
            review_data(
                questions=(),
                facts=(),
                next_task="sign",
                sealed=True,
                left=(WORDS["review.left_withdrawn"], "stop", "attention"),
                notice=WORDS.say("review.withdrawn_patient", {"when": "12 May 2026, 15:02", "staff": "Ben Lindqvist"}),
                signature=replace(SIGNATURE, ink=None, how=WORDS["review.signed_typed"]),
                signing=Signing(
                    WORDS["review.signing_withdrawal"],
                    WORDS["document.meaning_clinician_withdrawal"],
                    calls=("patient",),
                ),
            ),
            look,
        ),
        "review_sealed": lambda look: ReviewScreen(
            review_data(
                questions=QUESTIONS[:1],
                facts=(),
                next_task="print",
                sealed=True,
                represented=True,
                can_renew=True,
                can_withdraw=True,
                left=(WORDS["review.left_print"], "circlecheck", "ok"),
                signing=DONE,
            ),
            look,
        ),
        "review_ended": lambda look: ReviewScreen(
            review_data(
                questions=(),
                facts=(),
                next_task="print",
                sealed=True,
                left=(WORDS["today.status_renewal_withdrawn"], "stop", "attention"),
                notice=WORDS.say(
                    "review.renewed_withdrawn",
                    {"renewed": "12 May 2026", "document": "CN-2026-0512-0003", "withdrawn": "14 September 2026"},
                ),
                signing=DONE,
            ),
            look,
        ),
        "review_after": lambda look: ReviewScreen(review_data(sealed=True, status=WORDS["review.status_after"]), look),
        "review_paper": lambda look: ReviewScreen(
            review_data(
                questions=(),
                facts=(),
                status=WORDS["review.status_paper"],
                next_task="paper",
                paper=True,
                can_choose_again=True,
                can_close=True,
            ),
            look,
        ),
        "paper": lambda look: PaperScreen(PaperData(WORDS, "v1", "Rosa Delgado"), look),
        "paper_printed": lambda look: PaperScreen(PaperData(WORDS, "v1", HOSTILE, "10:42", "The disk is full."), look),
        "sign_as_clinician": lambda look: StaffSignScreen(sign_data(demo_pin="472910"), look),
        "sign_as_clinician_wrong": wrong_sign,
        "sign_as_explainer": by_hand,
        "withdraw": lambda look: WithdrawScreen(withdraw_data(), look),
        "withdraw_wrong": wrong_withdrawal,
        "not_signed": lambda look: NotSignedScreen(not_signed_data(), look),
        "not_signed_wrong": wrong_not_signed,
        "print_choice": lambda look: PrintChoiceScreen(
            PrintChoiceData(
                WORDS,
                "v1",
                HOSTILE,
                tuple(
                    (key, WORDS[f"print_choice.{key}"], WORDS[f"print_choice.{key}_for"])
                    for key in ("document", "withdrawal", "patient_copy", "large_print", "clinician_summary")
                ),
            ),
            look,
        ),
        "check_in_represented": represented,
        "check_in_renewal": lambda look: CheckInScreen(check_in_data(renews="v0"), look),
        "verify": lambda look: VerifyScreen(VerifyData(WORDS), look),
        "verify_refused": lambda look: VerifyScreen(VerifyData(WORDS, WORDS["check_file.folder"]), look),
        "verdict": lambda look: VerdictScreen(verdict_data(), look),
        "verdict_open": open_verdict,
        "verdict_bad": bad_verdict,
        "verdict_doubt": lambda look: VerdictScreen(
            verdict_data(tone="doubt", verdict=WORDS["check_file.is_paper_open"], signers=(), lines=(), details=()),
            look,
        ),
        "verdict_form": form_verdict,
        "message_waits": lambda look: MessagePage(DeskMessage(WORDS, "Closing", "Still printing.", waits=True), look),
        "message": lambda look: MessagePage(
            DeskMessage(WORDS, "The disk is full", "Nothing confirmed is lost.", "Make room, then try again."), look
        ),
    }


def wrong_check_in(look: Look) -> CheckInScreen:
    """Return a check-in that has just been refused, in every field."""
    screen = CheckInScreen(check_in_data(2), look)
    screen.start.click()
    return screen


def wrong_sign(look: Look) -> StaffSignScreen:
    """Return a page to sign whose PIN was wrong."""
    screen = StaffSignScreen(sign_data(), look)
    screen.show_pin_error(WORDS.say("staff.wrong_pin", {"tries": 4}))
    return screen


def by_hand(look: Look) -> StaffSignScreen:
    """Return a page to sign by hand, with the pad still empty."""
    screen = StaffSignScreen(sign_data("explainer"), look)
    screen.ways.group.choice("ink").click()
    screen.sign.click()
    return screen


def wrong_withdrawal(look: Look) -> WithdrawScreen:
    """Return a withdrawal of which nothing is chosen yet."""
    screen = WithdrawScreen(withdraw_data("Miguel Delgado"), look)
    screen.confirm.click()
    return screen


def represented(look: Look) -> CheckInScreen:
    """Return a check-in of somebody for whom another decides, refused in those fields."""
    screen = CheckInScreen(check_in_data(), look)
    screen.restore_draft(CheckInDraft(represented=True, representative=RepresentativeDraft("Miguel Delgado")))
    screen.start.click()
    return screen


def in_desk(screen: Screen, look: Look, size: tuple[int, int] = (1280, 800), frame: DeskFrame | None = None) -> Shell:
    """Show a desk screen in the real window."""
    shell = Shell(Brand(CLINIC), look, WORDS)
    shell.resize(*size)
    shell.show()
    shell.show_desk(screen, frame or DeskFrame(CLINIC, "Dr Amara Osei", "Psychiatrist", note=WORDS["desk.kept_here"]))
    QApplication.processEvents()
    return shell
