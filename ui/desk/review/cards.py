"""The cards of the review that are only read: checks, reading, what matters, what applies, the visit, a signature."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.desk.review.data import ReviewData, Signed
from ui.theme import Look
from ui.widgets.card import Card, Line
from ui.widgets.chip import Chip
from ui.widgets.ink_view import InkView
from ui.widgets.labels import Heading, IconLine, PlainLabel, plain
from ui.widgets.pair import Pair

__all__ = ["add_signature", "applies_card", "checks_card", "lines_card", "reading_card", "titled", "values_card"]

PADDING = 20


def titled(title: str, look: Look, count: str = "", icon: str = "") -> Card:
    """Return a card with its title and, at the end of the same line, a count. With an icon it is the patient's own."""
    card = Card(look, "flag" if icon else "plain", padding=PADDING)
    head: PlainLabel = (
        IconLine(icon, title, look, "body", bold=True, color="flagText") if icon else Heading(title, look, "body")
    )
    if count:
        color = "flagText" if icon else "ink2"
        card.body.addWidget(Pair(head, plain(count, look, "small", color=color), look))
    else:
        card.body.addWidget(head)
    return card


def checks_card(data: ReviewData, look: Look) -> Card:
    """Return how each check went: the fact, and a chip with the number of tries."""
    card = titled(data.words["review.checks"], look, data.checks_right)
    card.body.setSpacing(look.space(1))
    for index, check in enumerate(data.checks):
        if index:
            card.body.addWidget(Line(look))
        chip = Chip(check.result, look, check.icon, check.kind)
        card.body.addWidget(Pair(plain(check.title, look, "small"), chip, look))
    return card


def reading_card(data: ReviewData, look: Look) -> Card:
    """Return how the pages were read: how long, what again, whether all of it."""
    card = titled(data.words["review.reading"], look)
    for icon, text in data.reading:
        card.body.addWidget(IconLine(icon, text, look, "small"))
    return card


def values_card(data: ReviewData, look: Look) -> Card:
    """Return what matters to the patient, most first."""
    card = titled(data.words["review.values"], look)
    card.body.setSpacing(look.space(1))
    for label, value in data.values:
        card.body.addWidget(Pair(plain(label, look, "small"), plain(value, look, "small", bold=True), look))
    return card


def lines_card(data: ReviewData, look: Look) -> Card:
    """Return the facts of the visit."""
    card = titled(data.words["review.visit"], look)
    for label, value in data.lines:
        row = QHBoxLayout()
        # The values are the longer ones: the number of a document is never broken.
        row.addWidget(plain(label, look, "small", color="ink2"), 2)
        row.addWidget(plain(value, look, "small", bold=True, align="end"), 3)
        card.body.addLayout(row)
    return card


def applies_card(data: ReviewData, look: Look) -> Card:
    """What the clinician has to know first: each yes and not sure on a line, then all that is denied."""
    words = data.words
    card = titled(words["review.applies"], look)
    for one in data.applies:
        if one.answer != "no":
            chip = Chip(words[f"conditions.{one.answer}"], look, "alert", "attention")
            card.body.addWidget(Pair(plain(one.text, look, "body", bold=True), chip, look))
    denied = [one.text for one in data.applies if one.answer == "no"]
    if denied:
        text = words["review.applies_no"].format(conditions="; ".join(denied))
        card.body.addWidget(plain(text, look, "small", color="ink2"))
    return card


def add_signature(card: Card, signed: Signed, look: Look) -> None:
    """Add a signature as it was drawn, or how it was made, over a line with name and time."""
    shown: QWidget = (
        InkView(signed.ink, look, signed.line)
        if signed.ink is not None
        else plain(signed.how, look, "small", color="ink2")
    )
    card.body.addStretch(1)
    card.body.addWidget(shown)
    card.body.addWidget(Line(look))
    card.body.addWidget(plain(signed.line, look, "small", color="ink2"))
