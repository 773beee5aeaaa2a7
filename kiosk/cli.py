"""The command line: the second front end. It proves that the core needs no window, and scripts rely on its words.

Windows are loaded by name: `kiosk` may not import `ui`, and a command that draws nothing does not pay for Qt.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.environment import default_data_folder, has_display, read_environment
from kiosk.errors import CandorError, OperatorError
from kiosk.key_parser import add_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["main"]

WRONG_USE = 2
_HOMES = {
    "content": "kiosk.content_commands",
    "keys": "kiosk.key_commands",
    "print": "kiosk.paper_commands",
    "scan": "kiosk.paper_commands",
}
"""Where the commands of a group are; the others are in `kiosk.commands`."""
LEAST, MOST = 240, 8192
"""The least and the most that a preview's window measures, in px."""


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """Return a command by its name; its module is loaded when the command runs: the window starts without it."""

    def run(arguments: argparse.Namespace) -> int:
        home = _HOMES.get(name.partition("_")[0], "kiosk.commands")
        code: int = getattr(importlib.import_module(home), name)(arguments)
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
        treatment=arguments.treatment,
        reason=arguments.reason,
        route=arguments.route,
        decision=arguments.decision,
        seed=arguments.seed,
        representative=arguments.representative,
        interpreter=arguments.interpreter,
        renew=arguments.renew,
        withdraw=arguments.withdraw,
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

    _add_content(commands)
    add_keys(commands, _command)

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
    verify.add_argument("files", metavar="FILE", nargs="+", help="a sealed PDF; with --paper a photo or a scan")
    verify.add_argument("--json", action="store_true", help="print one JSON object, or a list of them for many files")
    verify.add_argument("--trust", metavar="CERT", help="the clinic's certificates: its clinic-certificate.pem")
    verify.add_argument("--paper", action="store_true", help="check photos or scans of one document by their codes")
    verify.add_argument("--facts", metavar="FILE", help="with --paper: JSON of what the paper says, to be compared")
    verify.add_argument(
        "--printed", metavar="N,N", type=_numbers, help="with --paper: the page numbers printed on the sheets, in order"
    )
    verify.set_defaults(run=_command("verify"))

    reseal = commands.add_parser(
        "reseal",
        help="renew the archive time stamps that run out soon; the kiosk must be closed",
        epilog="Example: candor reseal --data clinic-data --days 90",
    )
    reseal.add_argument("files", metavar="FILE", nargs="*", help="a copy of a sealed file, instead of the stored ones")
    reseal.add_argument("--data", metavar="DIR", required=True, help="the clinic's folder")
    reseal.add_argument(
        "--days", metavar="N", type=int, default=90, help="renew what runs out within so many days (90)"
    )
    reseal.add_argument("--json", action="store_true", help="print one JSON object")
    reseal.set_defaults(run=_command("reseal"))

    _add_paper(commands)

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


