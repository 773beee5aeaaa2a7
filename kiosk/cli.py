"""The command line: the second front end. It proves that the core needs no window, and scripts rely on its words.

Windows are loaded by name: `kiosk` may not import `ui`, and a command that draws nothing does not pay for Qt.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiosk import __version__
from kiosk.errors import CandorError, OperatorError
from kiosk.i18n import Words, catalogue
from kiosk.settings import content_root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.clinic import Answers

__all__ = ["main"]

WRONG_USE = 2
WRONG_USE_KEYS = frozenset({"cli.no_file", "setup.no_answers"})


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
    set_up(folder, answers, datetime.now(UTC))
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


def _ledger_verify(arguments: argparse.Namespace) -> int:
    from kiosk.clinic import DEMO_PASSPHRASE
    from kiosk.settings import read_environment, read_settings
    from kiosk.vault import Vault

    words = catalogue("en")
    folder = Path(arguments.data)
    demo = read_settings(folder).demo
    given = DEMO_PASSPHRASE if demo else read_environment().passphrase or getpass(words["setup.ask_passphrase"])
    with Vault.open(folder, given) as vault:
        report = vault.verify()
    facts: dict[str, str | int] = {"count": report.count, "sequence": report.head.sequence, "hash": report.head.hash}
    if arguments.json:
        print(json.dumps({"ok": report.ok, "reason": report.reason, "first_bad": report.first_bad, **facts}))
    elif report.ok:
        print(words.say("ledger.good", facts))
    else:
        print(words.say(report.reason, {"sequence": report.first_bad or 0}))
    return 0 if report.ok else 1


def _verify(arguments: argparse.Namespace) -> int:
    from kiosk.seal import read_certificate, verify

    words = catalogue("en")
    trust = read_certificate(_read(arguments.trust)) if arguments.trust else None
    now = datetime.now(UTC)
    reports = [(name, verify(_read(name), trust=trust, now=now)) for name in arguments.files]
    if arguments.json:
        found = [{"file": name, "sentence": report.sentence(words)} | report.to_json() for name, report in reports]
        print(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
    else:
        for name, report in reports:
            print(f"{name}: {report.sentence(words)}")
    return 0 if all(report.ok for _, report in reports) else 1


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise OperatorError("cli.no_file", file=name) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="candor", description="An offline consent kiosk for ketamine clinics.")
    parser.add_argument("--version", action="version", version=f"candor {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

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
        "verify", help="check every entry and file", epilog="Example: candor ledger verify --data clinic-data --json"
    )
    chain.add_argument("--data", metavar="DIR", required=True, help="the clinic's folder")
    chain.add_argument("--json", action="store_true", help="print one JSON object")
    chain.set_defaults(run=_ledger_verify)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 good, 1 not, 2 wrong use."""
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
    except CandorError as error:
        print(catalogue("en").say(error.key, error.facts), file=sys.stderr)
        return WRONG_USE if error.key in WRONG_USE_KEYS else 1
    except (KeyboardInterrupt, EOFError):
        return WRONG_USE
    return code


if __name__ == "__main__":
    sys.exit(main())
