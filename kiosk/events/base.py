"""What all events are made of: the base of an event, and the values that several of them carry."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

import msgspec

__all__ = [
    "Act",
    "Actor",
    "AuthorityBasis",
    "Choice",
    "Event",
    "Ink",
    "Patient",
    "Renewal",
    "Representative",
    "Role",
    "SignatureMethod",
    "Stroke",
    "Value",
]

Choice = Literal["agree", "decline", "talk"]
SignatureMethod = Literal["ink", "typed", "mark", "paper"]
Role = Literal["patient", "representative", "witness", "interpreter", "explainer", "clinician"]
"""Who signs a document, beside the clinic's seal."""
Act = Literal["agreement", "refusal", "talk", "withdrawal", "renewal"]
"""What is signed: each has an order of signing of its own in the treatment's settings."""
AuthorityBasis = Literal["health_care_agent", "guardian", "parent", "court_order", "next_of_kin", "other"]
"""On what ground one person may decide for another."""


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of an event; unknown fields are refused, so that nothing a newer program wrote is read half."""


class Actor(Value, frozen=True):
    """Who acted: a patient at the kiosk, a member of staff, or the program itself."""

    kind: Literal["patient", "staff", "system"]
    id: str = ""
    name: str = ""


class Patient(Value, frozen=True):
    """The person as staff checked them in. `name` is kept exactly as typed (NFC)."""

    name: str
    birth_date: date
    record_number: str


class Representative(Value, frozen=True):
    """Who decides in the patient's place, as staff checked them: on what ground, and by which papers.

    `relation` and `document_seen` are as staff typed them; `identity_method` says how it was checked who this is.
    """

    name: str
    basis: AuthorityBasis
    relation: str
    document_seen: str
    identity_method: str


class Renewal(Value, frozen=True):
    """The earlier consent that a visit renews: its visit and document, and the pages that say something new since."""

    visit_id: str
    document_id: str
    changed: tuple[str, ...]


class Stroke(Value, frozen=True):
    """One line of ink: parallel lists; x and y in pad units (0 to 1 of the pad's width), t in ms, pressure 0 to 1."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    t: tuple[int, ...]
    pressure: tuple[float, ...]


class Ink(Value, frozen=True):
    """A handwritten signature. `aspect` is the pad's height divided by its width."""

    strokes: tuple[Stroke, ...]
    aspect: float
    device: Literal["touch", "pen", "mouse", "mixed"] = "mouse"


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that happened. Subclasses set their stored `name` and `version`."""

    name: ClassVar[str]
    version: ClassVar[int] = 1
