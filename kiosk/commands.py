"""What each command without a window does: arguments in, an exit code out, words on standard output.

Apart from the parser, which the window's first frame waits for: nothing of this is loaded to open the kiosk.
"""

from __future__ import annotations

import hashlib
import json
import sys
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiosk.durable import write_durably
from kiosk.environment import read_environment
from kiosk.errors import CandorError, ContentError, OperatorError, TamperError
from kiosk.i18n import Words, catalogue
from kiosk.settings import read_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from kiosk.clinic import Answers
    from kiosk.seal import ClinicKeys
    from kiosk.service import Renewed
    from kiosk.vault import ChainReport, LedgerHead, Vault

__all__ = [
    "ask_passphrase",
    "input_ended",
    "ledger_verify",
    "read_bytes",
    "reseal",
    "setup",
    "staff_add",
    "tell",
    "verify",
]

WRONG_USE = 2
WRONG_USE_KEYS = frozenset(
    {
        "blank.no_route",
        "blank.no_treatment",
        "blank.visit_knows",
        "blank.visit_needs_clinic",
        "cli.no_display",
        "cli.no_file",
        "cli.only_with_paper",
        "content.no_display",
        "content.no_folder",
        "content.no_language",
        "content.no_reason",
        "copy.of_document_only",
        "demo.no_treatment",
        "keys.no_such_staff",
        "keys.several_staff",
        "ledger.other_kiosk",
        "preview.no_such_id",
        "preview.no_treatment",
        "scan.needs_visit",
        "scan.no_such_staff",
        "setup.bad_answers",
        "setup.no_answers",
        "sign_off.cannot_print",
        "sign_off.empty",
        "verify.bad_certificate",
    }
)
ANSWER_KEYS = frozenset({"settings.cannot_print", "settings.invalid", "staff.cannot_print", "vault.weak_passphrase"})
"""What is wrong with the answers to set-up, where the same words mean trouble in other commands."""


@dataclass(frozen=True, slots=True)
class LedgerProof:
    """What a file that left the kiosk says of the ledger: the head it was sealed on, and what came next.

    `file_digest` is empty for a saved record: only the sealed file's own bytes are named in the ledger.
    """

    file: str
    device: str
    head: LedgerHead
    document_id: str
    content_digest: str
    file_digest: str


def setup(arguments: argparse.Namespace) -> int:
    """Make a clinic in an empty folder."""
    from kiosk.clinic import read_answers, set_up

    words = catalogue("en")
    folder = Path(arguments.data)
    answers = read_answers(Path(arguments.answers)) if arguments.answers else _ask(words)
    try:
        set_up(folder, answers, datetime.now(UTC))
    except OperatorError as error:
        if error.key in ANSWER_KEYS or error.key.startswith("staff."):
            return tell(error, WRONG_USE)
        raise
    print(words.say("setup.done", {"folder": str(folder)}))
    return 0


def _ask(words: Words) -> Answers:
    """Ask for everything in the terminal; secrets are not shown."""
    from kiosk.clinic import Answers

    fields = {
        "clinic_name": "setup.ask_name",
        "address": "setup.ask_address",
        "phone": "setup.ask_phone",
        "country": "setup.ask_country",
        "time_zone": "setup.ask_zone",
        "paper": "setup.ask_paper",
        "content_reviewer": "setup.ask_reviewer",
    }
    clinic: dict[str, str | int | bool | None] = {field: input(words[key]).strip() for field, key in fields.items()}
    if clinic["content_reviewer"]:
        clinic["content_reviewer_licence"] = input(words["setup.ask_licence"]).strip()
    raw = {
        "clinic": clinic,
        "staff_name": input(words["setup.ask_staff_name"]),
        "staff_role": input(words["setup.ask_staff_role"]).strip(),
        "staff_pin": getpass(words["setup.ask_staff_pin"]),
        "passphrase": getpass(words["setup.ask_passphrase"]),
    }
    if getpass(words["setup.ask_again"]) != raw["passphrase"]:
        raise OperatorError("setup.differs")
    try:
        return msgspec.convert(raw, type=Answers)
    except msgspec.ValidationError as error:
        raise OperatorError("setup.bad_answers", detail=str(error)) from error


def staff_add(arguments: argparse.Namespace) -> int:
    """Give a member of staff an account."""
    from kiosk.events import Actor
    from kiosk.service import can_print
    from kiosk.staff import NewStaff, StaffBook, check_name, check_pin, check_role, read_new_staff
    from kiosk.vault import Vault

    words = catalogue("en")
    folder = Path(arguments.data)
    read_settings(folder)
    if arguments.answers:
        new = read_new_staff(Path(arguments.answers))
    else:
        name, role = input(words["staff.ask_name"]), input(words["setup.ask_staff_role"]).strip()
        new = NewStaff(name, role, getpass(words["setup.ask_staff_pin"]))
    chosen = check_role(new.staff_role)
    check_pin(new.staff_pin)
    if not can_print(check_name(new.staff_name)):
        raise OperatorError("staff.cannot_print")
    with Vault.open(folder, ask_passphrase(folder, words)) as vault:
        book = StaffBook(vault, new_id=lambda: uuid.uuid4().hex)
        account = book.add(new.staff_name, chosen, new.staff_pin, by=Actor(kind="system"), now=datetime.now(UTC))
    print(words.say("staff.added", {"name": account.name, "role": words[f"role.{account.role}"]}))
    return 0


