"""Files that are right in themselves, made with keys that are not theirs, or out of drafts made to deceive."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from unittest.mock import patch

import msgspec

from kiosk.seal import (
    ClinicKeys,
    KeyPair,
    LocalStamper,
    Reason,
    SealSetup,
    Trust,
    begin,
    issue_clinician_key,
    make_clinic_keys,
    refresh,
    revoke,
    sign,
)
from kiosk.seal.authority import _revocation_list, list_for
from kiosk.seal.sealing import _add, _archived, _lists, _stamped
from tests.kiosk.seal.altering import story
from tests.kiosk.seal.drafts import NOW, RECORD, SmallDraft
from tests.kiosk.seal.files import FIELDS, MADE, at, clinic, clinician, draft, sealed, setup, steps, whole

__all__ = ["DECEPTIONS", "FORGERIES", "Forgery"]


@dataclass(frozen=True)
class Forgery:
    """A file that is right in itself, made by somebody who should not have, and why it is not trusted."""

    build: Callable[[], bytes]
    trust: Trust
    lists: Callable[[], tuple[bytes, ...]] = tuple
    years: float = 0.0
    root: Callable[[], ClinicKeys] = clinic
    """Whose root the asker trusts."""


# ---------------------------------------------------------------------- with keys that are not theirs


def forged(
    chosen: dict[str, KeyPair] | None = None,
    *,
    changes: SealSetup | None = None,
    of: SmallDraft | None = None,
    lists: tuple[bytes, ...] | None = None,
) -> bytes:
    """Seal without looking at what comes out, as a forger with his own copy of the program would.

    `lists` are the revocation lists that the file gets; without it those of the sealing.
    """
    held = changes or setup()
    unfinished = begin(of or draft(), FIELDS)
    for step in steps(held.keys):
        signer = (chosen or {}).get(step.field, step.signer)
        unfinished = sign(unfinished, replace(step, signer=signer), held, NOW)
    if lists is None:
        return _archived(unfinished, held, NOW)
    data, written = _add(unfinished.data, unfinished.written, [held.keys.root.certificate_der], lists)
    return _stamped(data, written, held.keys, NOW)


def lists_of(keys: ClinicKeys, time: datetime = NOW, *, without: Sequence[KeyPair] = ()) -> tuple[bytes, ...]:
    """Return the lists of all certificates in a file, as a clinic makes them at some time."""
    pairs = (keys.kiosk, clinician(keys), keys.seal, keys.stamps)
    return _lists(keys, [one.certificate for one in pairs if one not in without], time)


def foreign_clinic() -> bytes:
    """Everything is right, and made by another clinic of the same name."""
    return sealed(keys=make_clinic_keys("Harbor Clinic", MADE)).data


def foreign_kiosk() -> bytes:
    """One signature is sealed with another clinic's key."""
    return forged({"Patient": clinic("Evil").kiosk})


def seal_by_clinician() -> bytes:
    return forged({"ClinicSeal": clinician()})


def clinician_by_kiosk() -> bytes:
    """The kiosk's key stands in for the clinician's own."""
    return forged({"Clinician": clinic().kiosk})


def clinician_by_another() -> bytes:
    """Another clinician's own key signs under this one's name."""
    return forged({"Clinician": issue_clinician_key(clinic(), "Dr Eve Else", "staff-9", MADE)})


def patient_by_stamper() -> bytes:
    return forged({"Patient": clinic().stamps})


def foreign_signature_stamps() -> bytes:
    return forged(changes=replace(setup(), stamper=LocalStamper(clinic("Evil").stamps)))


def restamped(pair: KeyPair) -> bytes:
    """Add a right archive stamp with a key of one's own to a good file."""
    keys = msgspec.structs.replace(clinic(), stamps=pair)
    data, written = _add(whole(), story(whole()).written, [], [clinic().revocation_list])
    return _stamped(data, written, keys, NOW)


def foreign_archive_stamp() -> bytes:
    return restamped(clinic("Evil").stamps)


def archive_stamp_by_kiosk() -> bytes:
    return restamped(clinic().kiosk)


def issued_by_clinician() -> bytes:
    """A clinician's key plays authority and certifies a kiosk."""
    mallory = issue_clinician_key(msgspec.structs.replace(clinic(), root=clinician()), "Mallory", "x", MADE)
    return forged({"Patient": mallory})


