"""Optional pages: what "Learn more" opens beside a visit's page, and the library behind "Just learn".

Owns which page of which shelf is open. Nothing here is recorded, and a visit's place stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.shell import FrameData
from ui.widgets.intents import ReaderBack, ReaderClosed, ReaderNext, ReaderOpened

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.content import Content
    from ui.presenter import Presenter
    from ui.widgets.screen import Screen

    Show = Callable[[Callable[[], tuple[Screen, FrameData]]], None]

__all__ = ["ReaderSide"]


@dataclass(frozen=True, slots=True)
class Place:
    """What is open: a list (`pages` empty) or a page. `shelf` is empty beside a visit, and for the list of shelves."""

    shelf: str = ""
    pages: tuple[str, ...] = ()
    index: int = 0
    backwards: bool = False


class ReaderSide:
    """Shows lists and pages through `show`, and says with `leave` that they were closed."""

    def __init__(
        self, content: Content, *, presenter: Callable[[], Presenter], show: Show, leave: Callable[[], None]
    ) -> None:
        self._content, self._presenter, self._show_again, self._leave = content, presenter, show, leave
        self._place: Place | None = None

    @property
    def open(self) -> bool:
        """Whether optional pages are on the screen."""
        return self._place is not None

    @property
    def page(self) -> str:
        """The page on screen; empty for a list."""
        place = self._place
        return place.pages[place.index] if place is not None and place.pages else ""

    def forget(self) -> None:
        """Close without a word: something else has the screen."""
        self._place = None

    def open_more(self, pages: tuple[str, ...]) -> None:
        """Open the pages that "Learn more" stands for."""
        self._show(Place(pages=pages))

    def open_library(self) -> None:
        """Open the list of shelves."""
        self._show(Place())

    def act(self, thing: object) -> bool:
        """Do what a list or a page asks for; False if it is nothing of theirs."""
        match thing:
            case ReaderOpened(id=key):
                self._open(key)
            case ReaderNext():
                self._turn(1)
            case ReaderBack():
                self._turn(-1)
            case ReaderClosed():
                self._close()
            case _:
                return False
        return True

    def _open(self, key: str) -> None:
        place = self._place or Place()
        if not place.shelf:
            self._show(Place(shelf=key))
        else:
            pages = next(shelf.pages for shelf in self._content.library if shelf.id == place.shelf)
            self._show(Place(place.shelf, pages, pages.index(key)))

    def _turn(self, step: int) -> None:
        """Go to the next page or the one before; from the ends to the shelf, and from there to the shelves."""
        place = self._place or Place()
        index = place.index + step
        if place.pages and 0 <= index < len(place.pages):
            self._show(Place(place.shelf, place.pages, index, backwards=step < 0))
        elif place.pages and place.shelf:
            self._show(Place(place.shelf))
        elif place.shelf:
            self._show(Place())
        else:
            self._close()

    def _close(self) -> None:
        self._place = None
        self._leave()

    def _show(self, place: Place) -> None:
        self._place = place
        self._show_again(lambda: (self._screen(place), FrameData()))

    def _screen(self, place: Place) -> Screen:
        presenter = self._presenter()
        if not place.pages:
            return presenter.shelf(place.shelf) if place.shelf else presenter.library()
        last = place.index == len(place.pages) - 1
        return presenter.optional_page(place.pages[place.index], last=last, last_part=place.backwards)
