"""The arguments of `candor keys`. Only the parser: the window's first frame waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_keys"]

KEYS = ("seal", "kiosk", "stamps", "codes")


def add_keys(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    command: Callable[[str], Callable[[argparse.Namespace], int]],
) -> None:
    """Add the commands that look after the clinic's keys; `command` gives what runs, by its name."""
    keys = commands.add_parser("keys", help="look after the keys that sign; the kiosk must be closed")
    parts = keys.add_subparsers(required=True, metavar="PART")

    def part(name: str, about: str, example: str) -> argparse.ArgumentParser:
        epilog = f"Example: candor keys {name} --data clinic-data {example}".rstrip()
        made = parts.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.", epilog=epilog)
        made.add_argument("--data", metavar="DIR", required=True, help="the clinic's folder")
        made.set_defaults(run=command(f"keys_{name}"))
        return made

    part(
        "list", "list all keys: what for, whose, until when; first what runs out within 90 days", "--json"
    ).add_argument("--json", action="store_true", help="print one JSON object")

    rotate = part("rotate", "replace a key by a new one; what the old one made stays good", "--key seal")
    rotate.add_argument("--key", choices=KEYS, required=True, help="which of the clinic's own keys")

    revoke = part("revoke", "take a key back, because it got lost or is not to be used any more", "--key seal --lost")
    which = revoke.add_mutually_exclusive_group(required=True)
    which.add_argument("--key", choices=KEYS, help="one of the clinic's own keys: it gets a new one at once")
    which.add_argument(
        "--staff",
        metavar="NAME_OR_ID",
        help="a clinician's key: the next signing makes a new one, under the PIN of then",
    )
    revoke.add_argument("--lost", action="store_true", help="somebody else may have it")

    bought = part("import", "use a key and certificate from elsewhere for the clinic's seal (PKCS #12)", "seal.p12")
    bought.add_argument("file", metavar="FILE", help="a .p12 or .pfx file; its password is asked for")

    token = part(
        "token",
        "use a key on a security token for the clinic's seal (PKCS #11)",
        "--module /usr/lib/softhsm/libsofthsm2.so --label seal",
    )
    token.add_argument("--module", metavar="PATH", required=True, help="the library of the token's maker")
    token.add_argument("--label", metavar="L", required=True, help="the label of the key and of its certificate")
    token.add_argument(
        "--slot", metavar="N", type=int, help="which slot, counted from 0; without it the only token that there is"
    )
