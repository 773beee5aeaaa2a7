"""Making and opening a clinic: its folder, settings, vault and first member of staff. The demo clinic is one too."""

from __future__ import annotations

import secrets
import shutil
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from kiosk.compiled import open_compiled
from kiosk.content import Content, SignOff, add_sign_off, load
from kiosk.content.loading import sign_offs_of
from kiosk.content.signoff import SIGN_OFFS
from kiosk.durable import write_durably
from kiosk.environment import content_root
from kiosk.errors import ContentError, OperatorError
from kiosk.events import Actor
from kiosk.i18n import catalogue
from kiosk.lint import check, open_content
from kiosk.service import (
    KioskService,
    PageKey,
    can_print,
    lifted_keys,
    make_page_key,
    put_keys,
    put_page_key,
    read_keys,
    read_page_key,
    require_printable_settings,
    trust_file,
)
from kiosk.settings import (
    SETTINGS_FILE,
    ClinicSettings,
    InvalidSettingsError,
    SettingFault,
    demo_settings,
    parse_settings,
    read_settings,
    require_reviewed,
    settings_exist,
    write_settings,
)
from kiosk.staff import Role, StaffBook, check_name, check_pin
from kiosk.vault import DEFAULT_KDF, KdfParameters, Vault, vault_exists

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from kiosk.seal import ClinicKeys

__all__ = [
    "CERTIFICATE_FILE",
    "CONTENT_FOLDER",
    "DEMO_PASSPHRASE",
    "DEMO_PIN",
    "DEMO_STAFF",
    "Answers",
    "OpenClinic",
    "lift_keys",
    "open_clinic",
    "open_clinic_content",
    "open_demo",
    "overlay_of",
    "random_seed",
    "read_answers",
    "set_up",
    "write_certificate",
]

DEMO_PASSPHRASE = "this demo clinic keeps no secrets"  # noqa: S105  # public, see below
"""Public on purpose: a demo holds invented people only, and must open again after its plug was pulled."""

BUILDING = "set-up.new"
"""Where in the clinic's folder a set-up builds before it moves all files to their place."""

CERTIFICATE_FILE = "clinic-certificate.pem"
"""What `candor verify --trust` takes: the clinic's root, its code key, what it sealed with before. No secret."""

CONTENT_FOLDER = "content"
"""In a clinic's folder: its own pages, laid over the program's content, and the sign-offs of the whole."""

DEMO_PIN = "472910"
DEMO_STAFF: tuple[tuple[str, Role], ...] = (("Priya Raman", "front_desk"), ("Dr Amara Osei", "clinician"))


class Answers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What set-up asks: the clinic's settings (by field), and the first member of staff. Never stored as a whole."""

    clinic: dict[str, str | int | bool | None]
    staff_name: str
    staff_role: Role
    staff_pin: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class OpenClinic:
    """A clinic that is open for the day. `close` records it and lets go of the folder."""

    settings: ClinicSettings
    vault: Vault
    staff: StaffBook
    service: KioskService

    def close(self) -> None:
        """Record the end of the day and close the vault."""
        self.service.close_day()
        self.vault.close()


def read_answers(path: Path) -> Answers:
    """Read the answers to set-up from a JSON file.

    Raises:
        OperatorError: the file cannot be read, or an answer is missing or of the wrong kind.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Answers)
    except OSError as error:
        raise OperatorError("setup.no_answers") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise OperatorError("setup.bad_answers", detail=str(error)) from error


def overlay_of(folder: Path) -> Path | None:
    """Return a clinic's own folder of content, or None if there is nothing in it but sign-offs."""
    own = folder / CONTENT_FOLDER
    if not own.is_dir():
        return None
    return own if any(path.name != SIGN_OFFS and not path.name.startswith(".") for path in own.iterdir()) else None


def open_clinic_content(folder: Path) -> Content:
    """Return the program's content with a clinic's own laid over it, and the sign-offs of exactly this.

    Raises:
        ContentError: the content is refused.
        OperatorError: the installation is not whole.
    """
    return _signed(folder, open_content(content_root(), overlay_of(folder)))


