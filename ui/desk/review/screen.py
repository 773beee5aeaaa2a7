"""Review (16): how a visit went, what is still open, and who signs.

What applies to the patient stands first: yes and not sure before no. What was said in own words is rated here, which
holds nothing up.

The order is fixed: what is open first, then the patient's confirmation on the tablet, then who else signs, the
clinician last, then the seal. The one filled button is the next task.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.desk.review import cards
from ui.desk.review.data import (
    ChooseAgainWanted,
    CloseVisitWanted,
    PaperWanted,
    PrintWanted,
    RenewWanted,
    ReopenForConfirmation,
    ReviewClosed,
    ReviewData,
    WithdrawWanted,
)
from ui.desk.review.signing import SigningCard
from ui.desk.review.tasks import Tasks
from ui.drafts import Page
from ui.theme import Look
from ui.widgets.buttons import Button, ButtonSize, PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.chip import Chip
from ui.widgets.desk_form import DeskPage, PageLine, TextArea
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.painting import follow_width

__all__ = ["ReviewScreen"]

WIDE_FROM: Final = 1000
BESIDE_FROM: Final = 600
ACTS_FROM: Final = 560
"""From these widths on, at text step 1.0, there are two columns; the decision stands beside the signing; and renewing
stands beside taking back."""


class ReviewScreen(DeskPage):
    """Emits what staff write down, `AnswerGiven`, `FactCleared` and `RatingGiven`, and one intent for each button."""

    def __init__(self, data: ReviewData, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(data.name, look, parent=parent)
        self._data = data
        self.page = Page("review", data.visit_id)
        self._words = data.words
        self.tasks: dict[str, Button] = {}
        self._add_head()
        self._acts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._acts.setSpacing(look.space(3))
        self._add_acts()
        self._error = PageLine(look)
        self.body.addWidget(self._error)
        self._error.say(data.error)
        if data.notice:
            self.body.addWidget(IconLine("alert", data.notice, look, "body", bold=True, color="attnText"))
        self._work = Tasks(data, look, self)
        self._work.given.connect(self.acted)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(look.space(4))
        start, end = QVBoxLayout(), QVBoxLayout()
        self._start = start
        self._applies = cards.applies_card(data, look) if data.applies else None
        for column in (start, end):
            column.setSpacing(look.space(4))
        for card in self._start_cards():
            start.addWidget(card)
        start.addStretch(1)
        for card in self._work.open_cards:
            end.addWidget(card)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(look.space(4))
        self._pair.addWidget(self._decision_card(), 1)
        if data.signing is not None:
            self.signing = SigningCard(data, data.signing, look)
            self.signing.wanted.connect(self.acted)
            self.signing.too_soon.connect(self._work.write_first)
            self.tasks |= self.signing.buttons
            self._pair.addWidget(self.signing, 1)
        end.addLayout(self._pair)
        if self._work.said_card is not None:
            end.addWidget(self._work.said_card)
        end.addStretch(1)
        self._columns.addLayout(start, 2)
        self._columns.addLayout(end, 3)
        self.body.addLayout(self._columns)
        self.body.addStretch(1)
        self._arrange()

    @property
    def data(self) -> ReviewData:
        """What it shows."""
        return self._data

    def show_error(self, text: str) -> None:
        """Say why something did not work; what was typed stays."""
        self._error.say(text)

    # ------------------------------------------------------------ parts

    def _add_head(self) -> None:
        data, look = self._data, self.look
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(look.space(3))
        first = QHBoxLayout()
        first.setSpacing(look.space(4))
        # One of the two buttons with an icon alone: staff Back.
        self.back = SecondaryButton("", look, "back", size="tool")
        self.back.setAccessibleName(self._words["review.back"])
        self.back.setObjectName("review.back")
        self.back.clicked.connect(lambda: self.acted.emit(ReviewClosed()))
        first.addWidget(self.back)
        names = QVBoxLayout()
        names.setSpacing(0)
        self.heading = Heading(data.name, look, "h2")
        names.addWidget(self.heading)
        names.addWidget(plain(data.facts_line, look, "small", color="ink2"))
        first.addLayout(names, 1)
        self._head.addLayout(first, 1)
        more = QHBoxLayout()
        more.setSpacing(look.space(4))
        if data.left is not None:
            text, icon, kind = data.left
            more.addWidget(Chip(text, look, icon, kind))
        more.addStretch(1)
        if data.sealed:
            self._add_action(more, "print", "print", PrintWanted(data.visit_id), size="tool")
        self._head.addLayout(more)
        self.body.addLayout(self._head)

    def _add_acts(self) -> None:
        """Add what can be done with a sealed consent: a patient who takes it back stands at the desk and waits."""
        data = self._data
        self._acts.addStretch(1)
        if data.can_renew:
            self._add_action(self._acts, "renew", "reread", RenewWanted(data.visit_id), size="tool")
        if data.can_withdraw:
            self._add_action(self._acts, "withdraw", "stop", WithdrawWanted(data.visit_id), size="tool")
        if data.can_renew or data.can_withdraw:
            self.body.addLayout(self._acts)

    def _start_cards(self) -> list[QWidget]:
        """Return what stands in the first column: how it went, and what else can be done with the visit."""
        data, look = self._data, self.look
        found: list[QWidget] = []
        if data.checks:
            found.append(cards.checks_card(data, look))
        if data.reading:
            found.append(cards.reading_card(data, look))
        if data.values:
            found.append(cards.values_card(data, look))
        if data.lines:
            found.append(cards.lines_card(data, look))
        if data.can_close:
            place = QWidget()
            column = QVBoxLayout(place)
            column.setContentsMargins(0, 0, 0, 0)
            self._add_action(column, "close", "", CloseVisitWanted(data.visit_id))
            found.append(place)
        return found

    def _decision_card(self) -> Card:
        data, look, words = self._data, self.look, self._words
        card = cards.titled(words["review.decision_for" if data.represented else "review.decision"], look)
        card.body.addWidget(plain(data.decision or words["review.no_decision"], look, "body"))
        if data.signing is None:
            icon = "circlecheck" if data.next_task == "print" else "alert" if data.next_task == "answers" else "info"
            card.body.addSpacing(look.space(2))
            card.body.addWidget(IconLine(icon, data.status, look, "small", bold=True))
        if data.signature is not None:
            cards.add_signature(card, data.signature, look)
        card.body.addStretch(1)
        if data.paper:
            self._add_action(card.body, "paper", "document", PaperWanted(data.visit_id))
        if data.next_task == "confirm":
            self._add_action(card.body, "confirm", "tablet", ReopenForConfirmation(data.visit_id))
        if data.can_choose_again:
            self._add_action(card.body, "again", "undo", ChooseAgainWanted(data.visit_id))
        return card

    def _add_action(
        self, place: QBoxLayout, name: str, icon: str, intent: object, *, size: ButtonSize = "primary"
    ) -> None:
        make = PrimaryButton if self._data.next_task == name else SecondaryButton
        button = make(self._words[f"review.{name}"], self.look, icon, size=size, icon_at="start")
        button.setObjectName(f"review.{name}")
        # A long word wraps sooner than it makes the card wider than the window.
        follow_width(button)
        button.clicked.connect(lambda: self.acted.emit(intent))
        place.addWidget(button)
        self.tasks[name] = button

    # ------------------------------------------------------------ arranging and drafts

    def _arrange(self) -> None:
        step, inner = self.look.step, self.inner_width()
        wide = self.width() >= WIDE_FROM * step
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        # Narrow: one column, what applies and the questions first.
        self._columns.setDirection(across if wide else QBoxLayout.Direction.BottomToTop)
        self._head.setDirection(across if wide else down)
        self._acts.setDirection(across if inner >= ACTS_FROM * step else down)
        room = inner * 3 // 5 if wide else inner
        self._pair.setDirection(across if room >= BESIDE_FROM * step else down)
        if self._applies is not None:
            # What a clinician has to know first stands first, in one column too.
            place = self._start if wide else self.body
            if place.indexOf(self._applies) < 0:
                (self.body if wide else self._start).removeWidget(self._applies)
                place.insertWidget(0 if wide else self.body.indexOf(self._columns), self._applies)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def text_of(self, key: str) -> TextArea:
        """Return the text of an open question or fact by its id."""
        return self._work.text_of(key)

    def draft(self) -> object:
        return self._work.draft()

    def restore_draft(self, draft: object) -> None:
        self._work.restore(draft)
