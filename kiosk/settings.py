"""The clinic's settings: read here and nowhere else.

`DATA/clinic.json` holds what the program must know before the vault is open: the clinic's name and address, its paper,
its waiting times. It holds no secret and nothing about a patient. It is validated whole at start; every fault is told
at once.
"""

from __future__ import annotations

import re
import unicodedata
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from kiosk.durable import write_durably
from kiosk.errors import OperatorError

__all__ = [
    "SETTINGS_FILE",
    "ClinicSettings",
    "InvalidSettingsError",
    "SettingFault",
    "demo_settings",
    "parse_settings",
    "read_settings",
    "require_reviewed",
    "settings_exist",
    "write_settings",
]

SETTINGS_FILE = "clinic.json"

Line = Annotated[str, msgspec.Meta(max_length=200)]
_HTTP = r"^(https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?(/[!-~]*)?)?$"
NeededLine = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class ClinicSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a clinic chooses. Times are seconds: a clinic can lengthen them, within reason, and never remove them."""

    format: Literal[1] = 1
    device_id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    """Names this kiosk in its ledger; made at set-up and never changed."""
    clinic_name: NeededLine
    address: NeededLine
    phone: Annotated[str, msgspec.Meta(pattern=r"^[0-9+()./ -]{3,40}$")]
    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
    """ISO 3166-1, two letters."""
    time_zone: NeededLine
    """An IANA name, e.g. America/New_York."""
    paper: Literal["a4", "letter"]
    language: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    check_tries: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    """Tries before a must-know fact goes to the clinician; None leaves it to the content."""
    idle_ask_s: Annotated[int, msgspec.Meta(ge=120, le=1800)] = 120
    idle_cover_s: Annotated[int, msgspec.Meta(ge=60, le=600)] = 60
    done_clear_s: Annotated[int, msgspec.Meta(ge=30, le=600)] = 30
    staff_lock_s: Annotated[int, msgspec.Meta(ge=300, le=1800)] = 300
    clock_doubt: Literal["stop", "print"] = "stop"
    """When the clock was changed or stands before the last event: seal nothing, or print that in the document."""
    time_stamp_url: Annotated[str, msgspec.Meta(max_length=200, pattern=_HTTP)] = ""
    """A time-stamp service in the network (RFC 3161); empty: none. It is asked only where no patient waits."""
    crisis_line: Line = ""
    """Whom to call in a crisis, as the patient shall read it in a sentence; empty: the country's, from the content."""
    emergency_number: Line = ""
    """The number to call in an emergency, as it stands in a sentence; empty: the country's, from the content."""
    demo: bool = False
    accept_unreviewed_content: bool = False
    """Opened draft content once; read in old files, and without effect: content opens by a sign-off."""
    content_reviewer: Line = ""
    """The clinician who has read the content for this clinic, and signs it off when the clinic is set up."""
    content_reviewer_licence: Line = ""
    """That clinician's licence number."""

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The clinic's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class SettingFault:
    """One setting that is wrong: its name, and the catalogue key and facts of what to do."""

    field: str
    key: str
    facts: tuple[tuple[str, str | int], ...] = ()


class InvalidSettingsError(OperatorError):
    """The settings were refused; `faults` holds all that is wrong, not only the first."""

    def __init__(self, faults: tuple[SettingFault, ...]) -> None:
        """Keep all faults; the facts name the fields."""
        super().__init__("settings.invalid", count=len(faults), fields=", ".join(fault.field for fault in faults))
        self.faults = faults


# ---------------------------------------------------------------------- settings