def _add_paper(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for forms that are filled in by hand."""
    printing = commands.add_parser("print", help="make forms to fill in by hand, and copies of sealed documents")
    parts = printing.add_subparsers(required=True, metavar="PART")
    blank = parts.add_parser(
        "blank",
        help="write the whole consent of a treatment as a form: blank, or prepared for a visit",
        epilog="Example: candor print blank --treatment ketamine-iv --reason trd --paper letter --out form.pdf",
    )
    blank.add_argument("--treatment", metavar="ID", help="a treatment of the content; not with --visit")
    blank.add_argument("--reason", metavar="ID", help="what it is given for; without it the treatment's first")
    blank.add_argument("--route", metavar="ID", help="how it is given; without it the treatment's first")
    blank.add_argument("--language", metavar="LL", help="a language of the content; without it the default one")
    blank.add_argument("--paper", choices=("a4", "letter"), help="without it the clinic's paper, else a4")
    blank.add_argument("--out", metavar="FILE", required=True, help="the PDF to write")
    blank.add_argument("--content", metavar="DIR", help="another content folder than the one that ships")
    blank.add_argument("--data", metavar="DIR", help="a clinic's folder: its name and its own texts stand on the form")
    blank.add_argument(
        "--visit", metavar="ID", help="with --data: a form for this visit, with name and date of birth on it"
    )
    blank.add_argument("--staff", metavar="NAME", help="with --visit: who asks for it; without it, it is asked for")
    blank.set_defaults(run=_command("print_blank"))

    copy = parts.add_parser(
        "copy",
        help="write a sealed document, or a copy of it: the patient's, in large print, the clinician's summary",
        epilog="Example: candor print copy --data clinic --document CN-2026-0512-0001 --kind large-print --out a.pdf",
    )
    copy.add_argument("--data", metavar="DIR", required=True, help="the clinic's folder; the kiosk must be closed")
    copy.add_argument("--document", metavar="ID", required=True, help="the document's number, as it stands in its foot")
    copy.add_argument("--kind", required=True, choices=("document", "patient-copy", "large-print", "clinician-summary"))
    copy.add_argument("--out", metavar="FILE", required=True, help="the PDF to write")
    copy.add_argument("--staff", metavar="NAME", help="who asks for it; without it, it is asked for")
    copy.set_defaults(run=_command("print_copy"))

    scan = commands.add_parser(
        "scan",
        help="file and seal a form that was signed on paper; the kiosk must be closed",
        epilog="Example: candor scan scan.pdf --data clinic-data --staff 'Priya Raman'",
    )
    scan.add_argument("files", metavar="FILE", nargs="+", help="PDF, PNG, JPEG or TIFF; all of one form, in any order")
    scan.add_argument("--data", metavar="DIR", required=True, help="the clinic's folder")
    scan.add_argument("--visit", metavar="ID", help="the visit that a blank form belongs to")
    scan.add_argument("--staff", metavar="NAME", help="who received the form; without it, it is asked for")
    scan.set_defaults(run=_command("scan"))


def _add_content(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for the people who answer for the content."""
    content = commands.add_parser("content", help="work on the content")
    parts = content.add_subparsers(required=True, metavar="PART")

    def part(name: str, about: str, example: str, *, clinic: bool = True) -> argparse.ArgumentParser:
        made = parts.add_parser(name, help=about, description=about, epilog=f"Example: candor content {name} {example}")
        made.add_argument("--content", metavar="DIR", help="another content folder than the one that ships")
        if clinic:
            made.add_argument(
                "--data", metavar="DIR", help="a clinic's folder, whose own texts are laid over the content"
            )
        made.set_defaults(run=_command(f"content_{name.replace('-', '_')}"))
        return made

    check = part("check", "check all content", "--json")
    check.add_argument("--json", action="store_true", help="print one JSON object")

    stats = part("stats", "tell pages, words, minutes, reading grades, and what covers what", "--json")
    stats.add_argument("--json", action="store_true", help="print one JSON object")
    stats.add_argument("--language", metavar="LL", help="a language of the content; without it the default one")

    coverage = part("coverage", "list what covers each topic", "--out docs/coverage.md", clinic=False)
    coverage.add_argument("--out", metavar="FILE", help="write it here; without it, it is printed")

    book = part("book", "write the review booklet of a treatment as a PDF", "--treatment ketamine-iv --out booklet.pdf")
    book.add_argument("--treatment", metavar="ID", required=True, help="a treatment of the content")
    book.add_argument("--out", metavar="FILE", required=True, help="the PDF to write")
    book.add_argument("--reason", metavar="ID", help="only what people with this reason see; without it all reasons")
    book.add_argument("--language", metavar="LL", help="a language of the content; without it the default one")
    book.add_argument(
        "--library", action="store_true", help="with the optional pages, too: once is enough for all books"
    )
    book.add_argument("--paper", choices=("a4", "letter"), help="without it the clinic's paper, else a4")

    sign_off = part(
        "sign-off",
        "check the content and sign it off, as the clinician who answers for it",
        "--data clinic-data --name 'Dr Amara Osei' --licence MD-48213 --scope 'All pages, checks and forms'",
    )
    sign_off.add_argument("--name", required=True, help="your name, as it shall stand in the documents")
    sign_off.add_argument("--licence", required=True, help="your licence number")
    sign_off.add_argument("--scope", required=True, help="what you have read and checked")

    preview = part("preview", "show the real screen of a page, a check or the conditions", "getting-home --text 2.0")
    preview.add_argument("id", metavar="ID", help="a page, a check item, or `conditions` with --treatment")
    preview.add_argument("--treatment", metavar="ID", help="whose conditions are shown")
    preview.add_argument("--out", metavar="FILE.png", help="write pictures, one for each part, instead of showing it")
    preview.add_argument("--theme", choices=("light", "dark", "contrast"), default="light", help="colours")
    preview.add_argument("--text", choices=("1.0", "1.25", "1.5", "2.0"), default="1.0", help="size of the text")
    preview.add_argument("--size", metavar="WxH", type=_size, default=(1280, 800), help="the window's size, in px")
    preview.add_argument("--language", metavar="LL", help="a language of the content; without it the default one")


def _numbers(text: str) -> list[int]:
    """Read page numbers: `1,2,3`; what is none is wrong use."""
    parts = text.split(",")
    if not all(part.strip().isdecimal() and int(part) for part in parts):
        raise argparse.ArgumentTypeError("write the page numbers, counted from 1, such as 1,2,3")
    return [int(part) for part in parts]


def _size(text: str) -> tuple[int, int]:
    """Read a window's size such as 1280x800; what is no size is wrong use."""
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and LEAST <= int(width) <= MOST and LEAST <= int(height) <= MOST):
        raise argparse.ArgumentTypeError(f"write a size between {LEAST}x{LEAST} and {MOST}x{MOST}, such as 1280x800")
    return int(width), int(height)


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
    demo.add_argument("--reason", metavar="ID", default="", help="what it is given for; without it the first")
    demo.add_argument("--route", metavar="ID", default="", help="how it is given; without it the first")
    demo.add_argument("--decision", choices=("agree", "decline", "talk"), default="agree", help="what is decided")
    demo.add_argument("--seed", metavar="N", type=int, default=1, help="who the patient is and what they answer")
    demo.add_argument("--representative", action="store_true", help="somebody decides in the patient's place")
    demo.add_argument("--interpreter", action="store_true", help="an interpreter is there, and signs")
    demo.add_argument("--renew", action="store_true", help="renew the consent in a second visit: renewal.pdf")
    demo.add_argument("--withdraw", action="store_true", help="take the consent back at the end: withdrawal.pdf")
    demo.add_argument("--data", metavar="DIR", help="keep the demo clinic here, and go on with its unfinished visit")
    demo.set_defaults(run=_demo)

    screens = commands.add_parser(
        "screens", help="take pictures of all screens", epilog="Example: candor screens --out docs/screens"
    )
    screens.add_argument("--out", metavar="DIR", required=True, help="where the pictures go")
    screens.set_defaults(run=_screens)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 good, 1 not, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a sign of a name must not make a good file look bad: the sign is spelled out.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
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
