"""The events of a kiosk's day, which belong to no visit: opening, content, staff, keys."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from kiosk.events.base import Actor, Event

__all__ = [
    "ContentAdopted",
    "KeyChanged",
    "KioskClosed",
    "KioskOpened",
    "SignInFailed",
    "SignedIn",
    "SignedOut",
    "StaffAdded",
]


class KioskOpened(Event, frozen=True):
    """The vault was unlocked for the day."""

    name: ClassVar[str] = "KioskOpened"
    program: str
    content_digest: str


class KioskClosed(Event, frozen=True):
    """The program ended in an orderly way."""

    name: ClassVar[str] = "KioskClosed"


class ContentAdopted(Event, frozen=True):
    """Another content digest than the last one is in use from here on."""

    name: ClassVar[str] = "ContentAdopted"
    content_version: str
    content_digest: str
    status: str


class StaffAdded(Event, frozen=True):
    """An account was made; ids are never used again."""

    name: ClassVar[str] = "StaffAdded"
    staff_id: str
    staff_name: str
    role: str


class SignedIn(Event, frozen=True):
    """A member of staff gave the right PIN."""

    name: ClassVar[str] = "SignedIn"
    staff: Actor


class SignInFailed(Event, frozen=True):
    """A wrong PIN; `locked_until` is set when it was one too many."""

    name: ClassVar[str] = "SignInFailed"
    staff_id: str
    locked_until: datetime | None = None


class SignedOut(Event, frozen=True):
    """The desk was locked, by hand or by itself."""

    name: ClassVar[str] = "SignedOut"
    staff: Actor
    cause: Literal["button", "idle", "handed_over"]


class KeyChanged(Event, frozen=True):
    """A key of the clinic's or of a clinician's was issued, replaced, taken back, or brought in from elsewhere.

    `fingerprint` is that of the certificate that the change is about, SHA-256, hex; `lost` says that its key got lost.
    """

    name: ClassVar[str] = "KeyChanged"
    what: Literal["issued", "rotated", "revoked", "imported", "token"]
    purpose: str
    fingerprint: str
    lost: bool = False
    staff_id: str = ""
