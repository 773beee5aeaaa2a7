"""What staff have typed at the desk and not sent: kept in memory for whoever typed it, page by page.

Nothing of it is ever written to the disk. A page that keeps what is typed names itself by a `Page`. What asks for a
PIN or a passphrase, and where staff sign, has no `Page`: neither those nor a drawn signature are in any draft.

What was sent is dropped, and so is what was thrown away with a button that says so: "Cancel" at check-in, "Keep the
consent" of a withdrawal, "Go on waiting" for a signature. Everything goes when the visit is closed, when somebody else
signs in, and with the kiosk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kiosk.visit import VisitState

__all__ = ["Drafts", "Page"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the desk on which something is typed, and the visit that it is about; at check-in the one renewed."""

    kind: Literal["check_in", "find", "not_signed", "paper", "review", "withdraw"]
    visit_id: str = ""


@dataclass(frozen=True, slots=True)
class Drafts:
    """What one member of staff has typed, and which page of it is on screen.

    `typed` has what the draft of each page returned. `fresh` is the draft of the page on screen as it came up, before
    anything was put back into it; `on_screen` is None where nothing that is typed is kept.
    """

    staff_id: str = ""
    typed: Mapping[Page, object] = field(default_factory=dict, repr=False)
    on_screen: Page | None = None
    fresh: object = field(default=None, repr=False)

    def of(self, page: Page | None) -> object:
        """Return what is typed on a page and not sent; None if that is nothing."""
        return None if page is None else self.typed.get(page)

    def belonging_to(self, staff_id: str) -> Drafts:
        """Return what somebody who signs in gets: their own, or nothing at all."""
        return self if staff_id == self.staff_id else Drafts(staff_id)

    def left(self, draft: object) -> Drafts:
        """Return with what stands on the page on screen, which goes: kept if it is not as it came up."""
        page = self.on_screen
        if page is None:
            return self
        typed = {one: text for one, text in self.typed.items() if one != page}
        return Drafts(self.staff_id, typed if draft == self.fresh else typed | {page: draft})

    def shown(self, page: Page | None, fresh: object) -> Drafts:
        """Return with a page that comes up; what is typed on it and says no more than the page itself is dropped."""
        kept = self._kept(lambda one: one != page or self.typed.get(one) != fresh)
        return replace(kept, on_screen=page, fresh=fresh)

    def without(self, page: Page) -> Drafts:
        """Return without what was sent or thrown away on a page. If it is still on screen, nothing on it is kept."""
        return self._kept(lambda one: one != page)

    def settled(self, state: VisitState) -> Drafts:
        """Return without what has no place in a visit any more: all once it is closed, its signing once it is sealed.

        Answers after a refusal and ratings can be written down in a sealed visit, too: they stay.
        """
        visit = state.visit_id
        if state.closed is not None:
            return self._kept(lambda one: one.visit_id != visit)
        if state.document is not None:
            return self.without(Page("paper", visit)).without(Page("not_signed", visit))
        return self

    def _kept(self, stays: Callable[[Page], bool]) -> Drafts:
        typed = {one: text for one, text in self.typed.items() if stays(one)}
        on_screen = self.on_screen if self.on_screen is not None and stays(self.on_screen) else None
        return replace(self, typed=typed, on_screen=on_screen)
