"""The page on the desk: its frame, what was typed on it before, and what of it is kept when it goes.

Nobody asks for it: whatever takes a page away, a lock, a way back or news, what is typed on it is put aside first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from ui.drafts import Drafts, Page
from ui.shell import TYPED_INTO, DeskFrame

if TYPE_CHECKING:
    from kiosk.i18n import Words
    from kiosk.settings import ClinicSettings
    from kiosk.staff import Account
    from kiosk.visit import VisitState
    from ui.shell import Shell
    from ui.widgets.desk_form import DeskPage

__all__ = ["DeskPlace"]


class DeskPlace:
    """Where the desk's pages are shown one after the other, for one member of staff at a time."""

    def __init__(self, shell: Shell, settings: ClinicSettings, words: Words) -> None:
        self._shell, self._settings, self._words = shell, settings, words
        self._screen: DeskPage | None = None
        self._drafts = Drafts()
        self._marked: Page | None = None

    @property
    def screen(self) -> DeskPage | None:
        """The page on the desk."""
        return self._screen

    @property
    def drafts(self) -> Drafts:
        """What was typed and not sent, but for the page on the desk."""
        return self._drafts

    def show(self, screen: DeskPage, account: Account | None) -> None:
        """Show a page to who is signed in, with what they had typed on it; the same page anew, where they are on it.

        What was sent from a field leads to the page's title: there is nothing to write on at, such as after a search.
        """
        writing = self._screen is not None and isinstance(self._screen.focusWidget(), TYPED_INTO)
        old = self._put_aside()
        self._drafts = self._drafts.shown(screen.page, screen.draft())
        typed = self._drafts.of(screen.page)
        screen.restore_draft(typed)
        self._screen = screen
        stay = screen.page is not None and screen.page == old and (typed is not None or not writing)
        self._shell.show_desk(screen, self._frame(account), stay=stay)

    def leave(self) -> None:
        """Let go of the page: nobody is at the desk. What was typed waits for who typed it."""
        self._put_aside()
        self._screen = None

    def mark(self) -> None:
        """Remember the page: who locked the desk, or was there when it locked, comes back to it if they typed on it."""
        self._marked = self._drafts.on_screen

    def belong_to(self, staff_id: str) -> Page | None:
        """Let somebody in: what a colleague typed is gone. Return the page that they are back on, if there is one."""
        self._drafts = self._drafts.belonging_to(staff_id)
        page, self._marked = self._marked, None
        return None if self._drafts.of(page) is None else page

    def drop(self, page: Page) -> None:
        """Keep nothing of a page: what stood on it was sent or thrown away."""
        self._drafts = self._drafts.without(page)

    def settle(self, state: VisitState) -> None:
        """Keep nothing that has no place in a visit any more."""
        self._drafts = self._drafts.settled(state)

    def clear(self) -> None:
        """Keep nothing at all: the kiosk closes."""
        self._drafts = Drafts()

    def _put_aside(self) -> Page | None:
        """Keep what is typed on the page, which goes; return which page it is."""
        if self._screen is None:
            return None
        # A word that is still being put together on the on-screen keyboard is typed, too.
        QGuiApplication.inputMethod().commit()
        self._drafts = self._drafts.left(self._screen.draft())
        return self._screen.page

    def _frame(self, account: Account | None) -> DeskFrame:
        words, settings = self._words, self._settings
        if account is None:
            note = words["desk.kept_here"]
            return DeskFrame(settings.clinic_name, note=note, patient_screen=True, demo=settings.demo)
        return DeskFrame(
            settings.clinic_name,
            account.name,
            words[f"role.{account.role}"],
            words.say("desk.locks", {"minutes": settings.staff_lock_s // 60}),
            patient_screen=False,
            demo=settings.demo,
        )
