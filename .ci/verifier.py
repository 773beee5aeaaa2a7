"""Build the auditor's verifier: candor-verify.pyz, the wheels that it needs, and a note on how to add others.

    python3 .ci/verifier.py [--out dist/verifier] [--python 3.12 ...] [--platform win_amd64 ...]

Run by `make verifier` in the kiosk's own environment. Wheels come by pip from the hashed requirement file, for this
machine unless others are named; the one file carries the hashes of them all, for every system, and takes no others.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
LIBRARIES = ("asn1crypto", "cffi", "cryptography", "msgspec", "pikepdf")
"""What checking a file loads; measured, and held to it by a test that runs the one file with nothing else."""
PARTS = ("__init__.py", "errors.py", "events", "i18n.py", "seal", "verifier")
"""Of kiosk/: what goes into the one file."""
KEYS = ("verify.", "cli.no_file")
OLDEST = (3, 11)
START = f"""\
import sys

if sys.version_info < {OLDEST}:
    sys.exit("This needs Python {OLDEST[0]}.{OLDEST[1]} or newer.")

from pathlib import Path

from kiosk.verifier.launching import main

sys.exit(main(sys.argv[1:], Path(sys.argv[0])))
"""
ABOUT = """\
Candor's verifier for one who checks sealed consents: it needs Python {oldest} or newer, and nothing else.

    python candor-verify.pyz consent.pdf --trust clinic-certificate.pem

The clinic hands out clinic-certificate.pem. Without --trust the answer says whether the file is unchanged, and not
whose it is. --json prints the whole report. The exit code is 0 when every file is whole, 1 when one is not, 2 when one
could not be judged. No network is used. The folder wheels/ has to stay beside the file.

For another system or version of Python, get its wheels once, on any machine with a network, for example:

    python -m pip download --no-deps --require-hashes --only-binary=:all: -r requirements.txt -d wheels \\
        --platform win_amd64 --python-version 3.13

The one file knows the digests of the right wheels and takes no others.

Not in here: photos and scans of paper, and files of Candor's first version. `candor verify` checks those.
"""


def locked(names: tuple[str, ...]) -> dict[str, str]:
    """Return the lines of the hashed requirement file for some libraries, by name."""
    text = (TOP / "requirements.txt").read_text(encoding="utf-8")
    found = dict(re.findall(r"^([A-Za-z0-9._-]+)(==[^\n]*(?:\n    --hash[^\n]*)+)", text, re.MULTILINE))
    return {name: f"{name}{found[name]}".rstrip("\\ ") + "\n" for name in names}


def hashes_of(requirement: str) -> list[str]:
    """Return the SHA-256 digests that a requirement allows."""
    return re.findall(r"--hash=sha256:([0-9a-f]{64})", requirement)


def digest(path: Path) -> str:
    """Return a file's SHA-256, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_program(out: Path, manifest: dict[str, list[str]]) -> Path:
    """Write the one file: the parts of Candor that judge, their words, and the digests of the right wheels."""
    import yaml

    catalogue = yaml.safe_load((TOP / "kiosk" / "locale" / "en.yaml").read_text(encoding="utf-8"))
    words = {key: text for key, text in catalogue.items() if key.startswith(KEYS)}
    contents = {"__main__.py": START}
    for part in PARTS:
        place = TOP / "kiosk" / part
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            contents[path.relative_to(TOP).as_posix()] = path.read_text(encoding="utf-8")
    contents["kiosk/verifier/words.json"] = json.dumps(words, ensure_ascii=False)
    contents["kiosk/verifier/manifest.json"] = json.dumps(manifest)
    program = out / "candor-verify.pyz"
    with program.open("wb") as stream:
        stream.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in contents.items():
                # A fixed date: the same parts make the same file.
                entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, text)
    return program


def main(arguments: list[str]) -> int:
    """Build everything into a folder."""
    parser = argparse.ArgumentParser(description="Build the auditor's verifier.")
    parser.add_argument("--out", type=Path, default=TOP / "dist" / "verifier")
    parser.add_argument("--python", action="append", default=[], help="a version of Python, such as 3.12")
    parser.add_argument("--platform", action="append", default=[], help="a system, such as win_amd64")
    given = parser.parse_args(arguments)
    requirements = locked(LIBRARIES)
    (given.out / "wheels").mkdir(parents=True, exist_ok=True)
    (given.out / "requirements.txt").write_text("".join(requirements.values()), encoding="utf-8")
    (given.out / "README.txt").write_text(ABOUT.format(oldest=".".join(map(str, OLDEST))), encoding="utf-8")
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    download += ["--require-hashes", "--only-binary=:all:", "-r", str(given.out / "requirements.txt")]
    download += ["-d", str(given.out / "wheels")]
    versions = [[f"--python-version={one}"] for one in given.python] or [[]]
    systems = [[f"--platform={one}"] for one in given.platform] or [[]]
    for version, system in itertools.product(versions, systems):
        code = subprocess.run([*download, *version, *system], check=False).returncode
        if code:
            return code
    program = write_program(given.out, {name: hashes_of(text) for name, text in requirements.items()})
    size = sum(path.stat().st_size for path in given.out.rglob("*") if path.is_file())
    print(f"{program} ({digest(program)}); with its wheels {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