def _signed(folder: Path, content: Content) -> Content:
    """Return the content with the sign-offs that were given for exactly this."""
    return replace(content, sign_offs=sign_offs_of(content_root(), folder / CONTENT_FOLDER, content.digest))


def set_up(folder: Path, answers: Answers, now: datetime, *, kdf: KdfParameters = DEFAULT_KDF) -> None:
    """Make a clinic in a folder: settings, vault and the first member of staff.

    A clinician whom the answers name as the one who has read the content signs it off, as it is on this day.

    Raises:
        ContentError: the content that is to be signed off is refused.
        OperatorError: an answer is refused, or the folder holds a clinic already. A PIN that is refused is found before
            anything is written.
    """
    raw = {"device_id": f"kiosk-{uuid.uuid4().hex[:12]}"} | answers.clinic
    settings = parse_settings(raw)
    require_printable_settings(settings)
    if settings.content_reviewer.strip() and not settings.content_reviewer_licence.strip():
        raise InvalidSettingsError((SettingFault("content_reviewer_licence", "settings.licence_missing"),))
    if not can_print(check_name(answers.staff_name)):
        raise OperatorError("staff.cannot_print")
    check_pin(answers.staff_pin)
    _finish_set_up(folder)
    if vault_exists(folder):
        raise OperatorError("vault.exists")
    people = ((answers.staff_name, answers.staff_role, answers.staff_pin),)
    _make(folder, settings, answers.passphrase, people, now, kdf, sign_off=_sign_off(folder, settings, now))


def _sign_off(folder: Path, settings: ClinicSettings, now: datetime) -> SignOff | None:
    """Return the set-up's sign-off of the content, if the answers name a clinician who has read it."""
    if not settings.content_reviewer.strip():
        return None
    day = now.astimezone(settings.zone).date()
    loaded = load(content_root(), overlay_of(folder))
    problems = check(loaded, day)
    if loaded.content is None or problems:
        raise ContentError(problems)
    return SignOff(
        digest=loaded.content.digest,
        name=settings.content_reviewer,
        licence=settings.content_reviewer_licence,
        date=day.isoformat(),
        scope=catalogue("en")["setup.sign_off_scope"],
    )


def _make(
    folder: Path,
    settings: ClinicSettings,
    passphrase: str,
    staff: tuple[tuple[str, Role, str], ...],
    now: datetime,
    kdf: KdfParameters,
    *,
    sign_off: SignOff | None = None,
) -> None:
    """Build the clinic aside and move it to its place last: a pulled plug leaves none, or one that is whole."""
    from kiosk.seal import make_clinic_keys

    building = folder / BUILDING
    with Vault.create(building, passphrase, now=now, device_id=settings.device_id, kdf=kdf) as vault:
        book = _book(vault)
        for name, role, pin in staff:
            book.add(name, role, pin, by=Actor(kind="system"), now=now)
        keys = make_clinic_keys(settings.clinic_name, now)
        page_key = make_page_key(keys)
        put_page_key(vault, page_key)
        put_keys(vault, keys)
    write_certificate(building, keys, page_key)
    if sign_off is not None:
        _write_sign_off(folder / CONTENT_FOLDER, sign_off)
    write_settings(building, settings)
    _finish_set_up(folder)


def _write_sign_off(own: Path, sign_off: SignOff) -> None:
    """Add a sign-off to a clinic's own folder of content, once."""
    try:
        own.mkdir(exist_ok=True)
        # A set-up that was cut off may have written it already.
        if sign_off not in sign_offs_of(own, None, sign_off.digest):
            add_sign_off(own, sign_off)
    except OSError as error:
        raise OperatorError("settings.not_written") from error


