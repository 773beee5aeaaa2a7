"""Signing at the tablet: what has to be read from the vault first, and who has the tablet in their hands.

Owns the form and the sentence on screen, and who said that they are about to sign. All of it is forgotten with the
visit, and between two people who sign.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, cast

from kiosk.service import meaning_of
from ui.signing_presenter import ToSign, changes, cosign, signer
from ui.widgets.intents import SignerAgain, SignerKnown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from kiosk.events import Role
    from kiosk.service import KioskService, VisitView
    from kiosk.visit import VisitState
    from ui.patient.done import Signer
    from ui.presenter import Presenter
    from ui.widgets.intents import TabletRole
    from ui.widgets.screen import Screen

__all__ = ["SigningHost", "SigningSide"]

KINDS: Final = frozenset({"changes", "sign", "cosign"})
"""Steps whose screen needs more than the view of the visit."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What a step needs from the vault: what is signed, or when the earlier consent was sealed. `now` is the day."""

    step: str
    now: datetime
    to_sign: ToSign | None = None
    earlier: datetime | None = None


class SigningHost(Protocol):
    """The patient's side, as far as signing has to know."""

    @property
    def view(self) -> VisitView | None:
        """The visit on screen."""

    def presenter(self) -> Presenter:
        """Return what draws screens in the present look."""

    def submit(self, job: Callable[[KioskService], object], done: Callable[..., None]) -> None:
        """Run a job of the visit on screen."""

    def show_step(self) -> None:
        """Show the step that the visit stands at, as it is now."""


class SigningSide:
    """Brings up who signs, what they sign, and what has changed since an earlier consent."""

    def __init__(self, host: SigningHost, zone: tzinfo) -> None:
        self._host, self._zone = host, zone
        self._needed: Needed | None = None
        self._known: SignerKnown | None = None
        self._kept: SignerKnown | None = None
        self._sat = False
        self._signer: Signer = ""

    def forget(self) -> None:
        """Let go of everything: the visit left the screen."""
        self._drop()
        self._sat = False
        self._signer = ""

    def _drop(self) -> None:
        self._needed = self._known = self._kept = None

    @property
    def signer(self) -> Signer:
        """Who has the tablet at the end of a visit, for the last screen."""
        return self._signer

    def wants(self, view: VisitView) -> bool:
        """Tell whether the step of a visit is shown from here."""
        return view.plan.step(view.state.step).kind in KINDS

    def waits(self, view: VisitView) -> bool:
        """Tell whether what the step needs is still on its way."""
        return self.wants(view) and (self._needed is None or self._needed.step != view.state.step)

    def open(self, view: VisitView) -> None:
        """Read what the step needs, and show it; the form is read anew each time: an answer since then stands in it."""
        self._drop()
        self.refresh(view)

    def refresh(self, view: VisitView) -> None:
        """Read again what the step needs; what was given on its screen stays if that is the same as before."""
        self._host.submit(functools.partial(_read, view.state.visit_id), self._got)

    def _got(self, needed: Needed) -> None:
        view, old = self._host.view, self._needed
        if view is None or view.state.step != needed.step:
            return
        self._needed = needed
        if old is None or self._says(old) != self._says(needed):
            self._host.show_step()

    def _says(self, needed: Needed) -> tuple[object, ...]:
        to_sign = needed.to_sign
        digest = self._host.presenter().digest(to_sign.form) if to_sign is not None else ""
        return (needed.step, digest, to_sign.meaning if to_sign is not None else "")

    def screen(self, view: VisitView) -> Screen:
        """Return the screen of a step that is not waited for any more.

        Raises:
            LookupError: it is still waited for.
        """
        presenter, needed = self._host.presenter(), self._needed
        step = view.plan.step(view.state.step)
        if needed is None or needed.step != step.id:
            raise LookupError(step.id)
        if needed.earlier is not None:
            return changes(presenter, view, needed.earlier, self._zone)
        if needed.to_sign is None:
            raise LookupError(step.id)
        if step.kind == "sign":
            return presenter.sign(view, needed.to_sign.form, needed.to_sign.meaning, self._zone)
        if self._known is None:
            return signer(presenter, view, cast("TabletRole", step.subject), self._kept)
        return cosign(presenter, view, needed.to_sign, self._known, needed.now, self._zone)

    def act(self, thing: object) -> bool:
        """Take up who signs, or go back to that; False if it is nothing of this."""
        match thing:
            case SignerKnown():
                self._known = self._kept = thing
            case SignerAgain():
                self._known = None
            case _:
                return False
        self._host.show_step()
        return True

    def moved(self, old: VisitState, now: VisitState) -> None:
        """Note who has the tablet after a step: who decided, who signed beside them, or who could not sign now."""
        if now.step.startswith("cosign:") and old.step in {"confirm", "sign"}:
            self._sat = True
        if not old.step.startswith("cosign:"):
            self._signer = ""
        elif len(now.role_signatures) > len(old.role_signatures):
            self._signer = "cosigned" if now.withdrawn is None else "withdrawn"
        elif now.withdrawn is not None:
            self._signer = "unsigned"
        elif not self._sat:
            self._signer = "left"


def _read(visit: str, service: KioskService) -> Needed:
    view = service.view(visit)
    step, renews = view.plan.step(view.state.step), view.state.opened.event.renews
    if step.kind == "changes" and renews is not None:
        sealed = service.state(renews.visit_id).document
        return Needed(step.id, service.clock(), earlier=sealed.event.sealed_at if sealed else view.state.opened.at)
    role: Role = "representative" if view.state.represented else "patient"
    if step.kind == "cosign":
        role = cast("Role", step.subject)
    return Needed(step.id, service.clock(), ToSign(service.form(visit), meaning_of(service, view, role)))
