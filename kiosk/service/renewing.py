"""Renewing: a newer archive time stamp for sealed files, before the last one can no longer be believed.

That is each visit's document, its withdrawal, its copies and its scans. The older file stays in the vault; the longer
one is stored beside it, with the event that tells of it.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from kiosk import events as e
from kiosk.errors import CandorError, OperatorError, TamperError
from kiosk.service.keyring import fresh_keys, read_keys
from kiosk.vault import StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.x509 import Certificate

    from kiosk.seal import ClinicKeys
    from kiosk.vault import Ledger

__all__ = ["Renewed", "renew", "renew_stored", "renewals_due", "trust_of"]

SYSTEM: Final = e.Actor(kind="system")
WARN_DAYS: Final = 90
SAFE_DAYS: Final = 365 * 7 - 1
"""For so many days at least a new archive stamp holds: the stamps' key changes in time for it (`kiosk.seal`)."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What became of one file.

    `outcome` is `renewed`, `good` (it holds long enough), `first_form` (it has no stamp), `expired`, or `changed` (it
    is not what was sealed, or not to be believed). `until` is until when its newest stamp can be believed; None without
    one.
    """

    name: str
    outcome: str
    until: datetime | None = None
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class _Document:
    """A sealed file of a visit as the ledger has it now: its document, a withdrawal, a copy, or a scan."""

    visit: str
    document_id: str
    file_id: str
    digest: str
    renewals: int
    stamped: datetime


def trust_of(keys: ClinicKeys) -> tuple[Certificate, ...]:
    """Return the certificates that the clinic's own documents are checked against, old ones included."""
    from kiosk.seal import read_certificates, trust_bundle

    return read_certificates(trust_bundle(keys))


def renewals_due(store: Ledger, now: datetime, days: int = WARN_DAYS) -> tuple[str, ...]:
    """Return the documents whose archive stamp runs out within some days; it takes a look at old visits only.

    A file that is missing or was changed has nothing that could be renewed. It is told of when somebody opens it.
    One whose stamp is over is told of by `renew_stored`.

    Raises:
        TamperError: the ledger was changed.
    """
    from kiosk.seal import verify

    oldest, last = now - timedelta(days=SAFE_DAYS - days), now + timedelta(days=days)
    old = [one for one in _documents(store, opened_before=oldest) if one.stamped < oldest]
    if not old:
        return ()
    trust = trust_of(read_keys(store))
    due: list[str] = []
    for one in old:
        with contextlib.suppress(TamperError):
            until = verify(store.file(one.file_id), trust=trust, now=now).protected_until
            # One that is over cannot be helped any more: a notice for ever would hide the next one.
            due += [one.document_id] if until and now < datetime.fromisoformat(until) <= last else []
    return tuple(due)


def renew_stored(
    store: Ledger, now: datetime, days: int = WARN_DAYS, keys: ClinicKeys | None = None
) -> Iterator[Renewed]:
    """Renew the archive stamp of each stored file that needs it, one by one; each is durable when it is told of.

    A file that was changed, or that cannot be believed, is told of as `changed`: the others' stamps run out meanwhile.
    `keys` stamp instead of those in the vault, when these are about to be taken back.

    Raises:
        OperatorError: the disk refuses; what was told of is stored.
        TamperError: the ledger was changed.
    """
    keys = fresh_keys(store, now) if keys is None else keys
    for document in _documents(store):
        try:
            data = store.file(document.file_id)
            if hashlib.sha256(data).hexdigest() != document.digest:
                raise TamperError("ledger.file_changed")
            found = renew(document.document_id, data, keys, now, days)
        except CandorError:
            yield Renewed(document.document_id, "changed")
            continue
        if found.outcome == "renewed" and found.until is not None:
            new = StoredFile.of(f"{document.document_id}.{document.renewals + 1}", "sealed-pdf", found.data)
            event = e.DocumentResealed(
                document_id=document.document_id,
                file_id=new.id,
                file_digest=new.sha256,
                digest_before=document.digest,
                protected_until=found.until,
                resealed_at=now,
            )
            store.append(document.visit, store.version(document.visit), [event], actor=SYSTEM, now=now, files=(new,))
        yield found


def renew(name: str, data: bytes, keys: ClinicKeys, now: datetime, days: int = WARN_DAYS) -> Renewed:
    """Renew one file if its stamp runs out within some days; `name` is what to call it.

    Raises:
        OperatorError: `reseal.not_ours`: it is not one of this clinic's.
        TamperError: it was changed, or the new one does not verify.
    """
    from kiosk.seal import Trust, reseal, verify

    trust = trust_of(keys)
    report = verify(data, trust=trust, lists=(keys.revocation_list,), now=now)
    if not report.intact:
        raise TamperError("ledger.file_changed")
    if not report.stamps:
        return Renewed(name, "first_form")
    if report.trust is Trust.EXPIRED:
        return Renewed(name, "expired", datetime.fromisoformat(report.protected_until))
    if report.trust is not Trust.YES:
        raise OperatorError("reseal.not_ours")
    until = datetime.fromisoformat(report.protected_until)
    if until - now > timedelta(days=days):
        return Renewed(name, "good", until)
    renewed = reseal(data, keys, trust, now)
    after = verify(renewed, trust=trust, lists=(keys.revocation_list,), now=now)
    return Renewed(name, "renewed", datetime.fromisoformat(after.protected_until), renewed)


_Sealed = e.DocumentSealed | e.CopySealed | e.ScanSealed


def _documents(store: Ledger, opened_before: datetime | None = None) -> Iterator[_Document]:
    """Yield each visit's sealed files, in the order of the visits and of their seals."""
    for summary in store.visit_streams():
        if opened_before is not None and summary.first_wall >= opened_before:
            continue
        sealed: dict[str, _Sealed] = {}
        newer: dict[str, list[e.DocumentResealed]] = {}
        for event in store.events(summary.stream):
            if isinstance(event, _Sealed):
                sealed[event.document_id] = event
            elif isinstance(event, e.DocumentResealed):
                newer.setdefault(event.document_id, []).append(event)
        for key, first in sealed.items():
            yield _document(summary.stream, first, newer.get(key, []))


def _document(visit: str, sealed: _Sealed, newer: list[e.DocumentResealed]) -> _Document:
    if not newer:
        return _Document(visit, sealed.document_id, sealed.document_id, sealed.file_digest, 0, sealed.sealed_at)
    last = newer[-1]
    return _Document(visit, sealed.document_id, last.file_id, last.file_digest, len(newer), last.resealed_at)
