"""Signatures: a block for everybody who signed, in the order they did, and the places for those who have not yet.

Each says its printed name, role, meaning, date, time and zone, in which way it was given, and how it was checked who
signs (21 CFR 11.50(a)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk import events as e
from kiosk.document.blocks import SignatureBlock
from kiosk.document.meanings import meaning
from kiosk.visit import act_of, missing_role, not_signed

if TYPE_CHECKING:
    from kiosk.document.form import Desk
    from kiosk.visit import Timed

__all__ = [
    "confirmation_rows",
    "decided_by_hand",
    "how_signed",
    "identity_words",
    "ink_rows",
    "paper_blocks",
    "role_signatures",
    "signature_block",
    "signature_blocks",
]

Pair = tuple[str, str]

WRITE_HERE = "_" * 40
"""A line to write on by hand; it stays on one line in half of the smallest page."""

_BY_HAND: Final[frozenset[e.Act]] = frozenset({"agreement", "renewal"})
_PIN: Final = "pin"
"""How it was checked which member of staff signs. It is said with the way that they signed."""


def decided_by_hand(act: e.Act | None) -> bool:
    """Whether who decides signs for it: an agreement and a renewal, before others do."""
    return act in _BY_HAND


def role_signatures(desk: Desk, act: e.Act | None) -> tuple[Timed[e.RoleSigned], ...]:
    """Return who signed an act beside the one who decided, in the order they did."""
    return tuple(one for one in desk.state.role_signatures if one.event.act == act)


def signature_blocks(desk: Desk, *, place: bool = False) -> tuple[SignatureBlock, ...]:
    """Return the signatures under what is being signed; with `place` the place for the first one, if there is none.

    Who was to sign and could not stands first: whoever signs after that knew it.
    """
    act = act_of(desk.state)
    absent = tuple(_not_signed_block(desk, one) for one in not_signed(desk.state, act))
    others = (*absent, *(_role_block(desk, one) for one in role_signatures(desk, act)))
    if decided_by_hand(act) or act is None:
        return (signature_block(desk), *_witness_blocks(desk), *others)
    if place and not others:
        return _first_place(desk, act)
    return others


def _first_place(desk: Desk, act: e.Act) -> tuple[SignatureBlock, ...]:
    """Return the place for who signs first. A withdrawal is the patient's, or of who decides for them."""
    if act == "withdrawal":
        return (_blank(desk, _decider(desk), act),)
    role = missing_role(desk.state, desk.plan)
    return () if role is None else (_blank(desk, role, act),)


def _decider(desk: Desk) -> e.Role:
    return "representative" if desk.state.represented else "patient"


def _blank(desk: Desk, role: e.Role, act: e.Act) -> SignatureBlock:
    words = desk.words
    name = desk.state.decider if role == _decider(desk) else ""
    said = meaning(desk.state, desk.text, words, role, act)
    head = _head(desk, role, name, said) if name else _head(desk, role, words["document.not_named"], said)
    rows = (*head, (words["document.signed"], words["document.blank"]))
    line = words["document.sign_here"] if role == "patient" else words["document.sign_here_other"]
    return SignatureBlock(method="blank", role=role, name=name, rows=rows, line=line)


# ---------------------------------------------------------------------- who decides


def confirmation_rows(desk: Desk) -> tuple[Pair, ...]:
    """Return how a choice without a signature was made: by whom, what it means, when and how."""
    words, confirmed = desk.words, desk.state.confirmed
    said = desk.text.meaning[desk.state.choice or "talk"]
    if desk.state.represented:
        said = desk.say("meaning_represented", name=desk.opened.patient.name, meaning=said)
    rows = [*_head(desk, _decider(desk), desk.state.decider, said)]
    if confirmed is not None:
        rows.append((words["document.confirmed"], desk.time(confirmed.at)))
        rows.append((words["document.how"], words["document.how_confirmed"]))
    rows += _identity(desk, _decider_identity(desk))
    return tuple(rows)


