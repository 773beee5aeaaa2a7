"""Where the program's data lie, and the environment: read here and nowhere else.

The window's first frame waits for this module, so it loads nothing beyond the standard library's small parts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import OperatorError

__all__ = [
    "Environment",
    "content_root",
    "data_root",
    "default_data_folder",
    "has_display",
    "read_environment",
    "templates_root",
]


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment variables that Candor knows; an empty one counts as not set."""

    data: Path | None = None
    """CANDOR_DATA: the data folder, when no option names one."""
    passphrase: str | None = None
    """CANDOR_PASSPHRASE: the vault's passphrase, for scripts; at the kiosk it is typed."""


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """Return what the environment says; `variables` stands in for it in tests."""
    found = os.environ if variables is None else variables
    data = found.get("CANDOR_DATA", "")
    return Environment(Path(data) if data else None, found.get("CANDOR_PASSPHRASE") or None)


def default_data_folder(
    variables: Mapping[str, str] | None = None, *, platform: str = sys.platform, home: Path | None = None
) -> Path:
    """Return where a clinic's data lie when nobody says otherwise, by the system's custom."""
    found = os.environ if variables is None else variables
    home = home or Path.home()
    if platform == "win32":
        return Path(found.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Candor"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "Candor"
    return Path(found.get("XDG_DATA_HOME") or home / ".local" / "share") / "candor"


def has_display(variables: Mapping[str, str] | None = None, *, platform: str = sys.platform) -> bool:
    """Tell whether a window can be opened: Linux needs a display that the environment names, or a Qt without one."""
    found = os.environ if variables is None else variables
    if platform in {"win32", "darwin"}:
        return True
    return any(found.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def data_root(package: Path | None = None) -> Path:
    """Return the folder that holds `content/` and `consent_templates/`.

    That is `kiosk/_data` where Candor was installed, and the checkout where it was not.

    Args:
        package: the folder of the `kiosk` package; its own by default.

    Raises:
        OperatorError: neither holds content: the installation is not whole.
    """
    package = package or Path(__file__).resolve().parent
    for root in (package / "_data", package.parent):
        if (root / "content").is_dir():
            return root
    raise OperatorError("settings.content_missing")


def content_root() -> Path:
    """Return the folder of the treatments' content."""
    return data_root() / "content"


def templates_root() -> Path:
    """Return the folder of the consent templates."""
    return data_root() / "consent_templates"