def parse_settings(raw: Mapping[str, Any]) -> ClinicSettings:
    """Return the settings that a decoded file, or a set-up form, holds.

    Raises:
        InvalidSettingsError: with every fault.
    """
    faults = list(_field_faults(raw))
    faulty = {fault.field for fault in faults}
    if "time_zone" not in faulty and not _is_zone(raw["time_zone"]):
        faults.append(SettingFault("time_zone", "settings.time_zone", (("value", raw["time_zone"]),)))
    if not faulty & {"accept_unreviewed_content", "content_reviewer"} and (
        raw.get("accept_unreviewed_content", False) and not str(raw.get("content_reviewer", "")).strip()
    ):
        faults.append(SettingFault("content_reviewer", "settings.reviewer_missing"))
    if faults:
        raise InvalidSettingsError(tuple(faults))
    return msgspec.convert(dict(raw), type=ClinicSettings)


def settings_exist(folder: Path) -> bool:
    """Whether a data folder was set up."""
    return (folder / SETTINGS_FILE).exists()


def read_settings(folder: Path) -> ClinicSettings:
    """Read and validate a clinic's settings.

    Raises:
        OperatorError: the folder was not set up, the file cannot be read, or (InvalidSettingsError) settings are wrong.
    """
    path = folder / SETTINGS_FILE
    try:
        raw = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        raise OperatorError("settings.not_set_up") from None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OperatorError("settings.unreadable", file=SETTINGS_FILE) from error
    if not isinstance(raw, dict):
        raise OperatorError("settings.unreadable", file=SETTINGS_FILE)
    return parse_settings(raw)


def write_settings(folder: Path, settings: ClinicSettings) -> None:
    """Replace a clinic's settings; after a power cut the old or the new file is there, whole.

    Raises:
        OperatorError: the folder cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(folder / SETTINGS_FILE, msgspec.json.format(msgspec.json.encode(settings), indent=2) + b"\n")
    except OSError as error:
        raise OperatorError("settings.not_written") from error


def demo_settings(*, paper: Literal["a4", "letter"] = "letter") -> ClinicSettings:
    """Return the settings of the made-up demo clinic."""
    return ClinicSettings(
        device_id="demo-kiosk",
        clinic_name="Harbour Street Clinic",
        address="12 Harbour Street, Sampletown",
        phone="555 0100",
        country="US",
        time_zone="America/New_York",
        paper=paper,
        demo=True,
    )


def require_reviewed(settings: ClinicSettings, *, signed_off: bool) -> None:
    """Refuse to open a real clinic on content that no clinician has signed off.

    Args:
        settings: the clinic's.
        signed_off: whether a clinician signed off the content just as it is now.

    Raises:
        OperatorError: this is no demo, and there is no sign-off for the digest.
    """
    if settings.demo or signed_off:
        return
    raise OperatorError(
        "settings.content_accepted_before" if settings.accept_unreviewed_content else "settings.content_unreviewed"
    )


# ---------------------------------------------------------------------- validation


def _field_faults(raw: Mapping[str, Any]) -> Iterator[SettingFault]:
    """Check each field by itself: msgspec alone would stop at the first fault."""
    fields = msgspec.structs.fields(ClinicSettings)
    for field in fields:
        if field.name not in raw:
            if field.required:
                yield SettingFault(field.name, "settings.missing")
            continue
        value = raw[field.name]
        try:
            msgspec.convert(value, type=field.type)
        except msgspec.ValidationError as error:
            yield SettingFault(field.name, "settings.wrong_value", (("expected", _expected(error)),))
            continue
        if isinstance(value, str) and not _is_clean(value, needed=field.required):
            yield SettingFault(field.name, "settings.empty_or_control")
    for name in sorted(set(raw) - {field.name for field in fields}):
        yield SettingFault(name, "settings.unknown_field")


def _expected(error: msgspec.ValidationError) -> str:
    """Return the expectation in msgspec's message, without its path."""
    return re.sub(r" - at `\$.*$", "", str(error))


def _is_clean(value: str, *, needed: bool) -> bool:
    """Whether a line is free of control characters and, where it is needed, not blank."""
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} for sign in value):
        return False
    return bool(value.strip()) or not needed


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