def signature_block(desk: Desk) -> SignatureBlock:
    """Return the signature of who decides, the patient or who may decide for them, or the place for it."""
    words, state, name, role = desk.words, desk.state, desk.state.decider, _decider(desk)
    if state.signature is None:
        return _blank(desk, role, "agreement")
    signed = state.signature.event
    paper = signed.method == "paper"
    signed_at = words["document.signed_by_hand"] if paper else desk.time(state.signature.at)
    return SignatureBlock(
        method=signed.method,
        role=role,
        name=name,
        rows=(
            *_head(desk, role, name, signed.meaning),
            (words["document.signed"], signed_at),
            (words["document.how"], how_signed(desk, state.signature, state.paper_received)),
            *_identity(desk, _decider_identity(desk)),
            *_confirmed(desk),
        ),
        line=words["document.signed_on_paper"] if paper else "",
        alternative=_alternative(desk, signed.method, name),
        typed=signed.typed_name,
        ink=signed.ink,
        signed_at=state.signature.at,
    )


def _decider_identity(desk: Desk) -> str:
    representative = desk.opened.representative
    return desk.opened.identity_method if representative is None else representative.identity_method


def _witness_blocks(desk: Desk) -> tuple[SignatureBlock, ...]:
    """Return the signature of the witness who was named when the patient made a mark; nothing for the other ways."""
    words, given = desk.words, desk.state.signature
    if given is None or given.event.method != "mark" or not given.event.witness_name:
        return ()
    name = given.event.witness_name
    said = meaning(desk.state, desk.text, words, "witness", "agreement")
    block = SignatureBlock(
        method="typed",
        role="witness",
        name=name,
        rows=(
            *_head(desk, "witness", name, said),
            (words["document.signed"], desk.time(given.at)),
            (words["document.how"], words["document.how_witness"]),
            (words["document.identity"], words["document.identity_unchecked"]),
        ),
        typed=name,
        signed_at=given.at,
    )
    return (block,)


def how_signed(desk: Desk, signature: Timed[e.SignatureGiven], received: Timed[e.PaperSignatureReceived] | None) -> str:
    """Say which of the four equal ways it was; `received` is when staff got the form that was signed by hand."""
    signed = signature.event
    match signed.method:
        case "ink":
            return desk.words[f"document.how_ink_{signed.ink.device if signed.ink else 'mixed'}"]
        case "typed":
            return desk.words["document.how_typed"]
        case "mark" if signed.witness_name:
            return desk.say("how_mark", witness=signed.witness_name)
        case "mark":
            return desk.words["document.how_mark_alone"]
        case "paper":
            chosen = desk.say("how_paper_chosen", time=desk.time(signature.at))
            if received is None:
                return chosen
            return f"{chosen}\n{desk.say('how_paper', staff=received.event.staff.name, time=desk.time(received.at))}"


def _confirmed(desk: Desk) -> tuple[Pair, ...]:
    """Say when the choice was confirmed: before signing, and again after questions were answered."""
    state, label = desk.state, desk.words["document.confirmed"]
    if state.reconfirmed is not None:
        return ((label, desk.say("confirmed_after", time=desk.time(state.reconfirmed.at))),)
    if state.confirmed is not None:
        return ((label, desk.time(state.confirmed.at)),)
    return ()


# ---------------------------------------------------------------------- all others


def _role_block(desk: Desk, signed: Timed[e.RoleSigned]) -> SignatureBlock:
    """Return the signature of somebody beside the one who decided, or under a withdrawal."""
    words, event, name = desk.words, signed.event, signed.event.signer_name
    paper = event.method == "paper"
    return SignatureBlock(
        method=event.method,
        role=event.role,
        name=name,
        rows=(
            *_head(desk, event.role, name, event.meaning),
            (words["document.signed"], words["document.signed_by_hand"] if paper else desk.time(signed.at)),
            (words["document.how"], _way(desk, event)),
            *_identity(desk, event.identity_method),
            *_interpreter(desk, event.interpreter),
        ),
        line=words["document.signed_on_paper"] if paper else "",
        alternative=_alternative(desk, event.method, name),
        # Staff sign by their PIN: what stands on the line is the name of their account.
        typed=(event.typed_name or name) if event.method == "typed" else "",
        ink=event.ink,
        signed_at=signed.at,
    )


