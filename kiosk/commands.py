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

__all__ = ["input_ended", "ledger_verify", "reseal", "setup", "staff_add", "tell", "verify"]

WRONG_USE = 2
WRONG_USE_KEYS = frozenset(
    {
        "cli.no_display",
        "cli.no_file",
        "content.no_display",
        "content.no_folder",
        "content.no_language",
        "content.no_reason",
        "demo.no_treatment",
        "ledger.other_kiosk",
        "preview.no_such_id",
        "preview.no_treatment",
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
    with Vault.open(folder, _passphrase(folder, words)) as vault:
        book = StaffBook(vault, new_id=lambda: uuid.uuid4().hex)
        account = book.add(new.staff_name, chosen, new.staff_pin, by=Actor(kind="system"), now=datetime.now(UTC))
    print(words.say("staff.added", {"name": account.name, "role": words[f"role.{account.role}"]}))
    return 0


def _passphrase(folder: Path, words: Words) -> str:
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
    proofs = [_proof(name) for name in arguments.against]
    with Vault.open(folder, _passphrase(folder, words)) as vault:
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
    from kiosk.events import DocumentResealed, DocumentSealed, decode_event

    sealed: dict[str, DocumentSealed] = {}
    files: dict[str, set[str]] = {}
    for entry in vault.entries():
        if entry.event_name in {DocumentSealed.name, DocumentResealed.name}:
            event = decode_event(entry.event_name, entry.event_version, entry.payload)
            if isinstance(event, DocumentSealed):
                sealed[event.document_id] = event
            if isinstance(event, DocumentSealed | DocumentResealed):
                files.setdefault(event.document_id, {""}).add(event.file_digest)

    def known(proof: LedgerProof) -> bool:
        event = sealed.get(proof.document_id)
        if event is None or proof.head in report.unmatched or event.content_digest != proof.content_digest:
            return False
        return proof.file_digest in files[proof.document_id]

    return [proof.file for proof in proofs if not known(proof)]


def _proof(name: str) -> LedgerProof:
    """Read what a sealed file or a saved record says of the ledger.

    Raises:
        OperatorError: the file cannot be read.
        TamperError: it is neither of the two, or it was changed.
    """
    from kiosk.record import read_attached_record, read_record
    from kiosk.seal import verify
    from kiosk.vault import LedgerHead

    data = _read(name)
    sealed = data.startswith(b"%PDF-")
    if sealed:
        report = verify(data, now=datetime.now(UTC))
        if not report.ok:
            raise TamperError("ledger.bad_proof", file=name)
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
    if arguments.paper:
        from kiosk.codes.command import verify_paper

        return verify_paper(arguments)
    from kiosk.seal import read_certificates, verify

    words = catalogue("en")
    trust = read_certificates(_read(arguments.trust)) if arguments.trust else None
    now = datetime.now(UTC)
    code = 0
    found: list[dict[str, object]] = []
    for name in arguments.files:
        try:
            report = verify(_read(name), trust=trust, now=now)
        except OperatorError as error:
            # One file that is missing says nothing about the others.
            code = tell(error, WRONG_USE)
            found.append({"file": name, "sentence": words.say(error.key, error.facts), "ok": False, "error": error.key})
            continue
        code = max(code, 0 if report.ok else 1)
        said = {"file": name, "sentence": report.sentence(words), "details": list(report.details(words))}
        found.append(said | report.to_json())
        if not arguments.json:
            print(f"{name}: {report.sentence(words)}", *report.details(words), sep="\n  ")
    if arguments.json:
        print(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
    return code


def reseal(arguments: argparse.Namespace) -> int:
    """Renew the archive time stamps that run out soon: of the clinic's stored files, or of copies of them."""
    from kiosk.clinic import lift_keys
    from kiosk.seal import expiring
    from kiosk.service import clock_doubts, read_keys, renew_stored
    from kiosk.vault import Vault

    words, folder, days = catalogue("en"), Path(arguments.data), arguments.days
    settings = read_settings(folder)
    copies = {name: _read(name) for name in arguments.files}
    now = datetime.now(UTC)
    outcomes: list[str] = []
    with Vault.open(folder, _passphrase(folder, words)) as vault:
        lift_keys(folder, vault, settings, now)
        clock_doubts(vault, settings, now, None)
        keys = read_keys(vault)
        for one in _renewed_copies(copies, keys, now, days) if copies else renew_stored(vault, now, days):
            outcomes.append(one.outcome)
            until = "" if one.until is None else one.until.date().isoformat()
            if copies or one.outcome != "good":
                print(words.say(f"reseal.{one.outcome}", {"file": one.name, "until": until}))
        for key in expiring(keys, now, days=days):
            print(words.say("reseal.expiring", {"purpose": key.purpose, "until": key.until.date().isoformat()}))
    done = {"renewed": outcomes.count("renewed"), "good": outcomes.count("good")}
    print(words.say("reseal.done", {**done, "others": len(outcomes) - sum(done.values())}))
    return 1 if {"changed", "expired"} & set(outcomes) else 0


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
            path = Path(name)
            beside = path.with_name(f"{path.name}.new")
            try:
                beside.write_bytes(found.data)
                beside.replace(path)
            except OSError as error:
                raise OperatorError("reseal.not_written", file=name) from error
        yield found


def _read(name: str) -> bytes:
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
