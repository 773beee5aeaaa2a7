"""What independent judges say of a review booklet. A missing judge is a failure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.book import compose_book, draw_book
from kiosk.document import FigureBlock, Heading, Table, block_text
from tests.contracts.test_judges import asked, flat, heard
from tests.kiosk.book.books import review


@pytest.fixture(scope="module")
def booklet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a booklet of the small pack in a file."""
    path = tmp_path_factory.mktemp("book") / "booklet.pdf"
    path.write_bytes(draw_book(review(), paper="letter"))
    return path


def test_qpdf_finds_no_fault(booklet: Path) -> None:
    code, said = asked("qpdf", "--check", booklet)
    assert code == 0, said
    assert "No syntax or stream encoding errors found" in said
    assert "WARNING" not in said


def test_pdfua_finds_nothing(booklet: Path) -> None:
    code, said = asked("pdfua", "check", booklet)
    assert code == 0, said
    assert "no findings" in said


def test_outloud_finds_no_error(booklet: Path) -> None:
    code, said = asked("outloud", "--json", "-", booklet)
    assert code == 0, said
    assert '"severity": "error"' not in said


def test_headings_are_heard_in_their_order(booklet: Path) -> None:
    wanted = [(f"H{block.level}", block.text) for block in compose_book(review()).blocks if isinstance(block, Heading)]
    assert [(tag, text.strip()) for tag, text in heard(booklet) if re.fullmatch(r"H\d", tag)] == wanted


def test_pdftotext_finds_every_text(booklet: Path) -> None:
    code, said = asked("pdftotext", "-raw", booklet, "-")
    assert code == 0
    there = flat(said).replace(" ", "")
    for block in compose_book(review()).blocks:
        if isinstance(block, FigureBlock) or (isinstance(block, Table) and block.header[-1] == "Sheet"):
            continue
        for text in block_text(block):
            for line in text.split("\n"):
                # What goes on on the next page has that page's head and foot in between.
                for sentence in re.split(r"(?<=[.?!])\s+", line):
                    assert flat(sentence).replace(" ", "") in there, sentence


def test_poppler_draws_every_page_without_a_word(booklet: Path, tmp_path: Path) -> None:
    code, said = asked("pdftoppm", "-r", "12", "-gray", booklet, tmp_path / "page")
    assert (code, said) == (0, "")
    assert len(list(tmp_path.glob("page*.pgm"))) > 10
