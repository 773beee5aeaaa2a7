from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from kiosk.codes import CodeTrust, ReadCode, Reason, ScanSheet, TrustedKey, base45, check_paper, write_text
from kiosk.codes.checking import pages_in_words, use_of
from kiosk.codes.reading import _understood
from kiosk.i18n import catalogue
from tests.kiosk.codes.scans import FACTS, KEY, OTHER_KEY, TRUST, form_code, sealed_code, sealed_texts

WORDS = catalogue("en")
BOX = (0.8, 0.8, 0.9, 0.9)
START = "CANDOR1:"


def sheets(texts: Sequence[str | Sequence[str] | None]) -> list[ScanSheet]:
    """Return sheets as reading gives them: a text, several, none, or an empty back."""
    made = []
    for number, given in enumerate(texts, start=1):
        raw = [given] if isinstance(given, str) else given or ()
        codes = tuple(ReadCode(number, BOX, *_understood(one), raw=one) for one in raw)
        made.append(ScanSheet(number, codes, blank=given is None))
    return made


def raw(text: str) -> bytes:
    return base45.decode(text.removeprefix(START))


def again(data: bytes) -> str:
    return START + base45.encode(data)


def patched(text: str, place: int, new: bytes) -> str:
    """Return a code with other bytes somewhere, and its old signature."""
    data = raw(text)
    return again(data[:place] + new + data[place + len(new) :])


class Impostor:
    """Signs with a key of its own under the clinic's key id."""

    key_id = KEY.key_id

    def sign(self, data: bytes) -> bytes:
        return OTHER_KEY.sign(data)