def _not_signed_block(desk: Desk, noted: Timed[e.RoleNotSigned]) -> SignatureBlock:
    """Return what stands where somebody was to sign: that they did not, why, and who noted it when."""
    words, event = desk.words, noted.event
    name = event.signer_name or words["document.not_named"]
    by = desk.say("by_at", staff=event.staff.name, time=desk.time(noted.at))
    return SignatureBlock(
        method="not_signed",
        role=event.role,
        name=event.signer_name,
        rows=(
            (words["document.name"], name),
            (words["document.role"], words[f"document.role_{event.role}"]),
            (words["document.not_signed_why"], event.reason),
            (words["document.not_signed_noted"], by),
        ),
        line=words["document.not_signed"],
    )


def _way(desk: Desk, event: e.RoleSigned) -> str:
    words, method = desk.words, event.method
    if event.staff is not None and event.identity_method == _PIN:
        return words["document.how_pin" if event.ink is None else "document.how_pin_ink"]
    if method == "ink":
        return words[f"document.how_ink_{event.ink.device if event.ink else 'mixed'}"]
    named = {"typed": "how_typed" if event.role in {"patient", "representative"} else "how_witness"}
    return words[f"document.{named.get(method, 'how_mark_alone' if method == 'mark' else 'signed_by_hand')}"]


def _interpreter(desk: Desk, details: e.InterpreterDetails | None) -> tuple[Pair, ...]:
    """Say who interpreted: the number of the certificate or badge, into which language, how, and in which capacity."""
    if details is None:
        return ()
    words = desk.words
    rows = [
        (words["document.interpreter_number"], details.interpreter_id or words["document.none"]),
        (words["document.interpreter_language"], details.language),
        (words["document.interpreter_mode"], words[f"document.interpreter_{details.mode}"]),
        (words["document.interpreter_capacity"], words[f"document.interpreter_{details.capacity}"]),
    ]
    if details.reason:
        rows.append((words["document.interpreter_reason"], details.reason))
    return tuple(rows)


# ---------------------------------------------------------------------- parts of a block


def _head(desk: Desk, role: e.Role, name: str, said: str) -> tuple[Pair, ...]:
    """Return name, role and meaning."""
    words, representative = desk.words, desk.opened.representative
    what = words[f"document.role_{role}"]
    if role == "representative" and representative is not None:
        what = desk.say("role_representative_of", relation=representative.relation, name=desk.opened.patient.name)
    return (
        (words["document.name"], name),
        (words["document.role"], what),
        (words["document.meaning"], said),
    )


def identity_words(desk: Desk, method: str) -> str:
    """Say how it was checked who somebody is."""
    return desk.words[f"document.identity_{method}"]


def _identity(desk: Desk, method: str) -> tuple[Pair, ...]:
    if method in {"", _PIN}:
        return ()
    return ((desk.words["document.identity"], identity_words(desk, method)),)


def _alternative(desk: Desk, method: e.SignatureMethod, name: str) -> str:
    """Return what stands for the ink where nobody sees it."""
    key = {"ink": "ink_alternative", "mark": "ink_mark"}.get(method)
    return desk.say(key, name=name) if key else ""


def ink_rows(desk: Desk) -> tuple[Pair, ...]:
    """Return the digest of the ink of each signature that has some: it names exactly these lines."""
    blocks = signature_blocks(desk)
    return tuple((desk.say("ink_digest", name=one.name), e.ink_digest(one.ink)) for one in blocks if one.ink)


# ---------------------------------------------------------------------- on paper


def paper_blocks(desk: Desk) -> tuple[SignatureBlock, SignatureBlock]:
    """Return the two places of a form to be signed by hand: of who decides, and of the staff who are there."""
    words, role = desk.words, _decider(desk)
    date = (words["document.paper_date"], WRITE_HERE)
    said = meaning(desk.state, desk.text, words, role, "agreement")
    decider = SignatureBlock(
        method="blank",
        role=role,
        name=desk.state.decider,
        rows=(*_head(desk, role, desk.state.decider, said), date),
        line=words["document.sign_here" if role == "patient" else "document.sign_here_other"],
    )
    present = SignatureBlock(
        method="blank",
        role="present",
        name="",
        rows=(
            (words["document.name"], WRITE_HERE),
            (words["document.role"], words["document.role_present"]),
            (words["document.meaning"], words["document.meaning_present"]),
            date,
        ),
        line=words["document.sign_here_present"],
    )
    return decider, present
