"""The place to sign: the sentence that the signature means, and one of up to four equal ways to give it.

Owns which way is in use, what each needs, and where its controls stand. By hand: pad, Undo, Clear. A mark: the same,
and the name of a witness. A typed name: a field and a confirmation. Paper: what happens then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kiosk.events import Ink
from kiosk.visit import NO_MARK, name_fits, witness_fits
from ui.theme import Look
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.choice import Choice
from ui.widgets.field import Field
from ui.widgets.labels import Heading, IconLine, plain
from ui.widgets.painting import start_x
from ui.widgets.scroll import ShowMoreArea
from ui.widgets.signature_pad import PadWords, SignaturePad

__all__ = ["WAYS", "Given", "SignPanel", "Way"]

Way = Literal["ink", "typed", "mark", "paper"]
WAYS: Final[tuple[Way, ...]] = ("ink", "typed", "mark", "paper")
GAP: Final = 12


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to sign: ink for `ink` and `mark`, a typed name, a witness's name."""

    way: Way
    ink: Ink | None = None
    typed_name: str = ""
    witness_name: str = ""


class Body(QWidget):
    """What the panel holds; taller than the panel only where the way in use needs it."""

    def __init__(self) -> None:
        super().__init__()
        self.needed = 0
        self.on_resize: list[Callable[[], None]] = []

    def sizeHint(self) -> QSize:
        return QSize(600, self.needed)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        for call in self.on_resize:
            call()