ONE, TWO, THREE = sealed_texts()
REFUSED: dict[str, tuple[Sequence[str | Sequence[str] | None], Reason]] = {
    # forged
    "another day under the old signature": ([patched(ONE, 5, b"\x00\x01"), TWO, THREE], Reason.FORGED),
    "another page under the old signature": ([patched(TWO, 7, b"\x00\x01"), TWO, THREE], Reason.FORGED),
    "more pages under the old signature": ([patched(ONE, 9, b"\x00\x04"), TWO, THREE], Reason.FORGED),
    "other key facts under the old signature": ([patched(ONE, 11, bytes(16)), TWO, THREE], Reason.FORGED),
    "another document under the old signature": ([patched(ONE, 28, b"CN-2025"), TWO, THREE], Reason.FORGED),
    "the signature of the next page": ([patched(ONE, len(raw(ONE)) - 64, raw(TWO)[-64:]), TWO, THREE], Reason.FORGED),
    "a signature of zeros": ([patched(ONE, len(raw(ONE)) - 64, bytes(64)), TWO, THREE], Reason.FORGED),
    "a signature with its last bit flipped": ([again(raw(ONE)[:-1] + bytes([raw(ONE)[-1] ^ 1]))], Reason.FORGED),
    "signed by somebody under the clinic's key id": ([write_text(sealed_code(1, 1), Impostor())], Reason.FORGED),
    "all pages signed by somebody": (
        [write_text(sealed_code(page), Impostor()) for page in (1, 2, 3)],
        Reason.FORGED,
    ),
    "a form made a sealed document": ([patched(write_text(form_code(1, 1), KEY), 0, b"\x01")], Reason.MALFORMED),
    "a sealed document made a blank form": ([patched(ONE, 0, b"\x02")], Reason.MALFORMED),
    "its signature cut off": ([again(raw(ONE)[:-64])], Reason.MALFORMED),
    "its signature cut off and its key id taken away": (
        [again(raw(ONE)[:1] + bytes(4) + raw(ONE)[5:-64])],
        Reason.MALFORMED,
    ),
    "something put behind the signature": ([again(raw(ONE) + b"CN"), TWO, THREE], Reason.MALFORMED),
    "signs that are no Base45": ([ONE.lower().replace("candor1", "CANDOR1"), TWO, THREE], Reason.MALFORMED),
    "the clinic's name and nothing": ([START], Reason.MALFORMED),
    "a key that is not trusted": ([write_text(sealed_code(1, 1), OTHER_KEY)], Reason.UNKNOWN_KEY),
    "another key id over the old signature": ([patched(ONE, 1, b"abcd"), TWO, THREE], Reason.UNKNOWN_KEY),
    "one page of three by another key": (
        [ONE, write_text(sealed_code(2), OTHER_KEY), THREE],
        Reason.UNKNOWN_KEY,
    ),
    "a later version": ([ONE.replace("CANDOR1", "CANDOR2")], Reason.NEWER),
    # copied
    "a page twice": ([ONE, TWO, TWO, THREE], Reason.COPIED),
    "a page in place of another": ([ONE, TWO, TWO], Reason.COPIED),
    "one code on every page": ([ONE, ONE, ONE], Reason.COPIED),
    "a page of another document of the clinic": (
        [ONE, sealed_texts(document="CN-2026-0512-0418")[1], THREE],
        Reason.TWO_DOCUMENTS,
    ),
    "a page of an earlier print with fewer pages": ([sealed_texts(2)[0], TWO, THREE], Reason.TWO_DOCUMENTS),
    "a page with other key facts": (
        [ONE, write_text(replace(sealed_code(2), digest=bytes(16)), KEY), THREE],
        Reason.TWO_DOCUMENTS,
    ),
    "a page of another day": (
        [ONE, write_text(replace(sealed_code(2), day=date(2026, 5, 13)), KEY), THREE],
        Reason.TWO_DOCUMENTS,
    ),
    "a form among the pages": ([ONE, write_text(form_code(2, 3), KEY), THREE], Reason.TWO_DOCUMENTS),
    "two codes on one page": ([ONE, (TWO, THREE), THREE], Reason.COPIED),
    "a true code beside a forged one": ([(ONE, patched(ONE, 11, bytes(16))), TWO, THREE], Reason.FORGED),
    "codes of two pages on one": ([ONE, (TWO, THREE)], Reason.TWO_CODES),
    # re-paged
    "pages changed round": ([ONE, THREE, TWO], Reason.ORDER),
    "all pages the other way round": ([THREE, TWO, ONE], Reason.ORDER),
    "a page left out": ([ONE, THREE], Reason.MISSING),
    "the last page left out": ([ONE, TWO], Reason.MISSING),
    "a page without a code": ([ONE, TWO, (), THREE], Reason.NO_CODE),
    "a page whose code was cut out": ([ONE, (), THREE], Reason.NO_CODE),
    # nothing to judge
    "no code at all": ([()], Reason.NO_CODE),
    "an empty sheet": ([None], Reason.NO_CODE),
    "a blank form without a signature": ([write_text(form_code(1, 1, visit=""))], Reason.UNSIGNED),
}


@pytest.mark.parametrize("name", REFUSED)
def test_paper_that_is_not_right_is_refused_with_its_reason(name: str) -> None:
    texts, reason = REFUSED[name]
    verdict = check_paper(sheets(texts), TRUST, use="order")
    assert (verdict.ok, verdict.reason) == (False, reason)
    sentence = verdict.sentence(WORDS)
    assert sentence.startswith(WORDS[f"codes.{reason}"].split("{")[0])
    assert not set("{}⟨⟩") & set(sentence)
    assert verdict.to_json()["ok"] is False


def test_whole_paper_is_good_and_says_what_to_compare() -> None:
    verdict = check_paper(sheets([ONE, TWO, THREE]), TRUST, use="order")
    assert (verdict.ok, verdict.complete, verdict.facts, verdict.pages) == (True, True, None, (1, 2, 3))
    assert verdict.sentence(WORDS) == (
        "This paper is genuine: Blue Hill Clinic made pages 1–3 of 3 for document CN-2026-0512-0417, dated 12 May "
        "2026. All pages are there. A code does not cover the words around it. Compare them with the sealed file, and "
        "look whether document number and page number on the paper are the same."
    )


