"""Entry: what people type is kept as typed, or refused while the one who typed it is there to change it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import msgspec
import pytest

from kiosk import events as e
from kiosk.content import Content
from kiosk.errors import OperatorError
from kiosk.service import KioskService, can_print, require_printable_settings
from kiosk.service.entry import clean_line, require_printable
from kiosk.settings import demo_settings
from kiosk.visit import (
    AnswerQuestion,
    AskQuestion,
    ChangeQuestion,
    ClearCheck,
    Command,
    GiveTeachBack,
    RateTeachBack,
    ReceivePaperSignature,
    RecordCompanion,
    RecordWishes,
    Refused,
    Sign,
    Withdraw,
)
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import FORM
from tests.kiosk.visits import ServiceWalk
from tests.kiosk.walks import INTERPRETER, STAFF, beside

INTERPRETER_LINES = ("interpreter_id", "language", "reason")

NAMES = "Zoë Škvorecký-O’Neill|Ελένη Παπαδοπούλου|Ольга|Rosa\u0301|q\u0301|שרה כהן|محمّد|李小明|श्रीकृष्ण|Rosa \U0001f600"


@pytest.mark.parametrize("name", NAMES.split("|"))
def test_names_that_the_fonts_have_are_kept(service: KioskService, name: str) -> None:
    view = service.check_in(replace(FORM, name=name), STAFF)
    assert view.state.opened.event.patient.name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("field", ["name", "record_number"])
@pytest.mark.parametrize(
    "text", ["ᚠᚢ", "ꦏꦸ", "Rosa \U00010330", "a\u202eb", "a\u200db", "q\u0301" + "\u0302" * 9, "soft\u00adly"]
)
def test_what_cannot_be_printed_is_refused_before_the_visit_begins(
    service: KioskService, ledger: MemoryLedger, field: str, text: str
) -> None:
    with pytest.raises(OperatorError) as refused:
        service.check_in(replace(FORM, **{field: text}), STAFF)  # type: ignore[arg-type]  # a text field
    assert (refused.value.key, refused.value.facts) == ("check_in.cannot_print", {"field": field})
    assert text not in str(refused.value)
    assert ledger.stored == []


def test_a_member_of_staff_whose_name_cannot_be_printed_starts_no_visit(service: KioskService) -> None:
    with pytest.raises(OperatorError, match=r"unsupported_character \(where=staff\)"):
        service.check_in(FORM, e.Actor("staff", "s9", "ᚠᚢ"))


def test_a_clinic_whose_name_cannot_be_printed_is_not_opened(ledger: MemoryLedger, content: Content) -> None:
    settings = msgspec.structs.replace(demo_settings(), clinic_name="ꦏꦏ")
    with pytest.raises(OperatorError, match=r"settings\.cannot_print \(field=clinic_name\)"):
        KioskService(ledger, content, settings).open_day()
    assert ledger.stored == []


def started(service: KioskService) -> ServiceWalk:
    walk = ServiceWalk(service)
    walk.until("companion")
    return walk


def replaced(**lines: str) -> e.InterpreterDetails:
    return msgspec.structs.replace(INTERPRETER, **lines)


@pytest.mark.parametrize("text", ["ᚠ", "a\x00b", "\x1b[2J", "a\u202eb", "\ud800", "q \u0301", "\u2028"])
def test_a_patients_words_that_cannot_be_printed_are_refused_and_nothing_is_lost(
    service: KioskService, ledger: MemoryLedger, text: str
) -> None:
    walk = started(service)
    before = len(ledger.stored)
    commands: tuple[Command, ...] = (
        AskQuestion("q1", "", (), text),
        ChangeQuestion("q1", (), text),
        GiveTeachBack("mk-purpose", text),
        RecordCompanion("helper", text),
        RecordCompanion("helper", "Ana", text),
        Sign("typed", "", "", typed_name=text),
        Sign("mark", "", "", witness_name=text),
        RecordWishes(text, "agrees"),
        replace(beside("witness"), signer_name=text),
        replace(beside("witness"), typed_name=text),
        *(replace(beside("interpreter"), interpreter=replaced(**{field: text})) for field in INTERPRETER_LINES),
    )
    for command in commands:
        with pytest.raises(Refused, match=r"visit\.cannot_print"):
            service.submit(walk.visit_id, command)
    assert len(ledger.stored) == before
    assert service.state(walk.visit_id) == walk.state


@pytest.mark.parametrize("text", ["Why?\n\nAnd\thow?", "«Não» – 5 €", "{{ 1 }} <b>x</b> & 'y' \"z\""])
def test_a_patients_words_are_kept_as_typed(service: KioskService, text: str) -> None:
    walk = started(service)
    walk.do(AskQuestion("q1", "", (), text))
    assert walk.state.questions["q1"].text == text


def test_own_words_are_kept_as_typed_with_their_lines(service: KioskService) -> None:
    walk = started(service)
    fact = walk.plan.teach_back[0]
    walk.until(f"teach_back:{fact}")
    walk.do(GiveTeachBack(fact, "One.\n\n\tTwo {0} <b>"))
    assert walk.state.teach_backs[fact].event.text == "One.\n\n\tTwo {0} <b>"
    with pytest.raises(Refused, match=r"visit\.too_long"):
        walk.do(GiveTeachBack(fact, "x" * 20_001))


def test_a_line_has_no_breaks(service: KioskService) -> None:
    walk = started(service)
    with pytest.raises(Refused, match=r"visit\.cannot_print"):
        walk.do(RecordCompanion("helper", "Ana\nDelgado"))
    for sign in (
        replace(beside("witness"), signer_name="Wim\nZeuge"),
        replace(beside("interpreter"), interpreter=replaced(language="Spanish\tand")),
    ):
        with pytest.raises(Refused, match=r"visit\.cannot_print"):
            walk.do(sign)


def test_what_is_too_long_is_refused(service: KioskService) -> None:
    walk = started(service)
    walk.do(AskQuestion("q1", "", (), "x" * 10_000))
    with pytest.raises(Refused, match=r"visit\.too_long"):
        walk.do(AskQuestion("q2", "", (), "x" * 20_001))
    with pytest.raises(Refused, match=r"visit\.too_long"):
        walk.do(RecordCompanion("helper", "x" * 201))
    with pytest.raises(OperatorError, match=r"document\.too_long"):
        service.submit(walk.visit_id, AnswerQuestion("q1", "x" * 20_001, STAFF), STAFF)


@pytest.mark.parametrize("staff", [STAFF, e.Actor("staff", "s9", "ᚠᚢ")])
def test_what_staff_type_must_be_printable_too(service: KioskService, staff: e.Actor) -> None:
    walk = started(service)
    walk.do(AskQuestion("q1", "", (), "Why?"))
    text = "ᚠ" if staff is STAFF else "Because."
    where = "text" if staff is STAFF else "staff"
    for command in (
        AnswerQuestion("q1", text, staff),
        ClearCheck("mk-purpose", text, staff),
        RateTeachBack("mk-purpose", 1, text, staff),
        ReceivePaperSignature(text, staff),
        Withdraw("patient", "said", text, staff),
    ):
        with pytest.raises(OperatorError, match=rf"document\.unsupported_character \(where={where}\)"):
            service.submit(walk.visit_id, command, staff)


def test_each_setting_that_a_document_prints_is_checked() -> None:
    for field in (
        *("clinic_name", "address", "phone", "emergency_number", "crisis_line"),
        *("content_reviewer", "content_reviewer_licence"),
    ):
        settings = msgspec.structs.replace(demo_settings(), **{field: "ꦏꦏ"})
        with pytest.raises(OperatorError, match=rf"settings\.cannot_print \(field={field}\)"):
            require_printable_settings(settings)
    require_printable_settings(demo_settings())


def test_a_line_is_cleaned() -> None:
    assert clean_line("  Rosa e\u0301 ", "name", 10) == "Rosa \u00e9"
    for wrong in ("", "   ", "x" * 11, "a\x00", "a\nb", "\ue000"):
        with pytest.raises(OperatorError, match=r"check_in\.bad_field \(field=name\)"):
            clean_line(wrong, "name", 10)


def test_a_text_of_staff_says_where_it_stands() -> None:
    require_printable("Dr Škvorecký\nand more", "text")
    with pytest.raises(OperatorError, match=r"document\.unsupported_character \(where=note\)"):
        require_printable("ᚠ", "note")


def test_plain_letters_print_without_a_look_into_the_fonts() -> None:
    assert can_print("Plain text,\twith breaks\r\n")
    assert not can_print("\x1b[2J")
    assert can_print("李小明 \U0001f600")
    assert not can_print("ᚠ")
