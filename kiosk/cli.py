"""The command line: the second front end. It proves that the core needs no window, and scripts rely on its words.

Windows are loaded by name: `kiosk` may not import `ui`, and a command that draws nothing does not pay for Qt.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.environment import default_data_folder, has_display, read_environment
from kiosk.errors import CandorError, OperatorError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["main"]

WRONG_USE = 2


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """Return a command of `kiosk.commands`, which is loaded when the command runs: the window starts without it."""

    def run(arguments: argparse.Namespace) -> int:
        from kiosk import commands

        code: int = getattr(commands, name)(arguments)
        return code

    return run


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
    check.set_defaults(run=_command("content_check"))

    setup = commands.add_parser(
        "setup",
        help="make a clinic in an empty folder",
        epilog="Example: candor setup --data clinic-data --answers answers.json",
    )
    setup.add_argument("--data", metavar="DIR", required=True, help="the clinic's folder")
    setup.add_argument("--answers", metavar="FILE", help="a JSON file with all answers; without it, they are asked for")
    setup.set_defaults(run=_command("setup"))

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
    add.set_defaults(run=_command("staff_add"))

    verify = commands.add_parser(
        "verify",
        help="tell whether sealed files are unchanged, and who signed what when",
        epilog="Example: candor verify consent.pdf --trust clinic.pem --json",
    )
    verify.add_argument("files", metavar="FILE", nargs="+", help="a sealed PDF")
    verify.add_argument("--json", action="store_true", help="print one JSON object, or a list of them for many files")
    verify.add_argument("--trust", metavar="CERT", help="the clinic's certificate (PEM or DER)")
    verify.set_defaults(run=_command("verify"))

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
    chain.set_defaults(run=_command("ledger_verify"))
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
        from kiosk.commands import tell

        return tell(error)
    except EOFError:
        from kiosk.commands import input_ended

        return input_ended()
    except KeyboardInterrupt:
        return WRONG_USE
    return code


if __name__ == "__main__":
    sys.exit(main())