def _finish_set_up(folder: Path) -> None:
    """Move in what a set-up has built whole, or clear away what one left half built, which nobody can have used.

    Raises:
        OperatorError: the disk refuses.
    """
    building = folder / BUILDING
    try:
        if not building.exists():
            return
        if settings_exist(building):
            # The settings go last: as long as they are here, all that was built is to be moved.
            for path in sorted(building.iterdir(), key=lambda path: path.name == SETTINGS_FILE):
                path.replace(folder / path.name)
        shutil.rmtree(building)
    except OSError as error:
        raise OperatorError("settings.not_written") from error


def write_certificate(folder: Path, keys: ClinicKeys, page_key: PageKey) -> None:
    """Write the public part of the clinic's keys beside the vault, for those who check its files and its paper.

    Raises:
        OperatorError: the disk refuses.
    """
    try:
        write_durably(folder / CERTIFICATE_FILE, trust_file(keys, page_key))
    except OSError as error:
        raise OperatorError("settings.not_written") from error


def _book(vault: Vault) -> StaffBook:
    return StaffBook(vault, new_id=lambda: uuid.uuid4().hex)


def random_seed() -> int:
    """Return a new seed for the order of a visit's choices."""
    return secrets.randbits(32)


def open_clinic(
    folder: Path,
    passphrase: str,
    *,
    clock: Callable[[], datetime],
    new_seed: Callable[[], int] = random_seed,
    kdf: KdfParameters = DEFAULT_KDF,
    steady: Callable[[], float] | None = None,
) -> OpenClinic:
    """Open a clinic for the day. One of the first versions, with its single key, gets a root and keys below it.

    `steady` is a clock that nobody sets: with it a seal finds out that the other one was set.

    Raises:
        ContentError: the content is refused; nothing is opened.
        OperatorError: no clinic here, settings refused, content not signed off, wrong passphrase, or the vault is busy.
        TamperError: the vault is damaged.
    """
    _finish_set_up(folder)
    settings = read_settings(folder)
    vault = Vault.open(folder, passphrase, kdf=kdf)
    try:
        content = _signed(folder, open_compiled(content_root(), overlay_of(folder), vault))
        require_reviewed(settings, signed_off=bool(content.sign_offs))
        lift_keys(folder, vault, settings, clock())
        service = KioskService(vault, content, settings, clock=clock, new_seed=new_seed, steady=steady)
        service.open_day()
    except BaseException:
        vault.close()
        raise
    return OpenClinic(settings, vault, _book(vault), service)


def lift_keys(folder: Path, vault: Vault, settings: ClinicSettings, now: datetime) -> None:
    """Give a clinic of earlier versions what it lacks, once: a root and keys below it, a key for codes on paper.

    Raises:
        OperatorError: the disk refuses.
        TamperError: its keys are damaged.
    """
    keys = lifted_keys(vault, settings.clinic_name, now)
    if keys is None and read_page_key(vault) is not None:
        return
    root = keys or read_keys(vault)
    page_key = make_page_key(root)
    # The file first, the keys last: when the plug is pulled in between, the next opening makes all of it anew.
    write_certificate(folder, root, page_key)
    put_page_key(vault, page_key)
    if keys is not None:
        put_keys(vault, keys)


def open_demo(
    folder: Path,
    *,
    clock: Callable[[], datetime],
    new_seed: Callable[[], int] = random_seed,
    kdf: KdfParameters = DEFAULT_KDF,
) -> OpenClinic:
    """Open the demo clinic in a folder, made on the first use. Its passphrase and PIN are public.

    Raises:
        OperatorError: the folder holds a real clinic, or cannot be used.
    """
    _finish_set_up(folder)
    if settings_exist(folder) and not read_settings(folder).demo:
        raise OperatorError("setup.not_a_demo")
    if not vault_exists(folder):
        people = tuple((name, role, DEMO_PIN) for name, role in DEMO_STAFF)
        _make(folder, demo_settings(), DEMO_PASSPHRASE, people, clock(), kdf)
    return open_clinic(folder, DEMO_PASSPHRASE, clock=clock, new_seed=new_seed, kdf=kdf)
