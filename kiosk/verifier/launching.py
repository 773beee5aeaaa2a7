"""How the auditor's one file starts on a bare Python: find the wheels beside it, unpack them, judge, clean up.

Compiled libraries cannot be loaded out of an archive, so they are unpacked to a private folder, and it is removed at
the end. Judging is done by a second process: on some systems a library's file cannot be removed while it is loaded.
A wheel is unpacked only if its SHA-256 is one that this file brings along; so who trusts the one file trusts it all.

Only the standard library is imported here.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

WRONG_USE: Final = 2
_PARTS: Final = "--parts"
"""Handed to the second process: the folder with the unpacked wheels."""
_WHEEL: Final = re.compile(r"(?P<name>[^-]+)-[^-]+(-\d[^-]*)?-(?P<python>[^-]+)-(?P<abi>[^-]+)-(?P<system>[^-]+)\.whl")


def main(arguments: Sequence[str], program: Path) -> int:
    """Run the one file; return 0 when all files are whole, 1 when one is not, 2 for anything that could not be judged.

    Args:
        arguments: of the command line, without the program.
        program: the one file itself.
    """
    if arguments[:1] == [_PARTS]:
        return _judge(arguments[1], arguments[2:])
    _parser().parse_args(arguments)
    wheels = program.resolve().parent / "wheels"
    manifest: dict[str, list[str]] = json.loads(_resource("manifest.json"))
    parts = Path(tempfile.mkdtemp(prefix="candor-verify-"))
    try:
        trouble = _unpack(wheels, manifest, parts)
        if trouble:
            print(trouble, file=sys.stderr)
            return WRONG_USE
        # In UTF-8 whatever the terminal says: names come in every script.
        command = [sys.executable, "-I", "-S", "-X", "utf8", str(program), _PARTS, str(parts), *arguments]
        return subprocess.run(command, check=False).returncode  # noqa: S603 - this very file
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="candor-verify",
        description="Tell whether files that Candor sealed are unchanged, and who signed what when.",
        epilog="Photos and scans of paper, and files of the first version, need the whole of Candor: candor verify. "
        "Example: python candor-verify.pyz consent.pdf --trust clinic-certificate.pem --json",
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help="a sealed PDF")
    parser.add_argument("--json", action="store_true", help="print one JSON object, or a list of them for many files")
    parser.add_argument("--trust", metavar="CERT", help="the clinic's certificates: its clinic-certificate.pem")
    return parser


def _resource(name: str) -> str:
    return files("kiosk.verifier").joinpath(name).read_text(encoding="utf-8")


def _unpack(wheels: Path, manifest: dict[str, list[str]], parts: Path) -> str:
    """Unpack one wheel for each library that is needed; return what to tell the user when one cannot be."""
    system = f"Python {sys.version_info[0]}.{sys.version_info[1]} on {sysconfig.get_platform()}"
    for library, digests in manifest.items():
        fitting = [path for path in sorted(wheels.glob("*.whl")) if _fits(path.name, library)]
        if not fitting:
            return f"There is no wheel of {library} for {system} in {wheels}. See README.txt beside this file."
        data = fitting[-1].read_bytes()
        if hashlib.sha256(data).hexdigest() not in digests:
            return f"{fitting[-1].name} is not the wheel that this file was made for. Do not use it."
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(parts)
    return ""


def _fits(file: str, library: str) -> bool:
    """Whether a wheel is of a library and runs here (PEP 427: name, version, build, Python, ABI, system)."""
    match = _WHEEL.fullmatch(file)
    if match is None or match["name"].lower().replace("_", "-") != library:
        return False
    ours = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    pythons, abis = match["python"].split("."), match["abi"].split(".")
    stable = "abi3" in abis and any(_number(one) <= sys.version_info[1] for one in pythons if one.startswith("cp3"))
    fits_python = stable or "py3" in pythons or (ours in pythons and bool({ours, "none"} & set(abis)))
    return fits_python and any(_is_here(one) for one in match["system"].split("."))


def _number(tag: str) -> int:
    """Return the minor version in a tag such as cp311."""
    return int(tag[3:]) if tag[3:].isdigit() else sys.maxsize


def _is_here(system: str) -> bool:
    """Whether a wheel's system tag names this machine's kind of system and processor."""
    if system == "any":
        return True
    kind, _, processor = sysconfig.get_platform().replace(".", "_").partition("-")
    if kind == "linux":
        return system.startswith(("manylinux", "linux")) and system.endswith(processor.replace("-", "_"))
    if kind == "macosx":
        return system.startswith("macosx") and system.endswith((processor.rpartition("-")[2], "universal2"))
    return system == sysconfig.get_platform().replace("-", "_")


def _judge(parts: str, arguments: Sequence[str]) -> int:
    """Judge the files with the unpacked libraries."""
    sys.path.insert(1, parts)
    from kiosk.errors import OperatorError
    from kiosk.i18n import Words
    from kiosk.verifier.command import verify_files

    given = _parser().parse_args(arguments)
    words = Words("en", json.loads(_resource("words.json")))
    try:
        return verify_files(given.files, given.trust, words, as_json=given.json)
    except OperatorError as error:
        print(words.say(error.key, error.facts), file=sys.stderr)
        return WRONG_USE
