"""What opens over a patient's page: questions, words and sources, how the page looks, and taking a break."""

from __future__ import annotations

import functools
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal

from kiosk.visit import AskQuestion, ChangeQuestion
from ui.patient.aid_sheets import BreakSheet, DisplaySheet
from ui.patient.glossary_sheet import glossary_sheet, sources_sheet
from ui.patient.question_sheet import QuestionData, QuestionSheet
from ui.patient.saved_questions_sheet import SavedQuestionsSheet
from ui.widgets.intents import DisplayChosen
from ui.widgets.parts_screen import PartsScreen
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from kiosk.i18n import Words
    from kiosk.service import VisitView
    from ui.presenter import Presenter
    from ui.shell import Shell

__all__ = ["PatientSheets", "focus_like"]

NEW: Final = ""
"""Stands for a question without an id yet."""
ActingSheet = DisplaySheet | BreakSheet | QuestionSheet | SavedQuestionsSheet


class PatientSheets(QObject):
    """Opens sheets on the visit that is on the screen, and keeps a question that could not be saved."""

    acted = Signal(object)
    """What the person asked for in a sheet: a command of the visit, or something of the window."""

    def __init__(
        self,
        shell: Shell,
        words: Words,
        *,
        presenter: Callable[[], Presenter],
        view: Callable[[], VisitView | None],
        page: Callable[[], str],
        read_aloud: Callable[[], bool | None],
    ) -> None:
        """Take what gives the presenter, the visit, the page and the choice to read aloud as they are at the time."""
        super().__init__(shell)
        self._shell, self._words = shell, words
        self._presenter, self._view, self._page, self._read_aloud = presenter, view, page, read_aloud
        self._unsaved: dict[str, AskQuestion | ChangeQuestion] = {}

    def close_all(self) -> None:
        """Close what is open and forget what was typed."""
        self._unsaved.clear()
        for sheet in self._shell.findChildren(Sheet):
            sheet.close_sheet()

    # ------------------------------------------------------------------ questions

    def ask(self) -> None:
        """Open an empty question about the page on screen."""
        view = self._view()
        if view is not None:
            self._open_question(self._presenter().question(view, uuid.uuid4().hex[:12]), NEW)

    def change(self, question: str) -> None:
        """Open a saved question."""
        view = self._view()
        if view is not None:
            self._open_question(self._presenter().change(view, view.state.questions[question]), question)

    def see_questions(self) -> None:
        """Open the list of saved questions."""
        view = self._view()
        if view is not None:
            self._open(SavedQuestionsSheet(self._shell, self._presenter().saved_questions(view), self._shell.look))

    def keep(self, given: AskQuestion | ChangeQuestion) -> None:
        """Keep a question that could not be saved: it stands in the sheet when that is opened again."""
        self._unsaved[NEW if isinstance(given, AskQuestion) else given.question] = given

    def _open_question(self, data: QuestionData, key: str) -> None:
        unsaved = self._unsaved.pop(key, None)
        if unsaved is not None:
            data = replace(data, picks=unsaved.picks, text=unsaved.text)
        self._open(QuestionSheet(self._shell, data, self._shell.look))

    # ------------------------------------------------------------------ about the page

    def glossary(self, term: str) -> None:
        """Open the words that the page explains, at one of them if `term` is not empty."""
        page = self._page()
        if page:
            terms = self._presenter().terms(page)
            glossary_sheet(self._shell, terms, term, self._shell.look, self._words).open_sheet()

    def sources(self) -> None:
        """Open what the page rests on."""
        page = self._page()
        if page:
            sources_sheet(self._shell, self._presenter().sources(page), self._shell.look, self._words).open_sheet()

    # ------------------------------------------------------------------ break and aids

    def pause(self) -> None:
        """Ask whether to take a break."""
        self._open(BreakSheet(self._shell, self._words, self._shell.look))

    def display(self) -> DisplaySheet:
        """Open the aids: text size, colours, reading aloud."""
        sheet = DisplaySheet(self._shell, self._words, self._shell.look, read_aloud=self._read_aloud())
        self._open(sheet)
        return sheet

    def _open(self, sheet: ActingSheet) -> None:
        sheet.acted.connect(functools.partial(self._acted, sheet))
        sheet.open_sheet()

    def _acted(self, sheet: ActingSheet, thing: object) -> None:
        if not (isinstance(thing, DisplayChosen) and isinstance(sheet, DisplaySheet)):
            self.acted.emit(thing)
            return
        # The look changes behind the sheet and the sheet with it; the focus stays on what was chosen.
        focused = self._shell.focusWidget()
        inside = sheet.isAncestorOf(focused)
        sheet.close_sheet()
        self.acted.emit(thing)
        again = self.display()
        if inside:
            focus_like(again, focused)


def focus_like(place: QWidget, focused: QWidget) -> None:
    """Set the focus in a rebuilt screen or sheet to what has the kind and the name of what had it before."""
    name = focused.accessibleName()
    found = next((widget for widget in place.findChildren(type(focused)) if widget.accessibleName() == name), None)
    if found is None or not name:
        return
    if isinstance(place, PartsScreen):
        place.show_part_of(found)
    if found.isVisibleTo(place):
        found.setFocus(Qt.FocusReason.OtherFocusReason)
