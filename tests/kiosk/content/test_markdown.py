from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.content.markdown import inline_spans, markup_in_plain_text, parse_page_body
from kiosk.content.model import Bullets, Note, Paragraph, Span
from kiosk.content.source import Report


def refused(text: str, *, cards: bool = False) -> list[int]:
    report = Report("p.md")
    parse_page_body(text, report, 10, cards=cards)
    assert {problem.rule for problem in report.problems} <= {"C014"}
    return [problem.line for problem in report.problems]


def test_the_small_markdown_becomes_blocks_with_lines() -> None:
    report = Report("p.md")
    text = "One **bold**\nline, a [word](term:w).\n\n- a\n- **b**\n\n> Careful.\n"
    blocks, cards = parse_page_body(text, report, 10, cards=False)
    assert (report.problems, cards) == ([], ())
    assert [placed.line for placed in blocks] == [10, 13, 16]
    assert [placed.block for placed in blocks] == [
        Paragraph((Span("One "), Span("bold", bold=True), Span(" line, a "), Span("word", term="w"), Span("."))),
        Bullets(((Span("a"),), (Span("b", bold=True),))),
        Note((Span("Careful."),)),
    ]


def test_cards_have_headings_and_may_have_paragraphs_above() -> None:
    report = Report("p.md")
    blocks, cards = parse_page_body("Above.\n## One\nText.\n\n- item\n## Two\nMore.", report, 5, cards=True)
    assert report.problems == []
    assert [placed.block for placed in blocks] == [Paragraph((Span("Above."),))]
    assert [(card.heading, card.line, len(card.blocks)) for card in cards] == [("One", 6, 2), ("Two", 10, 1)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("*italics*", 10),
        ("a\n_i_", 11),
        ("__bold__", 10),
        ("<b>x</b>", 10),
        ("<div>\nx\n</div>", 10),
        ("<!-- note -->", 10),
        ("![x](y.png)", 10),
        ("[x](https://example.org)", 10),
        ("[x](javascript:alert(1))\n\n`x`", 12),
        ("[x](term:)", 10),
        ("[x](term:a 'title')", 10),
        ("<https://example.org>", 10),
        ("`code`", 10),
        ("```\ncode\n```", 10),
        ("    code", 10),
        ("1. one", 10),
        ("* one", 10),
        ("- one\n  - two", 10),
        ("- one\n\n  more", 10),
        ("---", 10),
        ("text\n---", 10),
        ("# Title", 10),
        ("## Card", 10),
        ("| a |\n|---|\n| b |", 10),
        ("~~x~~", 10),
        ("line  \nnext", 10),
        ("line\\\nnext", 10),
        ("> one\n>\n> two", 10),
        ("> - list", 10),
        ("[a]: https://example.org", 10),
    ],
)
def test_everything_else_is_refused_on_its_line(text: str, line: int) -> None:
    assert line in refused(text)


@pytest.mark.parametrize(
    "text", ["## **Bold** card\nText.", "# Big\nText.", "- list\n## Card\nText.", "## Card\n> note", "### Small\nText."]
)
def test_wrong_cards_are_refused(text: str) -> None:
    assert refused(text, cards=True)


def test_inline_text_of_a_yaml_field() -> None:
    report = Report("x.yaml")
    assert inline_spans("Out of **100\n  people**:", report, 3, "a.intro") == (
        Span("Out of "),
        Span("100 people", bold=True),
        Span(":"),
    )
    inline_spans("*no*", report, 3, "a.intro")
    assert [(problem.line, problem.field) for problem in report.problems] == [(3, "a.intro")]


@pytest.mark.parametrize("text", ["**x**", "[x](term:y)", "<b>", "</p>", "# x", "- x", "`x`", "&amp;", "&#65;"])
def test_marks_in_plain_text_are_found(text: str) -> None:
    assert markup_in_plain_text(text)


@pytest.mark.parametrize("text", ["5 < 6 and 7 > 6", "Smith & Sons", "a * b", "it's (really) fine", "one - two"])
def test_plain_signs_are_no_marks(text: str) -> None:
    assert markup_in_plain_text(text) == ""


@given(st.text("ab *_[]()<>#-|`~!\\&;:\n\t1.=+\"'", max_size=60), st.booleans())
def test_no_text_crashes_and_nothing_is_lost_in_silence(text: str, cards: bool) -> None:
    report = Report("p.md")
    blocks, found = parse_page_body(text, report, 1, cards=cards)
    if not report.problems and any(char in "ab1" for char in text):
        assert blocks or found


def test_words_that_the_clinic_fills_pass_and_other_braces_do_not() -> None:
    report = Report("p.md")
    text = "Call {clinic_name}: **{clinic_phone}**.\n\n- Or {crisis_line}\n\n> Else [{emergency_number}](term:w)."
    blocks, _ = parse_page_body(text, report, 10, cards=False)
    assert report.problems == []
    first = blocks[0].block
    assert isinstance(first, Paragraph)
    assert first.spans == (Span("Call {clinic_name}: "), Span("{clinic_phone}", bold=True), Span("."))
    parse_page_body("Fine.\n\nCall {fax}.", report, 10, cards=False)
    assert [(problem.rule, problem.line) for problem in report.problems] == [("C015", 12)]
    assert inline_spans("{crisis_line} or {}", report, 3, "x") == (Span("{crisis_line} or {}"),)
    assert [(problem.rule, problem.line, problem.field) for problem in report.problems[1:]] == [("C015", 3, "x")]
