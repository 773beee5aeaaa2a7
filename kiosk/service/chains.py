"""Chains: a consent, its renewal, and the renewal of that. The newest one speaks for all of them.

Who takes the newest one back takes back the consent to the treatment as a whole: a renewal repeats that consent and
leaves no older one beside it, so nothing older counts again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.service.register import Line
    from kiosk.service.serving import KioskService, VisitView

__all__ = ["newest_renewal", "newest_renewals", "with_renewal"]


def newest_renewals(lines: Iterable[Line]) -> dict[str, Line]:
    """Return, by the id of each visit whose consent was renewed, the newest sealed renewal of its chain."""
    renewed = {line.renewed: line for line in lines if line.renewed}
    newest = {}
    for visit, last in renewed.items():
        end = last
        while end.visit_id in renewed:
            end = renewed[end.visit_id]
        newest[visit] = end
    return newest


def newest_renewal(service: KioskService, visit_id: str) -> Line | None:
    """Return the visit whose consent has taken the place of this visit's; None while this one stands."""
    return newest_renewals(service.register()).get(visit_id)


def with_renewal(service: KioskService, view: VisitView) -> VisitView:
    """Return a view that knows the newest renewal of its consent, for staff who look at it."""
    if view.state.document is None or view.state.choice != "agree":
        return view
    newest = newest_renewal(service, view.state.visit_id)
    return view if newest is None else replace(view, newest=service.state(newest.visit_id))
