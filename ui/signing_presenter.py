"""From a visit to the screens on which somebody signs, and to the first page of a renewal. Keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from kiosk.i18n import long_date
from ui.patient.changes import ChangesData, ChangesScreen
from ui.patient.cosign import CosignData, CosignScreen
from ui.patient.signer import SignerData, SignerScreen

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from kiosk.document import ConsentDocument
    from kiosk.service import VisitView
    from ui.presenter import Presenter
    from ui.widgets.intents import SignerKnown, TabletRole
    from ui.widgets.screen import Screen

__all__ = ["ToSign", "changes", "cosign", "signer"]


@dataclass(frozen=True, slots=True)
class ToSign:
    """What is signed now: the form as it stands, and the sentence that the signature stands for."""

    form: ConsentDocument
    meaning: str


def changes(presenter: Presenter, view: VisitView, earlier: datetime, zone: tzinfo) -> Screen:
    """Return the page that says what is new since the consent of `earlier`, shown as a day of the clinic's `zone`."""
    words, renews = presenter.words, view.state.opened.event.renews
    titles = presenter.content.pages[words.language]
    pages = tuple(titles[page].title for page in (renews.changed if renews is not None else ()))
    day = long_date(earlier.astimezone(zone).date(), words)
    return ChangesScreen(ChangesData(words, day, pages), presenter.look)


def signer(presenter: Presenter, view: VisitView, role: TabletRole, known: SignerKnown | None) -> Screen:
    """Return the page that asks who signs; `known` is what this person gave before."""
    state = view.state
    patient = state.opened.event.patient.name
    companion = state.companion
    name, fixed = "", role in {"patient", "representative"}
    if fixed:
        name = patient if role == "patient" else state.decider
    elif role == "interpreter" and companion is not None and companion.kind == "interpreter":
        name = companion.companion_name
    others = (patient, state.decider) if role == "witness" else ()
    return SignerScreen(SignerData(presenter.words, role, others, name, fixed=fixed, known=known), presenter.look)


def cosign(
    presenter: Presenter, view: VisitView, to_sign: ToSign, known: SignerKnown, now: datetime, zone: tzinfo
) -> Screen:
    """Return what is signed and the place to sign it; the day under the line is that of `now` in the clinic's zone."""
    data = CosignData(
        words=presenter.words,
        role=cast("TabletRole", view.plan.step(view.state.step).subject),
        signer=known,
        blocks=to_sign.form.blocks,
        digest=presenter.digest(to_sign.form),
        meaning=to_sign.meaning,
        date=long_date(now.astimezone(zone).date(), presenter.words),
        withdrawal=view.state.withdrawn is not None,
    )
    return CosignScreen(data, presenter.look)