def ask_passphrase(folder: Path, words: Words) -> str:
    """Return the passphrase of a clinic: the demo's own, the environment's, or the one that is typed."""
    from kiosk.clinic import DEMO_PASSPHRASE

    if read_settings(folder).demo:
        return DEMO_PASSPHRASE
    return read_environment().passphrase or getpass(words["setup.ask_passphrase"])


def ledger_verify(arguments: argparse.Namespace) -> int:
    """Check every entry and file, and what left the kiosk against them."""
    from kiosk.vault import Vault

    words = catalogue("en")
    folder = Path(arguments.data)
    files = {name: read_bytes(name) for name in arguments.against}
    with Vault.open(folder, ask_passphrase(folder, words)) as vault:
        clinic = read_settings(folder).clinic_name
        proofs = [_proof(name, data, vault, clinic) for name, data in files.items()]
        for proof in proofs:
            if proof.device != vault.device:
                raise OperatorError("ledger.other_kiosk", file=proof.file, device=proof.device)
        report = vault.verify(proof.head for proof in proofs)
        unknown = [] if report.reason else _unknown(proofs, report, vault)
    reason = report.reason or ("ledger.file_unknown" if unknown else "")
    facts: dict[str, str | int] = {"count": report.count, "sequence": report.head.sequence, "hash": report.head.hash}
    if arguments.json:
        found = {"ok": not reason, "reason": reason, "first_bad": report.first_bad, "unknown": unknown}
        print(json.dumps({**found, **facts}, ensure_ascii=False))
    elif reason:
        print(words.say(reason, {"sequence": report.first_bad or 0, "file": ", ".join(unknown)}))
    else:
        print(words.say("ledger.good", facts))
        if proofs:
            print(words.say("ledger.good_against", {"files": ", ".join(proof.file for proof in proofs)}))
    return 1 if reason else 0


def _unknown(proofs: Sequence[LedgerProof], report: ChainReport, vault: Vault) -> list[str]:
    """Return the files that a whole ledger does not know.

    One that ends right at a file's head has lost the entry of that file itself: so that must be there, too.
    """
    from kiosk.events import CopySealed, DocumentResealed, DocumentSealed, ScanSealed, decode_event

    sealed: dict[str, DocumentSealed | ScanSealed] = {}
    files: dict[str, set[str]] = {}
    originals: dict[str, str] = {}
    for entry in vault.entries(named=[one.name for one in (DocumentSealed, DocumentResealed, ScanSealed, CopySealed)]):
        event = decode_event(entry.event_name, entry.event_version, entry.payload)
        if isinstance(event, DocumentSealed | ScanSealed):
            sealed[event.document_id] = event
        if isinstance(event, CopySealed):
            originals[event.document_id] = event.original
        if isinstance(event, DocumentSealed | DocumentResealed | ScanSealed | CopySealed):
            # A copy carries the record of the document that it was made from, and proves what that proves.
            document = originals.get(event.document_id, event.document_id)
            files.setdefault(document, {""}).add(event.file_digest)

    def known(proof: LedgerProof) -> bool:
        event = sealed.get(proof.document_id)
        if event is None or proof.head in report.unmatched or event.content_digest != proof.content_digest:
            return False
        return proof.file_digest in files[proof.document_id]

    return [proof.file for proof in proofs if not known(proof)]


def _proof(name: str, data: bytes, vault: Vault, clinic: str) -> LedgerProof:
    """Read what a sealed file or a saved record says of the ledger.

    Raises:
        TamperError: `ledger.bad_proof`: it is neither of the two, or it was changed; `ledger.foreign_proof`: other keys
            than those in the vault sealed it, and anybody can write into such a file what accuses the ledger.
    """
    from kiosk.record import read_attached_record, read_record
    from kiosk.seal import Trust, verify
    from kiosk.service import lifted_keys, read_keys
    from kiosk.service.renewing import trust_of
    from kiosk.vault import LedgerHead

    sealed = data.startswith(b"%PDF-")
    if sealed:
        now = datetime.now(UTC)
        keys = lifted_keys(vault, clinic, now) or read_keys(vault)
        report = verify(data, trust=trust_of(keys), lists=(keys.revocation_list,), now=now)
        if not report.intact:
            raise TamperError("ledger.bad_proof", file=name)
        if report.trust not in {Trust.YES, Trust.EXPIRED}:
            raise TamperError("ledger.foreign_proof", file=name)
        if report.scan is not None and report.ledger is not None:
            at = report.ledger
            return LedgerProof(
                file=name,
                device=at.device,
                head=LedgerHead(at.sequence, at.hash),
                document_id=report.document_id or "",
                content_digest=report.content_digest or "",
                file_digest=report.file_digest,
            )
    try:
        record = read_attached_record(data) if sealed else read_record(data)
    except TamperError as error:
        raise TamperError("ledger.bad_proof", file=name) from error
    return LedgerProof(
        file=name,
        device=record.ledger.device,
        head=LedgerHead(record.ledger.sequence, record.ledger.hash),
        document_id=record.document.id,
        content_digest=record.content_digest,
        file_digest=hashlib.sha256(data).hexdigest() if sealed else "",
    )


