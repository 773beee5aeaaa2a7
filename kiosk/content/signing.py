"""The order of signing in a treatment's settings: a small graph for each act, read and checked here.

`signing` has a list for each act (agreement, refusal, talk, withdrawal, renewal). An entry names a role, when it is
needed, and the roles that sign before it. The clinic's seal is always the last and is never named.
"""

from __future__ import annotations

from typing import get_args

from kiosk.content.fields import Fields
from kiosk.content.source import Node, Report
from kiosk.content.treatment import Signer, SignerNeed
from kiosk.events import Act, Role

__all__ = ["ACTS", "read_signing"]

ACTS: tuple[Act, ...] = get_args(Act)
ROLES: tuple[Role, ...] = get_args(Role)
NEEDS: tuple[SignerNeed, ...] = get_args(SignerNeed)
_DECIDED_IN_INK: tuple[Act, ...] = ("agreement", "renewal")
_ONLY_CONFIRMED: tuple[Act, ...] = ("refusal", "talk")
_DECIDERS: frozenset[Role] = frozenset({"patient", "representative"})


def read_signing(fields: Fields, report: Report) -> dict[Act, tuple[Signer, ...]]:
    """Read `signing` of a treatment; what is wrong goes into the report, by rule C029 where it is the order itself."""
    inner = fields.within("signing")
    if inner is None:
        return {}
    found: dict[Act, tuple[Signer, ...]] = {}
    for act in ACTS:
        entries = inner.items(act)
        signers = tuple(_signer(entry, report) for entry in entries)
        found[act] = signers
        place = entries[0] if entries else inner.node
        for message in _faults(act, signers):
            report.at("C029", place, message)
    inner.done()
    return found


def _signer(node: Node, report: Report) -> Signer:
    fields = Fields(node, report)
    role = fields.one_of("role", ROLES)
    need = fields.one_of("needed", NEEDS)
    after = fields.identities("after", optional=True)
    fields.done()
    unknown = [name for name in after if name not in ROLES]
    for name in unknown:
        report.at("C029", node, f"there is no role {name!r}: use {', '.join(ROLES)}")
    known = tuple(one for one in ROLES if one in after)
    # What `one_of` could not read is in the report already, and such content never opens.
    return Signer(
        next((one for one in ROLES if one == role), "patient"),
        next((one for one in NEEDS if one == need), "always"),
        known,
    )


def _faults(act: Act, signers: tuple[Signer, ...]) -> list[str]:
    """Return what is wrong with one order: somebody twice, after somebody who is not there, in a circle, or missing."""
    roles = [one.role for one in signers]
    faults = [
        f"{role!r} stands twice in {act!r}: keep it once" for role in sorted({r for r in roles if roles.count(r) > 1})
    ]
    for one in signers:
        faults += [
            f"{one.role!r} signs after {name!r}, who is not in {act!r}: add or drop it"
            for name in one.after
            if name not in roles
        ]
    if _in_a_circle(signers):
        faults.append(f"in {act!r} people wait for each other: nobody could ever sign")
    if act in _DECIDED_IN_INK and not set(roles) >= _DECIDERS:
        faults.append(f"{act!r} needs the patient, and the representative of one who cannot decide: add both")
    if act in _ONLY_CONFIRMED and set(roles) & _DECIDERS:
        faults.append(f"{act!r} is chosen and confirmed without a signature of the patient: drop who decides")
    if act in _ONLY_CONFIRMED and "clinician" in roles and not _clinician_is_last(signers):
        # Their signature and the seal are one: nobody can sign between the two.
        faults.append(f"the clinician signs {act!r} last, and always, if at all: add the others to 'after', or drop it")
    if act not in _ONLY_CONFIRMED and not _clinician_is_last(signers):
        faults.append(f"{act!r} needs the clinician, always, after all others: add or move the clinician")
    return faults


def _clinician_is_last(signers: tuple[Signer, ...]) -> bool:
    others = {one.role for one in signers} - {"clinician"}
    return any(one.role == "clinician" and one.needed == "always" and set(one.after) >= others for one in signers)


def _in_a_circle(signers: tuple[Signer, ...]) -> bool:
    waiting = {one.role: set(one.after) for one in signers}
    while True:
        free = {role for role, after in waiting.items() if not after & waiting.keys()}
        if not free:
            return bool(waiting)
        waiting = {role: after for role, after in waiting.items() if role not in free}