class SignPanel(QWidget):
    """Heading, meaning and the controls of one way; it scrolls by its button where they do not fit.

    `printed` stands under the line in place of `name`. Where only one of `ways` is open, no other one is offered.
    `words`: `sign.*`, `page.show_more`.
    """

    other_way_wanted = Signal()
    changed = Signal()
    """Something was written, typed or chosen."""

    def __init__(
        self,
        words: Mapping[str, str],
        meaning: str,
        look: Look,
        *,
        name: str,
        date: str,
        printed: str = "",
        ways: Sequence[Way] = WAYS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._look = look
        self._name = name
        self._no_witness: tuple[str, ...] = (name,)
        self._ways = tuple(ways)
        self._way: Way = self._ways[0]
        self._gap = GAP
        body = Body()
        self._body = body
        self._heading = Heading(words["sign.here"], look, "h2", parent=body)
        self._meaning = plain(meaning, look, "small")
        self._meaning.setParent(body)
        pad_words = PadWords(words["sign.pad"], words["sign.hint"], words["sign.strokes"])
        self.pad = SignaturePad(look, pad_words, name=printed or name, date=date, parent=body)
        self.typed = Field(words["sign.type_name"], look, words["sign.type_hint"], parent=body)
        self.confirm = Choice(words["sign.type_confirm"], look, kind="check", parent=body)
        self.witness = Field(words["sign.witness"], look, parent=body)
        self._paper = plain(words["sign.paper_line"], look, "body")
        self._paper.setParent(body)
        self.undo = SecondaryButton(words["sign.undo"], look, "undo", size="primary", parent=body)
        self.clear = SecondaryButton(words["sign.clear"], look, "clear", size="primary", parent=body)
        self.other = SecondaryButton(words["sign.other"], look, "people", size="primary", parent=body)
        self._problem = IconLine("alert", "", look, "small", bold=True, color="errText", parent=body)
        self._problem.hide()
        self.area = ShowMoreArea(body, look, words["page.show_more"], parent=self)
        body.on_resize.append(self._place)
        self.undo.clicked.connect(self.pad.undo)
        self.clear.clicked.connect(self.pad.clear)
        self.other.clicked.connect(self.other_way_wanted)
        self.pad.changed.connect(self._changed)
        self.typed.edit.textEdited.connect(self._changed)
        self.witness.edit.textEdited.connect(self._changed)
        self.confirm.clicked.connect(self._changed)

    def _changed(self) -> None:
        self.say("")
        self.changed.emit()

    # ------------------------------------------------------------ what was given

    def way(self) -> Way:
        """Return the way in use."""
        return self._way

    def use(self, way: Way) -> None:
        """Change the way; what was given in another one is kept, in case of a change of mind."""
        self._way = way
        self._problem.setText("")
        self._place()

    def rule_out(self, others: Sequence[str]) -> None:
        """Name who can be no witness of a mark, besides who signs."""
        self._no_witness = (self._name, *others)

    def focus_way(self) -> None:
        """Set the focus where the way in use begins."""
        first: dict[Way, QWidget] = {"typed": self.typed.edit, "paper": self.other}
        first.get(self._way, self.pad).setFocus()

    def given(self) -> Given:
        """Return what was given in the way in use."""
        inked = self._way in ("ink", "mark")
        return Given(
            self._way,
            self.pad.ink() if inked else None,
            self.typed.text() if self._way == "typed" else "",
            self.witness.text() if self._way == "mark" else "",
        )

    def problem(self) -> str:
        """Return what is missing, in words, or an empty string."""
        words = self._words
        if self._way == "paper":
            return ""
        if self._way == "typed":
            if not name_fits(self.typed.text(), self._name):
                return words["sign.short_name" if self.typed.text() else "sign.no_name"]
            return "" if self.confirm.isChecked() else words["sign.no_confirm"]
        found = self.pad.problem()
        if self._way == "mark":
            # A cross may be all that a person can make.
            if found in NO_MARK:
                return words[f"sign.problem_{found}"]
            witness = self.witness.text()
            if not all(witness_fits(witness, other) for other in self._no_witness):
                return words["sign.other_witness" if witness else "sign.no_witness"]
            return ""
        return words[f"sign.problem_{found}"] if found else ""

    def say(self, problem: str) -> None:
        """Show a message next to what it is about, or take it away."""
        if problem != self._problem.text() or bool(problem) == self._problem.isHidden():
            self._problem.setText(problem)
            self._place()
        if problem:
            about = self._about()
            if about is not self.pad:
                # The cursor goes where something is missing.
                (about.edit if isinstance(about, Field) else about).setFocus()
            self.area.area.ensureWidgetVisible(self._problem, 0, 0)

    def _about(self) -> QWidget:
        """Return what the message is about."""
        words, text = self._words, self._problem.text()
        if self._way == "typed":
            return self.confirm if text == words["sign.no_confirm"] else self.typed
        return self.witness if text in (words["sign.no_witness"], words["sign.other_witness"]) else self.pad

    # ------------------------------------------------------------ placing

    def least_height(self, width: int) -> int:
        """Return the height that the way in use needs at a width with everything under each other, in px."""
        return self._top(width, heading=self._look.step <= 1.25) + self._content(width) + self._fixed(width)

    def _pads(self) -> bool:
        return self._way in ("ink", "mark")

    def _top(self, width: int, *, heading: bool) -> int:
        meaning = self._meaning.heightForWidth(width) + self._gap
        return meaning + (self._heading.heightForWidth(width) + 6 if heading else 0)

    def _content(self, width: int) -> int:
        """Return the least height of what is signed with: the pad, the fields or the line about paper."""
        if self._pads():
            return self._look.tokens.signature.min_pad_height
        if self._way == "paper":
            return self._paper.heightForWidth(width) + self._gap
        return self.typed.heightForWidth(width) + self._gap + self.confirm.heightForWidth(width) + self._gap

    def _buttons(self) -> list[Button]:
        other = [self.other] if len(self._ways) > 1 else []
        return [self.undo, self.clear, *other] if self._pads() else [*other]

    def _bar(self, width: int) -> list[list[Button]]:
        """Return the buttons in rows: one row if they fit, else the way to another way below."""
        buttons = self._buttons()
        if not buttons:
            return []
        natural = sum(button.sizeHint().width() for button in buttons) + self._gap * (len(buttons) - 1)
        return [buttons] if natural <= width or len(buttons) == 1 else [buttons[:-1], buttons[-1:]]

    def _row_widths(self, row: list[Button], width: int) -> list[int]:
        """Return how wide the buttons of a row are: what each needs, and its share of what is left."""
        natural = [button.sizeHint().width() for button in row]
        spare = max(width - sum(natural) - self._gap * (len(row) - 1), 0) // len(row) if len(row) > 1 else 0
        return [min(size, width) + spare for size in natural]

    def _row_height(self, row: list[Button], width: int) -> int:
        widths = self._row_widths(row, width)
        return max(button.heightForWidth(its) for button, its in zip(row, widths, strict=True))

    def _bar_height(self, width: int) -> int:
        rows = self._bar(width)
        return sum(self._row_height(row, width) for row in rows) + 8 * max(len(rows) - 1, 0)

    def _fixed(self, width: int) -> int:
        """Return what stands under the pad: the bar, the message, the witness."""
        fixed = self._bar_height(width) + self._gap + self._problem_height(width)
        if self._way == "mark":
            fixed += self.witness.heightForWidth(width) + self._gap
        return fixed

    def _side(self, width: int) -> int:
        """Return the width of the column beside the pad."""
        both = self.undo.sizeHint().width() + self.clear.sizeHint().width() + self._gap
        least = max(both, self.other.minimumSizeHint().width())
        return max(least, min(self.other.sizeHint().width(), width // 3))

    def _side_height(self, width: int) -> int:
        """Return the height of the column beside the pad."""
        column = self._side(width)
        tall = self._row_height([self.undo, self.clear], column) + 8 + self._row_height([self.other], column)
        if self._way == "mark":
            tall += self.witness.heightForWidth(column) + self._gap
        if self._about() is self.witness:
            tall += self._problem_height(column)
        return tall

    def _problem_height(self, width: int) -> int:
        """Return what the message takes of a width's height, its gap included."""
        return self._problem.heightForWidth(width) + 8 if self._problem.text() else 0

    def _needed(self, width: int) -> tuple[int, bool]:
        """Return the least height without the heading, and whether the buttons stand beside the pad then."""
        top = self._top(width, heading=False)
        below = top + self._content(width) + self._fixed(width)
        pad_width = width - self._side(width) - self._gap
        if not self._pads() or pad_width < self._look.tokens.signature.min_pad_width:
            return below, False
        pad = self._look.tokens.signature.min_pad_height
        if self._about() is self.pad:
            pad += self._problem_height(pad_width)
        beside = top + max(self._side_height(width), pad)
        return (beside, True) if beside < below else (below, False)

    def sizeHint(self) -> QSize:
        return QSize(600, self.least_height(600))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.area.setGeometry(self.rect())
        self._place()

    def _at(self, widget: QWidget, x: int, y: int, width: int, height: int) -> None:
        widget.setGeometry(round(start_x(x, width, self._body.width(), self.layoutDirection())), y, width, height)
        widget.show()

    def _place(self) -> None:
        self._gap = GAP
        needed, beside = self._needed(self.width())
        if needed > self.height():
            # Smaller gaps, before anything has to scroll.
            self._gap = GAP // 2
            needed, beside = self._needed(self.width())
        if needed != self._body.needed:
            self._body.needed = needed
            self._body.updateGeometry()
        width, height = self._body.width(), max(self._body.height(), needed)
        self._problem.setHidden(not self._problem.text())
        shown: dict[Way, list[QWidget]] = {
            "ink": [self.pad, self.undo, self.clear],
            "mark": [self.pad, self.undo, self.clear, self.witness],
            "typed": [self.typed, self.confirm],
            "paper": [self._paper],
        }
        for widget in (self.pad, self.undo, self.clear, self.witness, self.typed, self.confirm, self._paper):
            widget.setVisible(widget in shown[self._way])
        self.other.setVisible(len(self._ways) > 1)
        below = self._content(width) + self._fixed(width)
        # In a low place the heading goes first, then the buttons stand beside the pad.
        heading = self._top(width, heading=True) + below <= height
        beside = beside and self._top(width, heading=False) + below > height
        self._heading.setVisible(heading)
        y = 0
        if heading:
            tall = self._heading.heightForWidth(width)
            self._at(self._heading, 0, 0, width, tall)
            y = tall + 6
        tall = self._meaning.heightForWidth(width)
        self._at(self._meaning, 0, y, width, tall)
        y += tall + self._gap
        if beside:
            self._place_beside(y, height)
        else:
            self._place_below(y, height)

    def _place_below(self, y: int, bottom: int) -> None:
        """The controls of the way over the whole width, buttons under them."""
        width = self._body.width()
        rows = self._bar(width)
        bottom -= self._bar_height(width)
        self._place_bar(rows, 0, bottom, width)
        bottom -= self._gap
        if self._way == "paper":
            self._at(self._paper, 0, y, width, self._paper.heightForWidth(width))
        elif self._way == "typed":
            y = self._place_under(self.typed, 0, y, width)
            self._place_under(self.confirm, 0, y, width)
        else:
            if self._way == "mark":
                tall = self.witness.heightForWidth(width)
                if self._about() is self.witness:
                    tall += self._problem_height(width)
                bottom -= tall
                self._place_under(self.witness, 0, bottom, width)
                bottom -= self._gap
            self._place_pad(0, y, width, bottom)

    def _place_under(self, widget: QWidget, x: int, y: int, width: int) -> int:
        """Put a widget, and the message if it is about it, at a place; return where the next one begins."""
        tall = widget.heightForWidth(width)
        self._at(widget, x, y, width, tall)
        y += tall
        if self._problem.text() and self._about() is widget:
            tall = self._problem.heightForWidth(width)
            self._at(self._problem, x, y + 8, width, tall)
            y += 8 + tall
        return y + self._gap

    def _place_pad(self, x: int, y: int, width: int, bottom: int) -> None:
        """Let the pad, and the message if it is about it, fill a place."""
        if self._problem.text() and self._about() is self.pad:
            tall = self._problem.heightForWidth(width)
            self._at(self._problem, x, bottom - tall, width, tall)
            bottom -= tall + 8
        self._at(self.pad, x, y, width, bottom - y)

    def _place_beside(self, y: int, height: int) -> None:
        """Pad at the start, buttons and witness in a column at the end."""
        width = self._body.width()
        column = self._side(width)
        pad = width - column - self._gap
        self._place_pad(0, y, pad, height)
        at = self._place_under(self.witness, pad + self._gap, y, column) if self._way == "mark" else y
        self._place_bar([[self.undo, self.clear], [self.other]], pad + self._gap, at, column)

    def _place_bar(self, rows: list[list[Button]], x: int, y: int, width: int) -> None:
        """Place rows of buttons under each other."""
        for row in rows:
            tall = self._row_height(row, width)
            at = x
            for button, room in zip(row, self._row_widths(row, width), strict=True):
                self._at(button, at, y, room, tall)
                at += room + self._gap
            y += tall + 8
