"""Entry: what staff type to start a visit, and what any text that is typed here must be like to end in a document."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kiosk.errors import OperatorError
from kiosk.visit import (
    IDENTITY_METHODS,
    AnswerQuestion,
    AskQuestion,
    CallSigner,
    ChangeQuestion,
    ClearCheck,
    Command,
    GiveTeachBack,
    NoteNotSigned,
    RateTeachBack,
    ReceivePaperSignature,
    RecordCompanion,
    RecordWishes,
    Refused,
    Sign,
    SignAs,
    Withdraw,
)

if TYPE_CHECKING:
    from kiosk.events import Representative
    from kiosk.settings import ClinicSettings

__all__ = [
    "IDENTITY_METHODS",
    "CheckIn",
    "can_print",
    "check_typed",
    "clean_line",
    "require_printable",
    "require_printable_settings",
]

MAX_NAME = 200
MAX_TEXT = 20_000
"""Most characters of a question, an answer, a text in own words or a note."""
BREAKS = str.maketrans("", "", "\n\r\t")


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What staff type to start a visit. Texts are as typed; `identity_method` is a key of the catalogue.

    `route` may be empty: it then is the treatment's first. `representative` decides in the patient's place; `renews` is
    the visit of an earlier consent to the same treatment, if this one renews it.
    """

    name: str
    birth_date: date
    record_number: str
    treatment: str
    reason: str
    language: str
    identity_method: str
    route: str = ""
    representative: Representative | None = None
    renews: str = ""


_PRINTED = (
    "clinic_name",
    "address",
    "phone",
    "emergency_number",
    "crisis_line",
    "content_reviewer",
    "content_reviewer_licence",
)


def require_printable_settings(settings: ClinicSettings) -> None:
    """Refuse a clinic whose own words would stop each of its documents.

    Raises:
        OperatorError: the clinic's name, address, numbers or reviewer hold a character that no font of ours can show.
    """
    for field in _PRINTED:
        if not can_print(getattr(settings, field)):
            raise OperatorError("settings.cannot_print", field=field)


def clean_line(text: str, field: str, longest: int) -> str:
    """Return a typed line in NFC without outer spaces.

    Raises:
        OperatorError: it is empty, too long, or holds what no record may hold or no font of ours can show.
    """
    line = unicodedata.normalize("NFC", text).strip()
    if not line or len(line) > longest or any(unicodedata.category(char) in {"Cc", "Cs", "Co"} for char in line):
        raise OperatorError("check_in.bad_field", field=field)
    if not can_print(line):
        raise OperatorError("check_in.cannot_print", field=field)
    return line


def check_typed(command: Command) -> None:
    """Refuse at entry what could not be printed at the end, while the person who typed it is there to change it.

    Raises:
        Refused: a patient typed it.
        OperatorError: staff typed it.
    """
    match command:
        case AskQuestion(text=text) | ChangeQuestion(text=text) | GiveTeachBack(text=text) | RecordWishes(wishes=text):
            _check_patient_text(text, MAX_TEXT)
        case RecordCompanion(name=first, role=second) | Sign(typed_name=first, witness_name=second):
            _check_patient_lines(first, second)
        case SignAs(signer_name=first, typed_name=second, interpreter=told):
            _check_patient_lines(first, second)
            if told is not None:
                _check_patient_lines(told.interpreter_id, told.language, told.reason)
        case (
            AnswerQuestion(answer=text, staff=staff)
            | ClearCheck(note=text, staff=staff)
            | RateTeachBack(note=text, staff=staff)
            | ReceivePaperSignature(note=text, staff=staff)
            | Withdraw(words=text, staff=staff)
            | NoteNotSigned(reason=text, staff=staff)
        ):
            require_printable(text, "text")
            require_printable(staff.name, "staff")
        case CallSigner(staff=staff):
            require_printable(staff.name, "staff")
        case _:
            pass


def _check_patient_text(text: str, longest: int) -> None:
    if len(text) > longest:
        raise Refused("visit.too_long")
    if not can_print(text):
        raise Refused("visit.cannot_print")


def _check_patient_lines(*lines: str) -> None:
    for line in lines:
        _check_patient_text(line, MAX_NAME)
        if line.translate(BREAKS) != line:
            raise Refused("visit.cannot_print")


def require_printable(text: str, where: str) -> None:
    """Refuse a text of staff's that no document could hold; `where` says in the message which one it is.

    Raises:
        OperatorError: it is too long, or holds a character that no font of ours can show.
    """
    if len(text) > MAX_TEXT:
        raise OperatorError("document.too_long", most=MAX_TEXT)
    if not can_print(text):
        raise OperatorError("document.unsupported_character", where=where)


def can_print(text: str) -> bool:
    """Whether a sealed document can hold all of a text as it was typed."""
    if text.isascii():
        return text.translate(BREAKS).isprintable()
    # The first look into the fonts takes a third of a second, so plain letters do without.
    from kiosk.pdf import unsupported_characters

    return not unsupported_characters(text)
