"""The cover of a scan: it says that it is one, and what nobody has checked."""

from __future__ import annotations

import dataclasses
from datetime import date

import msgspec
import pytest

from kiosk import events as e
from kiosk.document import ScanDocument, ScannedForm, block_text, compose_scan
from kiosk.settings import demo_settings
from tests.kiosk.visits import SEALED_AT, RealWalk, english, real_content
from tests.kiosk.walks import STAFF

FORM = ScannedForm(
    id="PF-2026-0512-0badcafe",
    kind="prepared",
    treatment="Ketamine infusion",
    language="en",
    printed_on=date(2026, 5, 12),
    sheets=14,
    files=(("original-01.pdf", 123456, "ab" * 32),),
    received_at=SEALED_AT,
    received_by=STAFF,
    counts=False,
)


def cover(form: ScannedForm = FORM, *, demo: bool = True, doubts: tuple[str, ...] = ()) -> ScanDocument:
    opened = msgspec.structs.replace(RealWalk().state.opened.event, demo=demo)
    language = real_content().languages[0]
    return compose_scan("SC-2026-0512-0001", form, opened, demo_settings(), language, english(), doubts)


def said(document: ScanDocument) -> str:
    return "\n".join(text for block in document.blocks for text in block_text(block))


def test_the_cover_says_what_it_is_and_whose() -> None:
    text = said(cover())
    for part in (
        "Scan of a form signed on paper",
        "It did not check what is written, ticked or signed by hand.",
        "PF-2026-0512-0badcafe",
        "Rosa Delgado",
        "14 March 1961",
        "20418",
        "v1",
        "Priya Raman",
        "12 May 2026, 11:08:00 (UTC-04:00)",
        "123456 bytes",
        "ab" * 32,
        "It does not prove who wrote by hand, or when.",
    ):
        assert part in text
    assert "⟨" not in text


def test_every_page_is_marked_as_a_scan() -> None:
    assert cover().labels["demo"] == "SCAN · DEMO"
    assert cover(demo=False).labels["demo"] == "SCAN"
    assert "not read by the program" in cover().labels["sheet_alt"]


@pytest.mark.parametrize("counts", [True, False])
def test_it_says_whether_it_counts_as_a_signature(*, counts: bool) -> None:
    text = said(cover(dataclasses.replace(FORM, counts=counts)))
    assert ("it counts as the patient’s signature" in text) is counts
    assert ("changes nothing in its record" in text) is not counts


def test_a_doubt_about_the_clock_and_an_unnamed_receiver_are_told() -> None:
    form = dataclasses.replace(FORM, received_by=e.Actor(kind="system"), kind="blank")
    text = said(cover(form, doubts=("The clock was set.",)))
    assert "The clock was set." in text
    assert "Not said" in text
    assert "Staff said which visit it belongs to" in text


def test_the_digest_names_what_stands_there() -> None:
    assert cover().digest == cover().digest
    assert cover(demo=False).digest != cover().digest
