from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.content import Content, Paragraph, Places, load, load_or_raise
from kiosk.lint.reading import closed, flesch_kincaid, reading_problems, sentences
from kiosk.lint.texts import all_texts
from tests.kiosk.packs import LEGAL_PACK, broken_legal_pack, copy_of_legal_pack, with_translation


def rules(content: Content) -> list[str]:
    return [problem.rule for problem in reading_problems(content, all_texts(content), Places())]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One here. Two here! Three here?", 3),
        ("It takes 0.5 of a cup.", 1),
        ("In the U.S. people drink it.", 1),
        ("“Better” means this. So it is.", 2),
        ("He said “stop.” Then he left.", 2),
        ("Bring these: a coat, a cup.", 1),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_the_grade_needs_no_network_and_no_corpus(top: Path) -> None:
    """The library's newer versions load a word list from the network; ours must bring its own."""
    program = (
        "import socket, sys\n"
        "def refuse(*arguments): raise OSError('no network in this test')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from kiosk.lint.reading import flesch_kincaid\n"
        "print(flesch_kincaid('The cat sat on the mat. It was a fine day.') < 2, 'nltk' in sys.modules)\n"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=top, capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["True", "False"]


def test_hard_text_is_measured_as_hard() -> None:
    assert flesch_kincaid("You can stop at any time. Tell us.") < 3
    assert flesch_kincaid("Discontinuation necessitates institutional authorisation.") > 12


def test_glossary_words_do_not_make_a_page_hard() -> None:
    content = load_or_raise(LEGAL_PACK)
    assert rules(content) == []
    page = content.pages["en"]["what-it-is"]
    hard = replace(page, title="What is hospitalisation? Hospitalisation. Is hospitalisation institutionalisation?")
    changed = replace(content, pages={"en": {**content.pages["en"], page.id: hard}})
    found = rules(replace(changed, checks={"en": {}}))
    term = replace(content.glossary["en"]["mint"], id="h", word="hospitalisation")
    other = replace(content.glossary["en"]["mint"], id="i", word="institutionalisation")
    words = {**content.glossary["en"], "h": term, "i": other}
    assert rules(replace(changed, checks={"en": {}}, glossary={"en": words})) == []
    assert found in ([], ["C301"])


def test_sentences_that_are_long_on_average() -> None:
    content = load_or_raise(LEGAL_PACK)
    page = content.pages["en"]["side-effects"]
    text = "You can sit in a warm room and have a cup of tea if you like."
    (block,) = page.blocks
    spans = (replace(block.spans[0], text=" ".join([text] * 4)),)  # type: ignore[union-attr]  # it is a paragraph
    changed = replace(page, blocks=(Paragraph(spans),))
    assert rules(replace(content, pages={"en": {**content.pages["en"], page.id: changed}})) == ["C305"]


def test_a_language_without_word_lists_is_not_graded(tmp_path: Path) -> None:
    root = copy_of_legal_pack(tmp_path)
    with_translation(root)
    page = root / "xx" / "pages" / "what-it-is.md"
    page.write_text(page.read_text(encoding="utf-8").replace("You can ask", "Discontinuation " * 30), encoding="utf-8")
    assert rules(load_or_raise(root)) == []


def test_a_long_choice_is_shown_where_it_is_written(tmp_path: Path) -> None:
    root, line = broken_legal_pack(tmp_path, "en/choices.yaml", "It has no mint.", "It has no mint. " * 20)
    loaded = load(root)
    assert loaded.content is not None
    (problem,) = reading_problems(loaded.content, all_texts(loaded.content), loaded.places)
    assert (problem.rule, problem.file, problem.field) == ("C304", "en/choices.yaml", "choices.hot-water.rows")
    assert problem.line == line - 1


def test_a_page_is_graded_once_with_its_title() -> None:
    content = load_or_raise(LEGAL_PACK)
    graded: list[str] = []

    def grade(text: str) -> float:
        graded.append(text)
        return 0

    assert list(reading_problems(content, all_texts(content), Places(), grade)) == []
    (side,) = (text for text in graded if text.startswith("What else could you drink? Here is"))
    assert "A drink with word in it. You drink it hot." in side
    assert len(graded) == len(content.pages["en"]) + 2 * len(content.checks["en"])


def test_a_heading_ends_before_the_next_text_begins() -> None:
    assert [closed(text) for text in ("A title", "A list:", "It is. ", "So?")] == [
        "A title.",
        "A list.",
        "It is. .",
        "So?",
    ]
