"""Everybody who signs beside the patient, as events after a walk: what documents of every kind are made from."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import msgspec

from kiosk import events as e
from kiosk.document import ConsentDocument, Stamp, compose, form_digest, meaning
from kiosk.record import ConsentRecord, build_record
from kiosk.settings import demo_settings
from kiosk.visit import GoNext, RecordCompanion, Sign, act_of, evolve
from tests.kiosk.visits import CLINICIAN, SEALED_AT, RealWalk, english, real_content, scribble, stamp
from tests.kiosk.walks import STAFF

EXPLAINER: Final = e.Actor(kind="staff", id="s3", name="Jonas Weber")
DAUGHTER: Final = e.Representative(
    name="Ana Delgado",
    basis="health_care_agent",
    relation="daughter",
    document_seen="Health care power of attorney, 3 March 2024",
    identity_method="photo_id",
)
INTERPRETER: Final = e.InterpreterDetails("CHI-88213", "Spanish", "video", "qualified")
WISHES: Final = e.WishesRecorded(wishes="She wants to feel less low, and to be at home.", assent="does_not_object")
NAMES: Final = {
    "interpreter": "Inés Vidal",
    "explainer": EXPLAINER.name,
    "clinician": CLINICIAN.name,
    "witness": "Wim Zeuge",
}
EARLIER: Final = e.DocumentSealed(
    kind="consent",
    document_id="CN-2026-0512-0417",
    file_digest="cd" * 32,
    content_digest="ef" * 32,
    verification_code="7KQ4 · M2XD · 91HT · C6RV",
    pages=21,
    sealed_at=datetime(2026, 5, 12, 15, 8, tzinfo=UTC),
)


def happen(walk: RealWalk, *events: e.Event) -> RealWalk:
    """Let events happen to a visit, one second after the other."""
    for event in events:
        walk.now += timedelta(seconds=1)
        walk.log.append((event, walk.now))
        walk.state = evolve(walk.state, event, walk.now)
    return walk


def opened_as(walk: RealWalk, **changes: e.Representative | e.Renewal) -> RealWalk:
    """Open a visit in another way: represented, or as a renewal."""
    opened = msgspec.structs.replace(walk.state.opened.event, **changes)
    walk.log[0] = (opened, walk.log[0][1])
    walk.state = dataclasses.replace(walk.state, opened=dataclasses.replace(walk.state.opened, event=opened))
    return walk


def sign_as(walk: RealWalk, role: e.Role, *, method: e.SignatureMethod = "ink") -> RealWalk:
    """Let somebody sign what is being signed: staff with their PIN, others by ink or their typed name."""
    act = act_of(walk.state)
    assert act is not None
    name = NAMES.get(role, walk.state.decider)
    staff = {"explainer": EXPLAINER, "clinician": CLINICIAN}.get(role)
    return happen(
        walk,
        e.RoleSigned(
            act=act,
            role=role,
            signer_name=name,
            meaning=meaning(walk.state, walk.text, english(), role, act),
            method=method,
            identity_method="photo_id" if staff is None else "pin",
            form_digest=form_digest(walk.form()),
            ink=scribble() if method in {"ink", "mark"} else None,
            typed_name=name if method == "typed" else "",
            staff=staff,
            interpreter=INTERPRETER if role == "interpreter" else None,
        ),
    )


def signed_by_decider(walk: RealWalk, sign: Sign | None = None) -> RealWalk:
    """Walk to the decision, agree, accept an electronic record and sign, as the one who decides."""
    if walk.state.represented and walk.state.wishes is None:
        walk.until("decision")
        happen(walk, WISHES)
    walk.choose("agree")
    act = act_of(walk.state)
    assert act is not None
    role: e.Role = "representative" if walk.state.represented else "patient"
    given = sign or Sign("ink", "", "", ink=scribble())
    digest = form_digest(walk.form())
    signature = e.SignatureGiven(
        method=given.method,
        meaning=meaning(walk.state, walk.text, english(), role, act),
        form_digest=digest,
        ink=given.ink,
        typed_name=given.typed_name,
        witness_name=given.witness_name,
    )
    return happen(walk, e.FormShown(content_digest=digest), signature)


def with_interpreter(walk: RealWalk | None = None) -> RealWalk:
    """Walk on to the pages, with an interpreter there."""
    walk = walk or RealWalk()
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", NAMES["interpreter"], "Spanish"), GoNext())
    return walk


def agreed(walk: RealWalk | None = None, sign: Sign | None = None) -> RealWalk:
    """Return a visit in which everybody signed: who decides, the interpreter, the explainer, and the clinician."""
    walk = signed_by_decider(with_interpreter(walk), sign)
    sign_as(walk, "interpreter")
    sign_as(walk, "explainer", method="typed")
    return sign_as(walk, "clinician")


def represented(sign: Sign | None = None) -> RealWalk:
    """Return a visit in which the daughter agreed in the patient's place, and the clinician signed."""
    walk = opened_as(RealWalk(), representative=DAUGHTER)
    return sign_as(signed_by_decider(walk, sign), "clinician", method="typed")


def refused() -> RealWalk:
    """Return a visit in which the patient declined, with an interpreter who signed."""
    walk = with_interpreter()
    walk.choose("decline")
    return sign_as(walk, "interpreter", method="typed")


def not_signed(choice: e.Choice = "decline", reason: str = "She had to leave, and nobody can reach her.") -> RealWalk:
    """Return a visit in which the patient declined, and staff noted that the interpreter could not sign."""
    walk = with_interpreter()
    walk.choose(choice)
    act = act_of(walk.state)
    assert act is not None
    return happen(walk, e.RoleNotSigned(act, "interpreter", NAMES["interpreter"], reason, CLINICIAN))


def withdrawn(walk: RealWalk | None = None, words: str = "It made me feel far away from my children.") -> RealWalk:
    """Return a visit whose sealed consent was taken back; the patient and the clinician signed that."""
    walk = taken_back(walk or sign_as(signed_by_decider(RealWalk()), "clinician"), words)
    sign_as(walk, "representative" if walk.state.represented else "patient")
    return sign_as(walk, "clinician", method="typed")


def taken_back(walk: RealWalk, words: str = "") -> RealWalk:
    """Seal the consent of a visit, and take it back two days later."""
    happen(walk, EARLIER)
    walk.now += timedelta(days=2)
    by: Literal["patient", "representative"] = "representative" if walk.state.represented else "patient"
    return happen(walk, e.ConsentWithdrawn(by=by, way="said", words=words, staff=STAFF))


def renewed(*changed: str) -> RealWalk:
    """Return a visit that renewed a consent of last year, with the pages that changed since."""
    renews = e.Renewal("v0", "CN-2025-1103-0031", changed)
    return sign_as(signed_by_decider(opened_as(RealWalk(), renews=renews)), "clinician", method="typed")


def stamp_after(walk: RealWalk) -> Stamp:
    """Return a stamp of a time after everything that happened in a visit; a withdrawal has a number of its own."""
    sealed_at = max(SEALED_AT, walk.now.replace(microsecond=0))
    number = "CN-2026-0512-0417" if walk.state.withdrawn is None else "CN-2026-0514-0021"
    return msgspec.structs.replace(stamp(), document_id=number, sealed_at=sealed_at)


def whole(walk: RealWalk) -> tuple[ConsentDocument, ConsentRecord]:
    """Return the document of a visit and its record."""
    at = stamp_after(walk)
    document = compose(walk.state, walk.plan, real_content(), demo_settings(), english(), stamp=at)
    return document, build_record(walk.state, document, at)
