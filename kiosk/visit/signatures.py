"""What passes for a signature: ink that is more than a stray touch, a name that is one, a witness who is someone else.

Pure. The panel to sign on asks the same questions before it sends anything, so that the person learns at once.
"""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Final, Literal

from kiosk.errors import Refused
from kiosk.visit.commands import Command, Sign, SignAs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.events import Ink, InterpreterDetails, Stroke

__all__ = [
    "IDENTITY_METHODS",
    "NO_MARK",
    "InkProblem",
    "ink_problem",
    "interpreter_fits",
    "is_complete",
    "is_complete_role",
    "name_fits",
    "refuse_other_meaning",
    "witness_fits",
]

IDENTITY_METHODS: Final = ("photo_id", "asked", "known")
"""How it can have been checked who a person is; each has its words for staff and for the document."""
PIN: Final = "pin"
"""How it was checked who signs at the desk."""

InkProblem = Literal["", "empty", "dot", "line", "long"]
NO_MARK: Final[frozenset[InkProblem]] = frozenset({"empty", "long"})
"""What is not even a mark. A dot or a line may be all that a person can make."""
MOST_POINTS: Final = 20_000
"""Of one signature; with a touch screen's 120 a second almost three minutes. A record with five such has 6 MB, and one
of more than 8 MB would not be read as ours any more (`kiosk.seal.attached`)."""
DOT: Final = 0.04
"""Ink whose extent is below this share of the pad's width is a dot."""
LINE: Final = 0.045
"""Ink whose thickness is below this share of its length is a line."""
LEAST_LETTERS: Final = 2


def ink_problem(strokes: Sequence[Stroke]) -> InkProblem:
    """Return why the ink is no signature, or an empty string.

    Nothing, a dot and a straight line (drawn once or many times over) are refused: they come from a stray touch. So is
    more than anybody signs with, such as what a sleeve on the screen draws.
    """
    xs = [value for stroke in strokes for value in stroke.x]
    ys = [value for stroke in strokes for value in stroke.y]
    if not xs:
        return "empty"
    if len(xs) > MOST_POINTS:
        return "long"
    if max(max(xs) - min(xs), max(ys) - min(ys)) < DOT:
        return "dot"
    length, thickness = _extents(xs, ys)
    return "line" if thickness < LINE * length else ""


def _extents(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """Return the ink's extent along its main direction and across it."""
    count = len(xs)
    mean_x, mean_y = sum(xs) / count, sum(ys) / count
    sxx = sum((x - mean_x) ** 2 for x in xs)
    syy = sum((y - mean_y) ** 2 for y in ys)
    sxy = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    angle = 0.5 * math.atan2(2 * sxy, sxx - syy)
    cosine, sine = math.cos(angle), math.sin(angle)
    along = [x * cosine + y * sine for x, y in zip(xs, ys, strict=True)]
    across = [y * cosine - x * sine for x, y in zip(xs, ys, strict=True)]
    return max(along) - min(along), max(across) - min(across)


def name_fits(typed: str, patient: str) -> bool:
    """Whether a typed name can stand for the signature of a patient who is checked in as `patient`.

    It has two letters or more, in any script. Names of one letter exist: then it is the name on record.
    """
    return _letters(typed) >= LEAST_LETTERS or (bool(_same(typed)) and _same(typed) == _same(patient))


def witness_fits(witness: str, patient: str) -> bool:
    """Whether a name can be that of a witness: it has a letter, and it is not the patient's own."""
    return _letters(witness) > 0 and _same(witness) != _same(patient)


def is_complete(sign: Sign, decider: str, patient: str) -> bool:
    """Whether a signature has what its way needs. A mark may be a dot or a line: it may be all a person can make.

    `decider` is who signs: the patient, or who decides in their place. Neither can be the witness.
    """
    match sign.method:
        case "ink":
            return not ink_problem(_strokes(sign.ink))
        case "typed":
            return name_fits(sign.typed_name, decider)
        case "mark":
            witness = witness_fits(sign.witness_name, patient) and witness_fits(sign.witness_name, decider)
            return witness and ink_problem(_strokes(sign.ink)) not in NO_MARK
        case "paper":
            return True


def is_complete_role(sign: SignAs, decider: str, patient: str) -> bool:
    """Whether the signature of somebody beside the one who decides has what its role and its way need.

    Staff sign with their account's name. Only the one who withdraws may make a mark; paper is for the deciding
    signature alone.
    """
    withdraws = sign.role in {"patient", "representative"}
    by_staff = sign.staff is not None
    if sign.identity_method != PIN if by_staff else sign.identity_method not in IDENTITY_METHODS:
        return False
    if sign.staff is not None and sign.signer_name != sign.staff.name:
        return False
    if (sign.role == "interpreter") != (sign.interpreter is not None):
        return False
    if sign.interpreter is not None and not interpreter_fits(sign.interpreter):
        return False
    if withdraws and sign.signer_name != (patient if sign.role == "patient" else decider):
        return False
    if not _letters(sign.signer_name):
        return False
    if sign.role == "witness" and not all(witness_fits(sign.signer_name, other) for other in (patient, decider)):
        return False
    match sign.method:
        case "ink":
            return not ink_problem(_strokes(sign.ink))
        case "typed":
            return name_fits(sign.typed_name, sign.signer_name)
        case "mark":
            return withdraws and ink_problem(_strokes(sign.ink)) not in NO_MARK
        case "paper":
            return False


def interpreter_fits(details: InterpreterDetails) -> bool:
    """Whether it is told who interprets: the language; for a qualified one the number, for a relative the reason.

    A relative may interpret in few cases only, and a child never (45 CFR 92.201(e)).
    """
    numbered = details.capacity != "qualified" or bool(details.interpreter_id.strip())
    reasoned = details.capacity != "relative" or bool(details.reason.strip())
    return bool(details.language.strip()) and numbered and reasoned


def refuse_other_meaning(command: Command, meaning: str) -> None:
    """Refuse a signature under another sentence than the content has: for callers that hold the content.

    Raises:
        Refused: the command signs something else.
    """
    if isinstance(command, Sign | SignAs) and command.meaning != meaning:
        raise Refused("visit.other_meaning")


def _strokes(ink: Ink | None) -> tuple[Stroke, ...]:
    return ink.strokes if ink is not None else ()


def _letters(text: str) -> int:
    return sum(unicodedata.category(char).startswith("L") for char in unicodedata.normalize("NFC", text))


def _same(name: str) -> str:
    """Return what two spellings of one name have in common: no case, no outer or double spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
