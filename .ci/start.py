"""Open the kiosk on the demo clinic, or, where nothing can be shown, walk a demo patient through it unseen.

What `make run` starts, in the environment that bootstrap.py made. Replaces itself by the kiosk's own process.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
OUT = "demo-output"


def has_wayland(environment: dict[str, str]) -> bool:
    """Whether a Wayland display named by the environment is really there."""
    name, folder = environment.get("WAYLAND_DISPLAY", ""), environment.get("XDG_RUNTIME_DIR", "")
    return bool(name) and Path(folder, name).is_socket()


def has_x11(environment: dict[str, str]) -> bool:
    """Whether the X server named by DISPLAY (`[host]:number[.screen]`) answers."""
    host, colon, rest = environment.get("DISPLAY", "").rpartition(":")
    number = rest.split(".", 1)[0]
    if not colon or not number.isdigit():
        return False
    if host in {"", "unix"}:
        addresses = [f"/tmp/.X11-unix/X{number}", f"\0/tmp/.X11-unix/X{number}"]  # noqa: S108 - X11's fixed place
        return any(answers(socket.AF_UNIX, address) for address in addresses)
    return answers(socket.AF_INET, (host, 6000 + int(number)))


def answers(family: int, address: str | tuple[str, int]) -> bool:
    """Whether something listens at a socket's address."""
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True


def has_display(environment: dict[str, str]) -> bool:
    """Windows and macOS always have one; elsewhere Wayland or X11 must answer."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return has_wayland(environment) or has_x11(environment)


def main() -> int:
    """Start the kiosk and hand on its exit code."""
    environment = dict(os.environ)
    if has_display(environment):
        command = ["run", "--demo"]
    else:
        print(f"candor: no display here, so a demo patient walks through the real screens; see {OUT}/", file=sys.stderr)
        environment["QT_QPA_PLATFORM"] = "offscreen"
        command = ["demo", "--out", OUT]
    line = [sys.executable, "-m", "kiosk.cli", *command]
    if os.name == "posix":
        os.chdir(TOP)
        os.execve(sys.executable, line, environment)  # noqa: S606 - the kiosk gets the terminal's signals itself
    return subprocess.run(line, cwd=TOP, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