def lost_key_in_list() -> bytes:
    """A lost key signs, after the list in the file says so."""
    taken = revoke(clinic(), clinician().certificate, NOW - timedelta(hours=1), lost=True)
    # The forger's copy does not ask whether the key was taken back.
    lost = _lists(taken, [clinician().certificate], NOW)
    return forged({"Clinician": clinician()}, lists=(*lists_of(clinic(), without=[clinician()]), *lost))


def list_of_others() -> bytes:
    """A lost key signs, and the file has the lists of all others, in which it cannot be named."""
    return forged({"Clinician": clinician()}, lists=lists_of(clinic(), without=[clinician()]))


def newer_list() -> tuple[bytes, ...]:
    """A list that the clinic gave out later: the clinician's key had been lost before this file was sealed."""
    return (revoke(clinic(), clinician().certificate, NOW - timedelta(hours=1), lost=True).revocation_list,)


def stale_list() -> bytes:
    """The lists in the file are from long before the seal, so that they cannot tell of lost keys."""
    return forged(changes=setup(stale_clinic()), lists=lists_of(stale_clinic(), NOW - timedelta(days=90)))


@cache
def stale_clinic() -> ClinicKeys:
    """A clinic of ninety days ago."""
    return make_clinic_keys("Stale Clinic", NOW - timedelta(days=90))


def claims_later_time() -> bytes:
    """The signature claims to be of tomorrow."""
    unfinished = begin(draft(), FIELDS)
    for step in steps():
        time = NOW + timedelta(days=1) if step.field == "Witness" else None
        unfinished = sign(unfinished, replace(step, time=time), setup(), NOW)
    return _archived(unfinished, setup(), NOW)


def expired_key() -> bytes:
    """A key that ran out signs, years later, with all else in order."""
    late = msgspec.structs.replace(refresh(clinic(), at(4)), kiosk=clinic().kiosk)
    own = issue_clinician_key(late, "Dr Amara Osei", "staff-7", at(4))
    unfinished = begin(draft(), FIELDS)
    with patch("kiosk.seal.sealing._require_usable"):
        for step in steps(late):
            held = replace(step, signer=own) if step.field == "Clinician" else step
            unfinished = sign(unfinished, held, setup(late), at(4))
    return _archived(unfinished, setup(late), at(4))


def renewed_too_late() -> bytes:
    """The stamps' certificate had run out when a newer stamp was put over it."""
    late = refresh(clinic(), at(11))
    data, written = _add(whole(), story(whole()).written, [], _lists(late, [late.stamps.certificate], at(11)))
    return _stamped(data, written, late, at(11))


def seal_stamped_by_kiosk() -> bytes:
    """The kiosk's key stamps the clinic's signature."""
    return forged(changes=replace(setup(), stamper=LocalStamper(clinic().kiosk)))


def taken() -> ClinicKeys:
    """The clinic, with a clinician's key that was lost before the seal."""
    return revoke(clinic(), clinician().certificate, NOW - timedelta(hours=1), lost=True)


def number_goes_back() -> tuple[bytes, ...]:
    """A list of a later day with a lower number takes nothing back: what one list names stays taken back."""
    return taken().revocation_list, _revocation_list(clinic().root, (), NOW + timedelta(days=1), 1)


def list_of_the_future() -> tuple[bytes, ...]:
    """A list that is dated ten years ahead."""
    return (_revocation_list(clinic().root, taken().revoked, at(10), 9),)


def list_of_a_namesake() -> bytes:
    """Another clinic of the same name clears the stolen key, whose own list is not in the file."""
    namesake = make_clinic_keys("Harbor Clinic", MADE)
    own = list_for(namesake, clinician().certificate, NOW)
    assert own is not None
    lists = (*lists_of(clinic(), without=[clinician()]), own, namesake.revocation_list)
    return forged({"Clinician": clinician()}, lists=lists)


def seal_key_alone() -> bytes:
    """The thief of the seal's key has a clinic of their own for all the rest."""
    return forged({"ClinicSeal": clinic().seal}, changes=setup(clinic("Evil")))


