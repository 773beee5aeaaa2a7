"""The whole booklet: title, contents with the right sheets, the sheet to sign, and the file that is drawn."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from kiosk.book import compose_book, draw_book
from kiosk.content import Content, Overlay, SignOff
from kiosk.document import Heading, KeyValues, SignatureBlock, Table
from kiosk.pdf import unsupported_characters
from tests.kiosk.book.books import content_of, headings, lines, review, small_content
from tests.kiosk.packs import REAL_PACK
from tests.kiosk.pdf.papers import Element, read

SIGNED = SignOff("0" * 64, "Amara Osei", "MD-48213", "2026-05-01", "All pages")


@cache
def drawn() -> bytes:
    return draw_book(review())


@cache
def shipped() -> Content:
    return content_of(REAL_PACK)


@cache
def structure() -> Element:
    return read(drawn())


def test_the_same_content_gives_the_same_bytes() -> None:
    assert draw_book(review()) == drawn()
    assert draw_book(review(reason="sleep")) != drawn()


def test_the_title_page_tells_what_it_is() -> None:
    book = compose_book(review())
    pairs = dict(next(block for block in book.blocks if isinstance(block, KeyValues)).rows)
    assert book.title == "Review booklet: Mint tea"
    assert pairs["Treatment"] == "mint-tea, version 1.0"
    assert pairs["Given by"] == "From a cup\nFrom a flask"
    assert pairs["Reasons"] == "Bad sleep\nA long journey"
    assert re.fullmatch(r"4–5 pages, \d+–\d+ words, 2–3 minutes with the checks", pairs["Length of a path"])
    assert pairs["First review due"].startswith("2030-05-31 (")
    assert pairs["Content digest (SHA-256)"] == small_content().digest
    assert pairs["Clinic’s own texts"].startswith("None")
    assert pairs["Product"] == "mint"
    assert pairs["Language"] == "English"


def test_a_draft_says_so_on_every_sheet_and_signed_content_by_whom() -> None:
    draft, signed = compose_book(review()), compose_book(review(replace(small_content(), sign_offs=(SIGNED,))))
    assert draft.labels["demo"] == "Content draft, not signed off"
    assert "No clinician has signed off this content as it is." in "\n".join(lines(draft.blocks))
    assert signed.labels["demo"] == ""
    text = "\n".join(lines(signed.blocks))
    assert "Signed off by Amara Osei, licence MD-48213, 2026-05-01. Scope: All pages" in text
    assert "No clinician has signed off" not in text


def test_a_clinics_own_texts_are_named() -> None:
    found = review(replace(small_content(), overlay=Overlay("own", "3", "Harbour Street Clinic")))
    pairs = dict(next(block for block in compose_book(found).blocks if isinstance(block, KeyValues)).rows)
    assert pairs["Clinic’s own texts"] == "Harbour Street Clinic, version 3"


def test_one_reason_is_named_and_its_length_is_one() -> None:
    book = compose_book(review(reason="sleep"))
    assert book.subtitle == "Bad sleep"
    pairs = dict(next(block for block in book.blocks if isinstance(block, KeyValues)).rows)
    assert pairs["Length of a path"].startswith("4 pages, ")
    assert (3, "What else could you drink?") not in headings(book.blocks)


def test_a_product_that_the_program_knows_has_its_name() -> None:
    book = compose_book(review(product="ketamine"))
    assert ("Product", "Ketamine") in next(block for block in book.blocks if isinstance(block, KeyValues)).rows


def test_the_parts_come_in_their_order() -> None:
    parts = [text for level, text in headings(compose_book(review()).blocks) if level == 2]
    assert parts == [
        "How to read this booklet",
        "Contents",
        "Pages: The treatment",
        "Pages: Benefits",
        "Pages: Risks",
        "Pages: Limits",
        "Pages: Other choices",
        "Choices side by side",
        "What applies to you",
        "In the patient’s own words",
        "Before the decision",
        "Text of the form",
        "Words explained",
        "What is uncertain",
        "Works in full",
        "Sign-off sheet",
    ]


def test_headings_never_skip_a_level() -> None:
    before = 0
    for level, text in headings(compose_book(review()).blocks):
        assert level <= before + 1, text
        before = level


def test_the_contents_name_the_sheet_that_each_part_stands_on() -> None:
    pages = {
        element.whole: min(element.pages) + 1 for element in structure().walk() if re.fullmatch(r"H\d", element.tag)
    }
    rows = [[cell.whole for cell in row.all("TD")] for row in structure().all("Table")[0].all("TR")]
    entries = [(row[0], int(row[1])) for row in rows if row]
    assert len(entries) == 19
    assert entries == [(name, pages[name]) for name, _ in entries]
    assert entries[-1] == ("Sign-off sheet", max(pages.values()))


def test_the_last_sheet_has_room_for_each_entry_and_a_line_to_sign() -> None:
    blocks = compose_book(review()).blocks
    start = max(i for i, block in enumerate(blocks) if isinstance(block, Heading))
    table, signature = blocks[start + 2], blocks[start + 3]
    assert isinstance(table, Table)
    assert isinstance(signature, SignatureBlock)
    assert signature.method == "paper"
    fields = [row[0][0].text for row in table.rows]
    assert fields[2:] == [
        "Content digest (SHA-256)",
        "Name",
        "Licence number",
        "Date",
        "Scope: what I read and checked",
        "Remarks",
    ]
    assert table.rows[2][1][0].text == small_content().digest


def test_every_text_of_the_booklet_is_in_the_file_in_order() -> None:
    said = re.sub(r"\s+", "", structure().whole.replace("•", ""))
    at = 0
    for block in compose_book(review()).blocks:
        if isinstance(block, Table) and "Sheet" in block.header:
            continue  # its numbers are filled in when it is drawn
        for text in lines([block]) if type(block).__name__ != "FigureBlock" else []:
            wanted = re.sub(r"\s+", "", text)
            found = said.find(wanted, at)
            assert found >= 0, text
            at = found


def test_figures_have_their_sentences() -> None:
    alternatives = [element.alt for element in structure().all("Figure")]
    assert "64 of 100 people slept better: Mint tea. 36 of 100 did not." in alternatives


def test_letter_paper_has_its_own_contents() -> None:
    letter = read(draw_book(review(), paper="letter"))
    pages = {element.whole: min(element.pages) + 1 for element in letter.walk() if element.tag == "H2"}
    rows = [[cell.whole for cell in row.all("TD")] for row in letter.all("Table")[0].all("TR")]
    assert [(row[0], int(row[1])) for row in rows if row and row[0] in pages] == list(pages.items())[2:]


# ---------------------------------------------------------------- the content that ships


@pytest.mark.parametrize("name", sorted(path.stem for path in (REAL_PACK / "treatments").glob("*.yaml")))
def test_each_treatment_that_ships_has_a_whole_booklet(name: str) -> None:
    content = shipped()
    found = replace(review(), content=content, treatment=content.treatments[name], library=name == "kap")
    book = compose_book(found)
    text = "\n".join(lines(book.blocks))
    titles = [heading for level, heading in headings(book.blocks) if level == 3]
    for page in found.pages:
        assert found.page(page).title in titles
    for entry in found.treatment.must_know:
        assert all(f"({item})" in text for item in entry.items)
        assert all(sentence in text for sentence in content.must_know_texts["en"][entry.id].sentences)
    assert all(content.facts[fact].statement in text for fact in found.facts)
    assert all(f"[{number}] " in text for number in found.numbers.values())
    assert not re.findall(r"\{\w+\}|⟨[^⟩]*⟩", text), "a place that nothing filled, or a word that is missing"
    assert unsupported_characters(text) == ()


def test_the_library_stands_in_a_booklet_that_asks_for_it() -> None:
    content = shipped()
    kap = content.treatments["kap"]
    whole = replace(review(), content=content, treatment=kap, library=True)
    shelved = [page for shelf in content.library for page in shelf.pages]
    assert set(shelved) <= set(whole.pages)
    assert len(whole.pages) == len(set(whole.pages))
    assert not set(shelved) & set(replace(whole, library=False).optional)