def test_empty_backs_do_not_matter() -> None:
    assert check_paper(sheets([ONE, None, TWO, None, THREE, None]), TRUST, use="order").ok


def test_photos_may_come_in_any_order() -> None:
    assert check_paper(sheets([THREE, ONE, TWO]), TRUST).ok


def test_one_page_alone_is_genuine_and_not_the_whole() -> None:
    verdict = check_paper(sheets([TWO]), TRUST, use="part")
    assert (verdict.ok, verdict.complete, verdict.missing) == (True, False, (1, 3))
    assert "page 2 of 3" in verdict.sentence(WORDS)
    assert "The other pages were not shown." in verdict.sentence(WORDS)


def test_what_sheets_are_shown_as_follows_from_their_number_and_that_of_the_files() -> None:
    assert [use_of(1, 1), use_of(5, 1), use_of(2, 2), use_of(3, 2)] == ["part", "order", "document", "document"]


@pytest.mark.parametrize("printed", [{1: 3}, {1: 1}])
def test_a_code_on_another_page_is_found_by_the_printed_number(printed: dict[int, int]) -> None:
    verdict = check_paper(sheets([TWO]), TRUST, printed=printed, use="part")
    assert (verdict.reason, verdict.problems[0].sheets, verdict.problems[0].pages) == (Reason.MOVED, (1,), (2,))
    assert "belongs to page 2, and another page number is printed" in verdict.sentence(WORDS)


def test_swapped_codes_are_found_by_the_printed_numbers() -> None:
    verdict = check_paper(sheets([ONE, THREE, TWO]), TRUST, printed={1: 1, 2: 2, 3: 3})
    assert (verdict.reason, verdict.problems[0].sheets) == (Reason.MOVED, (2, 3))


def test_shuffled_sheets_are_good_when_their_printed_numbers_agree() -> None:
    assert check_paper(sheets([ONE, THREE, TWO]), TRUST, printed={1: 1, 2: 3, 3: 2}, use="order").ok


def test_the_key_facts_are_compared() -> None:
    verdict = check_paper(sheets([ONE, TWO, THREE]), TRUST, facts=FACTS)
    assert (verdict.ok, verdict.facts) == (True, True)
    assert "are those that were signed" in verdict.sentence(WORDS)


@pytest.mark.parametrize(
    "changes", [{"name": "Rosa Delgada"}, {"decision": "decline"}, {"document": "CN-2026-0512-0418"}]
)
def test_true_codes_on_another_text_are_found_by_the_key_facts(changes: dict[str, object]) -> None:
    facts = msgspec.structs.replace(FACTS, **changes)
    verdict = check_paper(sheets([ONE, TWO, THREE]), TRUST, facts=facts)
    assert (verdict.ok, verdict.facts, verdict.reason) == (False, False, Reason.FACTS)
    assert "Delgad" not in verdict.sentence(WORDS)


def test_a_form_has_no_key_facts() -> None:
    pages = [write_text(form_code(page), KEY) for page in (1, 2)]
    assert check_paper(sheets(pages), TRUST).ok
    assert check_paper(sheets(pages), TRUST, facts=FACTS).reason is Reason.FACTS


def test_without_a_key_nothing_is_good_but_all_is_read() -> None:
    verdict = check_paper(sheets([ONE, TWO, THREE]), None)
    assert (verdict.ok, verdict.reason) == (False, Reason.NOT_CHECKED)
    assert "document CN-2026-0512-0417, dated 12 May 2026, pages 1–3 of 3" in verdict.sentence(WORDS)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (TrustedKey(KEY.public, revoked=True), Reason.REVOKED),
        (TrustedKey(KEY.public, since=date(2026, 5, 13)), Reason.KEY_TIME),
        (TrustedKey(KEY.public, until=date(2026, 5, 11)), Reason.KEY_TIME),
        (TrustedKey(KEY.public, since=date(2026, 5, 12), until=date(2026, 5, 12)), None),
    ],
)
def test_a_key_counts_for_its_time(key: TrustedKey, reason: Reason | None) -> None:
    verdict = check_paper(sheets([ONE, TWO, THREE]), CodeTrust((key,)))
    assert verdict.reason is reason
    assert (verdict.code is None) is (reason is not None)


