"""Set up what a `make` target needs: the system's libraries and programs, and the environment in .venv/.

    python3 .ci/bootstrap.py [run] [test] [bench]

Groups are those of .ci/system-packages.txt; `run` is always included. What the system lacks is installed here only
by root on Debian; anyone else gets the exact command, and the target stops. The Python parts come from the hashed
requirement files. A stamp in .venv/ holds the digest of everything that went in, so a second start does nothing.

Uses the standard library only, and runs on Linux, Windows and macOS: on a fresh machine it is all there is.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
VENV = TOP / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST_PYTHON = (3, 11)
GROUPS = ("run", "test", "bench")
REQUIREMENTS = {"run": ("requirements.txt",), "test": ("requirements.txt", "requirements-dev.txt")}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that the system must have: its group, how to see it, and Debian's package."""

    group: str
    kind: str
    name: str
    package: str

    def is_met(self) -> bool:
        """Tell whether the program is on PATH, Python has the module, or the library loads."""
        if self.kind == "bin":
            return shutil.which(self.name) is not None
        if self.kind == "mod":
            importlib.invalidate_caches()
            return importlib.util.find_spec(self.name) is not None
        try:
            ctypes.CDLL(self.name)
        except OSError:
            return False
        return True


class SetupError(Exception):
    """Set-up cannot go on; the text says in one or two sentences what to do."""


def read_needs(text: str) -> list[Need]:
    """Read .ci/system-packages.txt: three columns, `#` starts a comment."""
    rows = [line.split("#", 1)[0].split() for line in text.splitlines()]
    return [Need(group, *probe.split(":", 1), package) for group, probe, package in (row for row in rows if row)]


def missing_packages(needs: list[Need], groups: set[str]) -> list[str]:
    """Name Debian's packages for what is not there, each once, in the file's order."""
    return list(dict.fromkeys(need.package for need in needs if need.group in groups and not need.is_met()))


def is_debian() -> bool:
    """Debian or a child of it, with apt-get."""
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def is_root() -> bool:
    """Whether packages can be installed without asking anyone."""
    return os.name == "posix" and os.geteuid() == 0


def install_packages(packages: list[str]) -> None:
    """Install system packages as root on Debian; otherwise say how, and stop.

    Raises:
        SetupError: not root, not Debian, or apt-get failed.
    """
    names = " ".join(packages)
    if not is_debian():
        raise SetupError(
            f"Candor needs these parts of the system (Debian's names): {names}. Install them and try again."
        )
    if not is_root():
        raise SetupError(f"Candor needs system packages. Run this, then try again:\n\n    sudo apt-get install {names}")
    say(f"installing system packages: {names}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["-q", "-o=Dpkg::Use-Pty=0"]
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *quiet, *packages]
    try:
        subprocess.run(["apt-get", "update", *quiet], check=True, env=environment, stdout=subprocess.DEVNULL)
        subprocess.run(install, check=True, env=environment, stdout=subprocess.DEVNULL)
    except subprocess.CalledProcessError as error:
        raise SetupError(f"apt-get failed. Run this, then try again:\n\n    apt-get install {names}") from error


def prepare_system(groups: set[str]) -> None:
    """See that the groups' system parts are there.

    Only Linux needs any: Qt's wheels bring what Windows and macOS need. There the judges of `test` are expected
    on PATH all the same.
    """
    needs = read_needs((TOP / ".ci" / "system-packages.txt").read_text(encoding="utf-8"))
    if not sys.platform.startswith("linux"):
        needs = [need for need in needs if need.kind == "bin" and need.name not in {"Xvfb", "xdotool"}]
    packages = missing_packages(needs, groups)
    if packages:
        install_packages(packages)
        still = missing_packages(needs, groups)
        if still:
            raise SetupError(f"Still missing after the installation: {' '.join(still)}.")


def digest(files: tuple[str, ...]) -> str:
    """Name one state of the environment: its requirements, its interpreter, its place."""
    state = hashlib.sha256(f"{sys.version_info[:2]} {TOP}".encode())
    for name in files:
        state.update((TOP / name).read_bytes())
    return state.hexdigest()


def make_environment() -> None:
    """Create .venv/ with this interpreter."""
    say("making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def install_requirements(files: tuple[str, ...]) -> None:
    """Install exactly what the hashed files name, into .venv/.

    Raises:
        SetupError: pip failed; what it said stands above.
    """
    say(f"installing {' and '.join(files)} (a few minutes, once)")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:"]
    for name in files:
        command += ["-r", name]
    if subprocess.run(command, cwd=TOP, check=False).returncode:
        raise SetupError("pip could not install the Python parts; its message stands above. Is the network there?")


def link_checkout() -> None:
    """Give .venv/ a `candor` command and an import path that lead to this checkout."""
    site = subprocess.run(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (Path(site) / "candor-checkout.pth").write_text(f"{TOP}\n", encoding="utf-8")
    if os.name == "nt":
        (BIN / "candor.cmd").write_text('@"%~dp0python.exe" -m kiosk.cli %*\n', encoding="ascii")
        return
    script = BIN / "candor"
    script.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m kiosk.cli "$@"\n', encoding="ascii")
    script.chmod(0o755)


def prepare_environment(groups: set[str]) -> None:
    """Bring .venv/ to the state that the requirement files describe; do nothing if it is there already."""
    wide = "test" if groups & {"test", "bench"} else "run"
    stamps = {name: VENV / f".candor-{name}" for name in REQUIREMENTS}
    wanted = digest(REQUIREMENTS[wide])
    stamp = stamps[wide]
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    healthy = PYTHON.exists() and any(path.exists() for path in stamps.values())
    if not healthy or (VENV / ".candor-place").read_text(encoding="utf-8") != str(TOP):
        make_environment()
    for path in stamps.values():
        path.unlink(missing_ok=True)
    (VENV / ".candor-place").write_text(str(TOP), encoding="utf-8")
    install_requirements(REQUIREMENTS[wide])
    link_checkout()
    for name in ("run", wide):
        stamps[name].write_text(digest(REQUIREMENTS[name]), encoding="ascii")


def say(text: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(f"candor: {text}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """Prepare the groups named on the command line. Exit 0 ready, 1 something is missing, 2 wrong use."""
    groups = {"run", *arguments}
    if not groups <= set(GROUPS):
        say(f"unknown group; there are {', '.join(GROUPS)}")
        return 2
    if sys.version_info < OLDEST_PYTHON:
        say("Python 3.11 is needed. On Debian 12: apt-get install python3")
        return 1
    try:
        prepare_system(groups)
        prepare_environment(groups)
    except SetupError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
