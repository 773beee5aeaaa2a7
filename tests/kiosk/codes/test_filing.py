from __future__ import annotations

from collections.abc import Sequence

import pytest

from kiosk.codes import CodeKind, CodeTrust, Reason, file_scan, file_sheets, read_sheets, write_text
from kiosk.errors import OperatorError
from kiosk.i18n import catalogue
from tests.kiosk.codes.scans import KEY, OTHER_KEY, TRUST, VISIT, as_file, as_scan, form_code, sealed_texts, square
from tests.kiosk.codes.test_reading import empty

WORDS = catalogue("en")


def form_texts(pages: int = 3, visit: str = VISIT) -> list[str]:
    return [write_text(form_code(page, pages, visit), KEY) for page in range(1, pages + 1)]


def scan(texts: Sequence[str | None]) -> bytes:
    return as_scan([empty() if text is None else square(text) for text in texts])


def test_a_scan_goes_to_its_visit_with_its_pages_in_order() -> None:
    one, two, three = form_texts()
    filing = file_scan(scan([three, None, one, None, two, None]), TRUST)
    assert (filing.ok, filing.visit, filing.order, filing.blank) == (True, VISIT, (3, 5, 1), (2, 4, 6))
    assert filing.code is not None
    assert (filing.code.kind, filing.code.treatment, filing.code.language) == (CodeKind.PREPARED, "ketamine-iv", "en")
    assert filing.sentence(WORDS) == (
        "This is form F-2026-0512-0007 for ketamine-iv (en), printed on 12 May 2026, with all 3 pages. "
        f"It belongs to the visit {VISIT}."
    )


@pytest.mark.parametrize("trust", [TRUST, None])
@pytest.mark.parametrize("signed", [True, False])
def test_a_blank_form_is_known_and_a_person_chooses_the_visit(trust: CodeTrust | None, signed: bool) -> None:
    texts = [write_text(form_code(page, 2, visit=""), KEY if signed else None) for page in (1, 2)]
    filing = file_scan(scan(texts), trust)
    assert (filing.ok, filing.visit, filing.order) == (True, "", (1, 2))
    assert "Choose the visit" in filing.sentence(WORDS)


def test_a_copy_of_a_sealed_document_is_known() -> None:
    filing = file_scan(scan(sealed_texts()), TRUST)
    assert (filing.ok, filing.visit) == (True, "")
    assert filing.sentence(WORDS).startswith("This is a paper copy of document CN-2026-0512-0417")


def refused() -> dict[str, tuple[Sequence[str | None], Reason]]:
    one, two, three = form_texts()
    others = [write_text(form_code(page, 3), OTHER_KEY) for page in (1, 2, 3)]
    return {
        "a page is missing": ([one, three], Reason.MISSING),
        "a page is there twice": ([one, two, two, three], Reason.COPIED),
        "forms of two visits": ([one, form_texts(visit="v2")[1], three], Reason.TWO_DOCUMENTS),
        "a form and a sealed document": ([one, two, three, sealed_texts()[0]], Reason.TWO_DOCUMENTS),
        "a form of another clinic": (others, Reason.UNKNOWN_KEY),
        "a page of another clinic": ([one, others[1], three], Reason.UNKNOWN_KEY),
        "a forged visit": ([one, two[:-5] + "00000", three], Reason.FORGED),
    }


@pytest.mark.parametrize("name", refused())
def test_what_is_mixed_is_not_filed(name: str) -> None:
    texts, reason = refused()[name]
    filing = file_scan(scan(texts), TRUST)
    assert (filing.ok, filing.problems[0].reason) == (False, reason)
    assert filing.sentence(WORDS).startswith("This scan was not filed. ")


def test_a_form_of_a_visit_is_not_filed_without_the_clinics_key() -> None:
    filing = file_scan(scan(form_texts()), None)
    assert (filing.ok, [problem.reason for problem in filing.problems]) == (False, [Reason.NOT_CHECKED])


def test_a_single_page_can_be_a_picture() -> None:
    assert file_scan(as_file(square(form_texts(1)[0])), TRUST).ok


def test_photos_of_one_form_go_to_its_visit_together() -> None:
    first, second = (as_file(square(text)) for text in form_texts(2))
    sheets = (*read_sheets(second), *read_sheets(first, first=2))
    filing = file_sheets(sheets, TRUST)
    assert (filing.ok, filing.visit, filing.order) == (True, VISIT, (2, 1))


def test_what_is_no_scan_is_told() -> None:
    with pytest.raises(OperatorError, match=r"codes\.not_a_scan"):
        file_scan(b"hello", TRUST)


def test_files_of_one_scan_are_filed_together() -> None:
    first, second = (as_file(square(text)) for text in form_texts(2))
    sheets = (*read_sheets(second), *read_sheets(first, first=2))
    filing = file_sheets(sheets, TRUST)
    assert filing.ok
    assert filing.order == (2, 1)
    assert not file_sheets(sheets[:1], TRUST).ok