def test_of_two_keys_with_one_id_the_right_one_is_found() -> None:
    class Twin(TrustedKey):
        @property
        def key_id(self) -> bytes:
            return KEY.key_id

    trust = CodeTrust((Twin(OTHER_KEY.public, "Twin"), TrustedKey(KEY.public, "Blue Hill Clinic")))
    assert check_paper(sheets([ONE, TWO, THREE]), trust).clinic == "Blue Hill Clinic"


def test_nothing_of_a_forged_code_is_told_as_true() -> None:
    verdict = check_paper(sheets([write_text(sealed_code(1, 1), Impostor())]), TRUST)
    assert (verdict.code, verdict.pages, verdict.to_json()["document_id"]) == (None, (), "")
    assert "CN-2026" not in verdict.sentence(WORDS)


def test_all_that_is_wrong_is_told_the_gravest_first() -> None:
    wrong = [patched(ONE, 11, bytes(16)), (), THREE, THREE]
    verdict = check_paper(sheets(wrong), TRUST)
    assert [problem.reason for problem in verdict.problems] == [
        Reason.FORGED,
        Reason.COPIED,
        Reason.NO_CODE,
        Reason.MISSING,
    ]
    assert verdict.to_json()["problems"] == [
        {"reason": "forged", "sheets": [1], "pages": [1]},
        {"reason": "copied", "sheets": [3, 4], "pages": [3]},
        {"reason": "no_code", "sheets": [2], "pages": []},
        {"reason": "missing", "sheets": [], "pages": [1, 2]},
    ]


def test_the_plain_form_is_whole() -> None:
    found = check_paper(sheets([ONE, TWO, THREE]), TRUST, facts=FACTS).to_json()
    assert found == {
        "ok": True,
        "reason": "",
        "problems": [],
        "complete": True,
        "facts": True,
        "kind": "sealed",
        "document_id": "CN-2026-0512-0417",
        "day": "2026-05-12",
        "treatment": "",
        "language": "",
        "visit": "",
        "digest": sealed_code().digest.hex(),
        "clinic": "Blue Hill Clinic",
        "pages": [1, 2, 3],
        "page_count": 3,
        "missing": [],
    }


def test_every_reason_has_its_sentence() -> None:
    assert [reason for reason in Reason if f"codes.{reason}" not in WORDS] == []


def test_numbers_are_told_as_people_do() -> None:
    assert [pages_in_words(one) for one in ((), (3,), (2, 1), (5, 1, 2, 3, 3), (1, 2, 4, 6, 7, 8))] == [
        "",
        "3",
        "1, 2",
        "1–3, 5",
        "1, 2, 4, 6–8",
    ]


@pytest.mark.parametrize(("shown", "said"), [([ONE, TWO], "Missing: page 3."), ([THREE], "Missing: pages 1, 2.")])
def test_missing_pages_are_told_one_or_many(shown: list[str], said: str) -> None:
    assert check_paper(sheets(shown), TRUST).sentence(WORDS).startswith(f"Not all pages are there. {said}")


def test_a_page_by_another_clinic_that_is_trusted_too_is_not_the_documents() -> None:
    """All that its code says is right, but for who says it."""
    both = CodeTrust((*TRUST.keys, TrustedKey(OTHER_KEY.public, "Other Clinic")))
    theirs = write_text(sealed_code(2, 3), OTHER_KEY)
    verdict = check_paper(sheets([ONE, theirs, THREE]), both)
    assert (verdict.reason, verdict.clinic) == (Reason.TWO_DOCUMENTS, "Blue Hill Clinic")
    assert verdict.problems[0].sheets == (2,)
    assert check_paper(sheets([ONE, TWO, THREE]), both).ok
