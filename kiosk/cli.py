"""The command line: the second front end. It proves that the core needs no window, and scripts rely on its words.

Windows are loaded by name: `kiosk` may not import `ui`, and a command that draws nothing does not pay for Qt.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.settings import content_root

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

WRONG_USE = 2


def _content_check(arguments: argparse.Namespace) -> int:
    from kiosk.lint import check_command

    root = Path(arguments.content) if arguments.content else content_root()
    code, text = check_command(root, datetime.now(UTC).date(), as_json=arguments.json)
    print(text, file=sys.stderr if code == WRONG_USE else sys.stdout)
    return code


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
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 good, 1 not, 2 wrong use."""
    parsed = _parser().parse_args(arguments)
    code: int = parsed.run(parsed)
    return code


if __name__ == "__main__":
    sys.exit(main())
