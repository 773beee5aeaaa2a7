"""Head and foot: cut late, in their places, and in large print large enough."""

from __future__ import annotations

import re
import subprocess
from functools import cache

import pytest

from kiosk.pdf.fonts import faces_for
from kiosk.pdf.running import LARGE_TYPE, MARGIN, USUAL_TYPE, Running, Type
from kiosk.pdf.sheet import Sheet

A4 = (595.28, 841.89)
LABELS = {
    "page": "Page {page} of {pages}",
    "demo": "DEMO · Content draft, not signed off · PATIENT COPY",
    "document": "Document CN-2026-0512-0001 · English",
    "code_label": "Verification code",
    "code": "8WGQ · UP9R · LD7P · M5P6",
    "sealed": "Sealed 12 May 2026, 11:08:00 (UTC-04:00)",
}
CLINIC = ("Écija Street Clinic for Pain and Mood", "12 Harbour Street, Sampletown · 555 0100")
PATIENT = ("Rosa Delgado", "Born 14 March 1961 · Record 20418")


@cache
def words(
    size: Type, *, clinic: tuple[str, str] = CLINIC, coded: bool = True
) -> tuple[tuple[str, float, float, float, float], ...]:
    """Return the words of a page that has nothing but head and foot: text, left, top, right and bottom in points."""
    faces = faces_for("\n".join((*LABELS.values(), *clinic, *PATIENT, "0123456789…")))
    sheet = Sheet(A4, faces)
    running = Running(clinic, PATIENT, LABELS, faces, A4, size, (lambda *_: "0") if coded else None)
    running.draw(sheet, 3, 12)
    sheet.end_page()
    out = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=sheet.finish(), capture_output=True, check=True).stdout
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<', out.decode())
    return tuple((text, float(x1), float(y1), float(x2), float(y2)) for x1, y1, x2, y2, text in found)


def said(size: Type, *, clinic: tuple[str, str] = CLINIC, coded: bool = True) -> str:
    return " ".join(word for word, *_ in words(size, clinic=clinic, coded=coded))


@pytest.mark.parametrize("coded", [True, False])
@pytest.mark.parametrize("size", [USUAL_TYPE, LARGE_TYPE], ids=["usual", "large"])
def test_everything_is_there_and_nothing_lies_on_anything_else(size: Type, coded: bool) -> None:
    text = said(size, coded=coded)
    for part in (*CLINIC, *PATIENT, LABELS["document"], LABELS["code"], LABELS["sealed"], "Page 3 of 12"):
        assert part in text
    places = words(size, coded=coded)
    for i, (one, left, top, right, bottom) in enumerate(places):
        assert left >= MARGIN - 1
        assert right <= A4[0] - MARGIN + 1
        for other, x1, y1, x2, y2 in places[i + 1 :]:
            # The boxes of lines have room above and below the letters.
            across, down = min(right, x2) - max(left, x1), min(bottom, y2) - max(top, y1)
            assert across <= 0 or down <= (bottom - top) / 3, (one, other)


def test_in_large_print_no_word_has_less_than_twelve_points() -> None:
    assert min(LARGE_TYPE.clinic, LARGE_TYPE.patient, LARGE_TYPE.small, LARGE_TYPE.mark[1]) >= 12
    usual = {text: bottom - top for text, _, top, _, bottom in words(USUAL_TYPE)}
    large = {text: bottom - top for text, _, top, _, bottom in words(LARGE_TYPE)}
    assert all(large[text] > 1.25 * usual[text] for text in usual)


@pytest.mark.parametrize("size", [USUAL_TYPE, LARGE_TYPE], ids=["usual", "large"])
def test_a_long_clinic_is_cut_and_the_patient_is_not(size: Type) -> None:
    text = said(size, clinic=("The Clinic of a Very Long Name " * 4, "Street " * 30))

    assert text.count("…") == 2
    assert all(part in text for part in PATIENT)


@pytest.mark.parametrize("size", [USUAL_TYPE, LARGE_TYPE], ids=["usual", "large"])
def test_the_text_of_a_page_ends_above_the_foot(size: Type) -> None:
    for coded in (True, False):
        faces = faces_for("0")
        running = Running(CLINIC, PATIENT, LABELS, faces, A4, size, (lambda *_: "0") if coded else None)
        feet = [top for text, _, top, _, _ in words(size, coded=coded) if text in {"Document", "Verification"}]
        assert all(running.bottom < top - 3 for top in feet)