def verify(arguments: argparse.Namespace) -> int:
    """Tell whether sealed files are unchanged, and who signed what when; or whether paper is genuine."""
    if not arguments.paper and (arguments.facts or arguments.printed):
        raise OperatorError("cli.only_with_paper", option="--facts" if arguments.facts else "--printed")
    if arguments.paper:
        from kiosk.codes.command import verify_paper

        return verify_paper(arguments)
    from kiosk.verifier.command import verify_files

    return verify_files(arguments.files, arguments.trust, catalogue("en"), as_json=arguments.json)


def reseal(arguments: argparse.Namespace) -> int:
    """Renew the archive time stamps that run out soon: of the clinic's stored files, or of copies of them."""
    from kiosk.clinic import lift_keys
    from kiosk.seal import expiring
    from kiosk.service import clock_doubts, read_keys, renew_stored
    from kiosk.vault import Vault

    words, folder, days = catalogue("en"), Path(arguments.data), arguments.days
    settings = read_settings(folder)
    copies = {name: read_bytes(name) for name in arguments.files}
    now = datetime.now(UTC)
    outcomes: list[Renewed] = []
    with Vault.open(folder, ask_passphrase(folder, words)) as vault:
        lift_keys(folder, vault, settings, now)
        clock_doubts(vault, settings, now, None)
        keys = read_keys(vault)
        for one in _renewed_copies(copies, keys, now, days) if copies else renew_stored(vault, now, days):
            outcomes.append(one)
            until = "" if one.until is None else one.until.date().isoformat()
            if not arguments.json and (copies or one.outcome != "good"):
                print(words.say(f"reseal.{one.outcome}", {"file": one.name, "until": until}))
        soon = expiring(keys, now, days=days)
    kinds = [one.outcome for one in outcomes]
    done = {"renewed": kinds.count("renewed"), "good": kinds.count("good")}
    done["others"] = len(kinds) - sum(done.values())
    if arguments.json:
        files = [{"file": one.name, "outcome": one.outcome, "until": _iso(one.until)} for one in outcomes]
        keys_soon = [{"key": one.purpose, "until": _iso(one.until), "days_left": one.days} for one in soon]
        print(json.dumps({**done, "files": files, "expiring": keys_soon}, ensure_ascii=False, indent=2))
    else:
        for key in soon:
            print(words.say("reseal.expiring", {"purpose": key.purpose, "until": key.until.date().isoformat()}))
        print(words.say("reseal.done", done))
    if not copies and "changed" in kinds:
        print(words["ledger.file_changed"], file=sys.stderr)
    return 1 if {"changed", "expired"} & set(kinds) else 0


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _renewed_copies(copies: Mapping[str, bytes], keys: ClinicKeys, now: datetime, days: int) -> Iterator[Renewed]:
    """Renew files outside of the vault, each in its place; one that was changed says nothing about the others.

    Raises:
        OperatorError: a file cannot be written.
    """
    from kiosk.service import Renewed, renew

    for name, data in copies.items():
        try:
            found = renew(name, data, keys, now, days)
        except CandorError:
            yield Renewed(name, "changed")
            continue
        if found.data:
            try:
                write_durably(Path(name), found.data)
            except OSError as error:
                raise OperatorError("reseal.not_written", file=name) from error
        yield found


def read_bytes(name: str) -> bytes:
    """Read a file that was named on the command line.

    Raises:
        OperatorError: `cli.no_file`.
    """
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise OperatorError("cli.no_file", file=name) from error


def input_ended() -> int:
    """Say that an answer was asked for and none can come."""
    print(f"\n{catalogue('en')['cli.input_ended']}", file=sys.stderr)
    return WRONG_USE


def tell(error: CandorError, code: int | None = None) -> int:
    """Say on standard error what is wrong, in one sentence; return the exit code: 1, or 2 for wrong use."""
    print(catalogue("en").say(error.key, error.facts), file=sys.stderr)
    if isinstance(error, ContentError):
        print(*error.problems, sep="\n", file=sys.stderr)
    if code is not None:
        return code
    return WRONG_USE if error.key in WRONG_USE_KEYS else 1
