"""The command line: the second front end. It proves that the core needs no window, and scripts rely on its words.

Windows are loaded by name: `kiosk` may not import `ui`, and a command that draws nothing does not pay for Qt.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import sys
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiosk import __version__
from kiosk.errors import CandorError, ContentError, OperatorError, TamperError
from kiosk.i18n import Words, catalogue
from kiosk.settings import content_root, default_data_folder, has_display, read_environment, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.clinic import Answers
    from kiosk.vault import ChainReport, LedgerHead, Vault

__all__ = ["main"]

WRONG_USE = 2
WRONG_USE_KEYS = frozenset(
    {
        "cli.no_display",
        "cli.no_file",
        "demo.no_treatment",
        "ledger.other_kiosk",
        "setup.bad_answers",
        "setup.no_answers",
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


def _content_check(arguments: argparse.Namespace) -> int:
    from kiosk.lint import check_command

    root = Path(arguments.content) if arguments.content else content_root()
    code, text = check_command(root, datetime.now(UTC).date(), as_json=arguments.json)
    print(text, file=sys.stderr if code == WRONG_USE else sys.stdout)
    return code


def _setup(arguments: argparse.Namespace) -> int:
    from kiosk.clinic import read_answers, set_up

    words = catalogue("en")
    folder = Path(arguments.data)
    answers = read_answers(Path(arguments.answers)) if arguments.answers else _ask(words)
    try:
        set_up(folder, answers, datetime.now(UTC))
    except OperatorError as error:
        if error.key in ANSWER_KEYS or error.key.startswith("staff."):
            return _tell(error, WRONG_USE)
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
    clinic["accept_unreviewed_content"] = bool(clinic["content_reviewer"])
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


def _staff_add(arguments: argparse.Namespace) -> int:
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


def _ledger_verify(arguments: argparse.Namespace) -> int:
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
    from kiosk.events import DocumentSealed, decode_event

    sealed: dict[str, DocumentSealed] = {}
    for entry in vault.entries():
        if entry.event_name == DocumentSealed.name:
            event = decode_event(entry.event_name, entry.event_version, entry.payload)
            if isinstance(event, DocumentSealed):
                sealed[event.document_id] = event

    def known(proof: LedgerProof) -> bool:
        event = sealed.get(proof.document_id)
        if event is None or proof.head in report.unmatched or event.content_digest != proof.content_digest:
            return False
        return proof.file_digest in {"", event.file_digest}

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


def _verify(arguments: argparse.Namespace) -> int:
    from kiosk.seal import read_certificate, verify

    words = catalogue("en")
    trust = read_certificate(_read(arguments.trust)) if arguments.trust else None
    now = datetime.now(UTC)
    code = 0
    found: list[dict[str, object]] = []
    for name in arguments.files:
        try:
            report = verify(_read(name), trust=trust, now=now)
        except OperatorError as error:
            # One file that is missing says nothing about the others.
            code = _tell(error, WRONG_USE)
            found.append({"file": name, "sentence": words.say(error.key, error.facts), "ok": False, "error": error.key})
            continue
        code = max(code, 0 if report.ok else 1)
        found.append({"file": name, "sentence": report.sentence(words)} | report.to_json())
        if not arguments.json:
            print(f"{name}: {report.sentence(words)}")
    if arguments.json:
        print(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
    return code


def _run(arguments: argparse.Namespace) -> int:
    folder = Path(arguments.data) if arguments.data else read_environment().data
    if folder is None:
        # A demo beside a real clinic must not be mistaken for it.
        usual = default_data_folder()
        folder = usual.with_name(f"{usual.name}-demo") if arguments.demo else usual
    if not has_display():
        raise OperatorError("cli.no_display")
    app = importlib.import_module("ui.opening")
    return int(app.run(folder, demo=arguments.demo, windowed=arguments.windowed))


def _demo(arguments: argparse.Namespace) -> int:
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    script = importlib.import_module("ui.script").Script(
        treatment=arguments.treatment, decision=arguments.decision, seed=arguments.seed
    )
    data = Path(arguments.data) if arguments.data else None
    return int(importlib.import_module("ui.demo").run(Path(arguments.out), script, data=data))


def _screens(arguments: argparse.Namespace) -> int:
    # Always unseen: the pictures must be the same on every machine.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return int(importlib.import_module("ui.screens_tour").run(Path(arguments.out)))


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise OperatorError("cli.no_file", file=name) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="candor", description="An offline consent kiosk for ketamine clinics.")
    parser.add_argument("--version", action="version", version=f"candor {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_windows(commands)

    content = commands.add_parser("content", help="work on the content")
    parts = content.add_subparsers(required=True, metavar="PART")
    check = parts.add_parser("check", help="check all content", epilog="Example: candor content check --json")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.add_argument("--content", metavar="DIR", help="another content folder than the one that ships")
    check.set_defaults(run=_content_check)

    setup = commands.add_parser(
        "setup",
        help="make a clinic in an empty folder",
        epilog="Example: candor setup --data clinic-data --answers answers.json",
    )
    setup.add_argument("--data", metavar="DIR", required=True, help="the clinic's folder")
    setup.add_argument("--answers", metavar="FILE", help="a JSON file with all answers; without it, they are asked for")
    setup.set_defaults(run=_setup)

    staff = commands.add_parser("staff", help="look after the staff accounts")
    add = staff.add_subparsers(required=True, metavar="PART").add_parser(
        "add",
        help="give a member of staff an account; the kiosk must be closed",
        epilog="Example: candor staff add --data clinic-data --answers nurse.json",
    )
    add.add_argument("--data", metavar="DIR", required=True, help="the clinic's folder")
    add.add_argument(
        "--answers",
        metavar="FILE",
        help="a JSON file with staff_name, staff_role and staff_pin; without it, they are asked for",
    )
    add.set_defaults(run=_staff_add)

    verify = commands.add_parser(
        "verify",
        help="tell whether sealed files are unchanged, and who signed what when",
        epilog="Example: candor verify consent.pdf --trust clinic.pem --json",
    )
    verify.add_argument("files", metavar="FILE", nargs="+", help="a sealed PDF")
    verify.add_argument("--json", action="store_true", help="print one JSON object, or a list of them for many files")
    verify.add_argument("--trust", metavar="CERT", help="the clinic's certificate (PEM or DER)")
    verify.set_defaults(run=_verify)

    ledger = commands.add_parser("ledger", help="work on the ledger").add_subparsers(required=True, metavar="PART")
    chain = ledger.add_parser(
        "verify",
        help="check every entry and file",
        epilog="Example: candor ledger verify --data clinic-data --against consent.pdf --json",
    )
    chain.add_argument("--data", metavar="DIR", required=True, help="the clinic's folder")
    chain.add_argument(
        "--against",
        metavar="FILE",
        nargs="+",
        default=[],
        help="sealed files or saved records: finds out whether the ledger was cut off behind them",
    )
    chain.add_argument("--json", action="store_true", help="print one JSON object")
    chain.set_defaults(run=_ledger_verify)
    return parser


def _add_windows(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that open the window."""
    run = commands.add_parser("run", help="open the kiosk", epilog="Example: candor run --demo --windowed")
    run.add_argument("--demo", action="store_true", help="a made-up clinic, made on the first use")
    run.add_argument("--data", metavar="DIR", help="the clinic's folder; without it CANDOR_DATA, or the usual place")
    run.add_argument("--windowed", action="store_true", help="in a window instead of the whole screen")
    run.set_defaults(run=_run)

    demo = commands.add_parser(
        "demo",
        help="let a scripted patient go through the real screens",
        epilog="Example: candor demo --out demo-output --decision decline --seed 7",
    )
    demo.add_argument("--out", metavar="DIR", required=True, help="where the document, record and pictures go")
    demo.add_argument("--treatment", metavar="ID", default="", help="a treatment of the content; without it the first")
    demo.add_argument("--decision", choices=("agree", "decline", "talk"), default="agree", help="what is decided")
    demo.add_argument("--seed", metavar="N", type=int, default=1, help="who the patient is and what they answer")
    demo.add_argument("--data", metavar="DIR", help="keep the demo clinic here, and go on with its unfinished visit")
    demo.set_defaults(run=_demo)

    screens = commands.add_parser(
        "screens", help="take pictures of all screens", epilog="Example: candor screens --out docs/screens"
    )
    screens.add_argument("--out", metavar="DIR", required=True, help="where the pictures go")
    screens.set_defaults(run=_screens)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 good, 1 not, 2 wrong use."""
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
    except CandorError as error:
        return _tell(error, WRONG_USE if error.key in WRONG_USE_KEYS else 1)
    except EOFError:
        print(f"\n{catalogue('en')['cli.input_ended']}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return WRONG_USE
    return code


def _tell(error: CandorError, code: int) -> int:
    """Say on standard error what is wrong, in one sentence; return the exit code."""
    print(catalogue("en").say(error.key, error.facts), file=sys.stderr)
    if isinstance(error, ContentError):
        print(*error.problems, sep="\n", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
