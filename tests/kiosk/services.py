"""What the service's tests stand on: a clock, a ledger with the clinic's key, a disk that fills up, a printer."""

from __future__ import annotations

import copy
import functools
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from argon2 import PasswordHasher

from kiosk import events as e
from kiosk.content import Content
from kiosk.errors import OperatorError
from kiosk.printing import PrintableDocument, UnsealedForm
from kiosk.seal import ClinicKeys, make_clinic_keys
from kiosk.service import (
    CLINIC_KEY,
    CheckIn,
    KioskService,
    PageKey,
    VisitView,
    make_page_key,
    put_page_key,
    sign_as_staff,
    signing_key,
)
from kiosk.settings import ClinicSettings, demo_settings
from kiosk.staff import Account, Role, StaffBook
from kiosk.vault import KdfParameters, StoredFile
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.walks import DOCTOR

PIN = "274951"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CHEAP_KEY = KdfParameters(time_cost=1, memory_kib=8, lanes=1)
"""What hides a PIN and a key in tests: nothing that anybody would have to wait for."""

FORM = CheckIn("Rosa Delgado", date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")
"""What staff fill in for a visit."""


@functools.cache
def clinic_keys() -> ClinicKeys:
    """Return the clinic's keys, made before the first visit."""
    return make_clinic_keys("Harbour Street Clinic", datetime(2026, 5, 1, tzinfo=UTC))


@functools.cache
def page_key() -> PageKey:
    """Return the clinic's key for the codes on paper."""
    return make_page_key(clinic_keys())


class Clock:
    """A clock that moves on by a second at each look."""

    def __init__(self, hours: int = 0) -> None:
        self.now = datetime(2026, 5, 12, 14 + hours, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def keyed_ledger() -> MemoryLedger:
    ledger = MemoryLedger()
    ledger.put_secret(CLINIC_KEY, clinic_keys().to_bytes())
    put_page_key(ledger, page_key())
    return ledger


def reopened(
    ledger: MemoryLedger, content: Content, settings: ClinicSettings | None = None
) -> tuple[KioskService, str]:
    """Return a service on a ledger of one visit, as after a restart, and the visit's id."""
    service = KioskService(ledger, content, settings or demo_settings(), clock=Clock(hours=2))
    [visit] = ledger.visit_streams()
    return service, visit.stream


class FailingLedger(MemoryLedger):
    """A store whose disk takes no files, or nothing at all, from some moment on."""

    def __init__(self) -> None:
        super().__init__()
        self.refuses: Literal["", "files", "all"] = ""

    def append(
        self,
        stream: str,
        expected_version: int,
        events: Sequence[e.Event],
        *,
        actor: e.Actor,
        now: datetime,
        files: Sequence[StoredFile] = (),
        accounts: Mapping[str, bytes] | None = None,
        secrets: Mapping[str, bytes] | None = None,
    ) -> tuple[e.LedgerEntry, ...]:
        if self.refuses == "all" or (self.refuses == "files" and files):
            raise OperatorError("vault.disk_full")
        more = {"files": files, "accounts": accounts, "secrets": secrets}
        return super().append(stream, expected_version, events, actor=actor, now=now, **more)  # type: ignore[arg-type]


def failing(ledger: MemoryLedger) -> FailingLedger:
    """Return a copy of a ledger that can be told to fail."""
    copied = FailingLedger()
    copied.__dict__.update(copy.deepcopy(ledger.__dict__))
    return copied


class FakePrinter:
    """A printer that notes what it was given, or is off."""

    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.printed: list[tuple[str, bytes, int]] = []

    def print_document(self, document: PrintableDocument, copies: int = 1) -> None:
        self._take(document.document_id, document.data, copies)

    def print_form(self, form: UnsealedForm, copies: int = 1) -> None:
        self._take(form.form_id, form.data, copies)

    def _take(self, title: str, data: bytes, copies: int) -> None:
        if self.fault:
            raise OperatorError(self.fault)
        self.printed.append((title, data, copies))


def staff_book(service: KioskService) -> StaffBook:
    """Return the accounts in a service's ledger."""
    return StaffBook(service.store, new_id=lambda: "", hasher=CHEAP)


def account(service: KioskService, actor: e.Actor = DOCTOR, role: Role = "clinician") -> Account:
    """Return an account for somebody, made if it is not there; its key costs nothing to open."""
    known = [one for one in staff_book(service).accounts() if one.id == actor.id]
    if known:
        return known[0]
    book = StaffBook(service.store, new_id=lambda: actor.id, hasher=CHEAP)
    added = book.add(actor.name, role, PIN, by=e.Actor("system"), now=service.clock())
    if role == "clinician":
        signing_key(service.store, added.id, added.name, PIN, service.clock(), kdf=CHEAP_KEY)
    return added


def countersign(service: KioskService, visit_id: str) -> VisitView:
    """Let the clinician sign at the desk, which seals the document of a visit that waits for nothing else."""
    doctor = account(service)
    return sign_as_staff(service, staff_book(service), visit_id, doctor.id, PIN, "clinician")


def seal(service: KioskService, visit_id: str) -> VisitView:
    """Seal a visit's document; if the clinician has to sign it, they do."""
    return countersign(service, visit_id) if service.view(visit_id).turn == "clinician" else service.seal(visit_id)