def stamps_key_alone() -> bytes:
    """The thief of the stamps' key has a clinic of their own for all the rest."""
    keys = msgspec.structs.replace(clinic("Evil"), stamps=clinic().stamps)
    return forged(changes=setup(keys), lists=(*lists_of(clinic("Evil")), *lists_of(clinic())))


def from_the_future() -> bytes:
    return sealed(now=NOW + timedelta(days=20)).data


FORGERIES: dict[str, Forgery] = {
    "foreign_clinic": Forgery(foreign_clinic, Trust.OTHER),
    "foreign_kiosk": Forgery(foreign_kiosk, Trust.OTHER),
    "seal_by_clinician": Forgery(seal_by_clinician, Trust.WRONG_KEY),
    "clinician_by_kiosk": Forgery(clinician_by_kiosk, Trust.WRONG_KEY),
    "clinician_by_another": Forgery(clinician_by_another, Trust.WRONG_KEY),
    "patient_by_stamper": Forgery(patient_by_stamper, Trust.WRONG_KEY),
    "foreign_signature_stamps": Forgery(foreign_signature_stamps, Trust.STAMP),
    "foreign_archive_stamp": Forgery(foreign_archive_stamp, Trust.STAMP),
    "archive_stamp_by_kiosk": Forgery(archive_stamp_by_kiosk, Trust.WRONG_KEY),
    "issued_by_clinician": Forgery(issued_by_clinician, Trust.OTHER),
    "lost_key_in_list": Forgery(lost_key_in_list, Trust.REVOKED),
    "list_of_others": Forgery(list_of_others, Trust.NO_LIST),
    "lost_key_in_newer_list": Forgery(whole, Trust.REVOKED, newer_list),
    "stale_list": Forgery(stale_list, Trust.NO_LIST, root=stale_clinic),
    "claims_later_time": Forgery(claims_later_time, Trust.TIME),
    "from_the_future": Forgery(from_the_future, Trust.TIME),
    "expired_key": Forgery(expired_key, Trust.EXPIRED, years=5),
    "renewed_too_late": Forgery(renewed_too_late, Trust.EXPIRED, years=12),
    "seal_stamped_by_kiosk": Forgery(seal_stamped_by_kiosk, Trust.WRONG_KEY),
    "number_goes_back": Forgery(whole, Trust.REVOKED, number_goes_back),
    "list_of_the_future": Forgery(whole, Trust.REVOKED, list_of_the_future),
    "list_of_a_namesake": Forgery(list_of_a_namesake, Trust.NO_LIST),
    "seal_key_alone": Forgery(seal_key_alone, Trust.STAMP),
    "stamps_key_alone": Forgery(stamps_key_alone, Trust.OTHER),
    "not_renewed": Forgery(whole, Trust.EXPIRED, years=11),
}
"""By name."""


# ---------------------------------------------------------------------- drafts that were made to deceive


def record_of_somebody_else() -> bytes:
    """The record tells of another patient than the signature."""
    listed = [{"role": "patient", "name": "Eva Andere"}]
    return forged(of=draft(record=json.dumps(RECORD | {"signatures": listed})))


def two_forms() -> bytes:
    """The catalogue names two forms: one for us, and one for the readers of PDF."""
    honest = draft().data
    place = honest.index(b" /Lang (en)")
    info = int(_found(rb"/Info (\d+) 0 R", honest))
    lie = b" /AcroForm %d 0 R" % info
    grown = honest[:place] + lie + honest[place + len(b" /Lang (en)") :]
    return forged(of=SmallDraft(_with_table(grown, honest, place, len(grown) - len(honest))))


def _found(pattern: bytes, data: bytes) -> bytes:
    match = re.search(pattern, data)
    assert match is not None
    return match[1]


def _with_table(grown: bytes, honest: bytes, place: int, by: int) -> bytes:
    """Return a draft of which a part grew, with its table put right."""
    start = honest.index(b"xref\n0 ")
    table = re.sub(
        rb"(\d{10}) 00000 n",
        lambda line: b"%010d 00000 n" % (int(line[1]) + (by if int(line[1]) > place else 0)),
        grown[start + by :],
    )
    return grown[: start + by] + table.replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + by))


DECEPTIONS: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "record_of_somebody_else": (record_of_somebody_else, Reason.RECORD_DISAGREES),
    "two_forms": (two_forms, Reason.READERS_DISAGREE),
}
"""By name; each is refused as a bad seal."""
