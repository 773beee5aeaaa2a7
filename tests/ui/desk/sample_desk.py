"""The desk's screens with made-up people, and how to bring one up in the real window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtWidgets import QApplication

from kiosk.i18n import catalogue
from tests.ui.layout import SIZES, STEPS
from ui.desk.check_in import CheckInData, CheckInScreen
from ui.desk.message import DeskMessage, MessagePage
from ui.desk.paper import PaperData, PaperScreen
from ui.desk.review import Applies, OpenFact, OpenQuestion, ReviewData, ReviewScreen, Said
from ui.desk.sign_in import SignInData, SignInScreen, StaffName
from ui.desk.today import TodayData, TodayRow, TodayScreen
from ui.desk.unlock import UnlockData, UnlockScreen
from ui.shell import Brand, DeskFrame, Shell
from ui.theme import Look
from ui.widgets.screen import Screen

__all__ = [
    "CLINIC",
    "NAMES",
    "PLACES",
    "WORDS",
    "Seen",
    "check_in_data",
    "desk_makers",
    "in_desk",
    "review_data",
    "today_data",
]

WORDS: Final = catalogue("en")
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


def check_in_data(treatments: int = 1) -> CheckInData:
    """Return a form with one treatment, or with several."""
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
        "lines": (("Time", "24 minutes, one break"), ("Checks", "5 of 5")),
    }
    return ReviewData(words=WORDS, **{**data, **changes})  # type: ignore[arg-type]


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
        "check_in": lambda look: CheckInScreen(check_in_data(), look),
        "check_in_wrong": wrong_check_in,
        "review": lambda look: ReviewScreen(review_data(paper=True, error="The disk is full."), look),
        "review_said": lambda look: ReviewScreen(review_data(applies=APPLIES, said=SAID), look),
        "review_rated": lambda look: ReviewScreen(
            review_data(said=(replace(SAID[0], rating=2, note="Well said.", fixed=True),), sealed=True), look
        ),
        "review_confirm": lambda look: ReviewScreen(review_data(questions=QUESTIONS[:1], next_task="confirm"), look),
        "review_print": lambda look: ReviewScreen(
            review_data(questions=(), facts=(), next_task="print", sealed=True), look
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


def in_desk(screen: Screen, look: Look, size: tuple[int, int] = (1280, 800), frame: DeskFrame | None = None) -> Shell:
    """Show a desk screen in the real window."""
    shell = Shell(Brand(CLINIC), look, WORDS)
    shell.resize(*size)
    shell.show()
    shell.show_desk(screen, frame or DeskFrame(CLINIC, "Dr Amara Osei", "Psychiatrist", note=WORDS["desk.kept_here"]))
    QApplication.processEvents()
    return shell
