from __future__ import annotations

import pytest

from kiosk.content import CheckItem, Scope
from kiosk.content.source import Node, Report, parse_yaml
from kiosk.content.words import (
    read_checks,
    read_figure_words,
    read_glossary,
    read_page,
    read_questions,
    read_treatment_words,
)
from tests.kiosk.packs import SMALL_PACK


def node_of(text: str) -> tuple[Node, Report]:
    report = Report("x.yaml")
    node = parse_yaml(text, report)
    assert node is not None
    return node, report


def small(name: str) -> str:
    return (SMALL_PACK / "en" / name).read_text(encoding="utf-8")


def test_a_page_knows_the_lines_of_its_blocks() -> None:
    report = Report("en/pages/what-it-is.md")
    page = read_page(small("pages/what-it-is.md"), report)
    assert report.problems == []
    assert page is not None
    assert [placed.line for placed in page.blocks] == [9, 11, 13, 16]


@pytest.mark.parametrize("text", ["no front matter", "---\nid: a\n", "---\nid: [\n---\n", "", "---\n---\nText."])
def test_a_page_without_readable_fields_is_refused(text: str) -> None:
    report = Report("p.md")
    assert read_page(text, report) is None
    assert {problem.rule for problem in report.problems} == {"C002"}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("layout: text", "layout: cards", "C010"),
        ("layout: text", "layout: rows", "C023"),
        ("review_by: 2030-05-31", "review_by: 2030-13-31", "C013"),
        ("status: draft", "status: final", "C013"),
    ],
)
def test_wrong_fields_of_a_page(old: str, new: str, rule: str) -> None:
    report = Report("p.md")
    read_page(small("pages/what-it-is.md").replace(old, new), report)
    assert rule in [problem.rule for problem in report.problems]


def test_a_page_or_a_card_without_text() -> None:
    report = Report("p.md")
    head, _, _ = small("pages/what-it-is.md").partition("Mint tea is")
    read_page(head, report)
    read_page(
        small("pages/what-is-open.md")
        .replace("With mint tea, 64 of 100 people slept better.\n\n", "")
        .replace("- The rest did not.\n- No test can tell this ahead of time.\n", ""),
        report,
    )
    assert [problem.rule for problem in report.problems] == ["C023", "C023"]


def test_figure_words_of_rows_need_no_outcome() -> None:
    node, report = node_of(small("figures.yaml"))
    words = read_figure_words(node, report)
    assert report.problems == []
    assert words["effects"].outcome == ""
    assert words["effects"].rows["headache"].duration == "A few hours"


def test_checks_have_three_choices_and_one_right() -> None:
    node, report = node_of(small("checks/all.yaml"))
    known: dict[str, CheckItem] = {}
    read_checks(node, report, known)
    assert known["stop-a"].right_choice.text == "At any time I like"
    assert (known["stop-a"].file, report.problems) == ("x.yaml", [])
    read_checks(node, report, known)
    assert [problem.rule for problem in report.problems] == ["C020", "C020"]
    third = "    - {id: c, text: When staff say so, why: You decide when to stop.}\n"
    node, report = node_of(small("checks/all.yaml").replace(third, ""))
    read_checks(node, report, {})
    assert [problem.rule for problem in report.problems] == ["C024"]


def test_glossary_and_questions() -> None:
    assert read_glossary(*node_of(small("glossary.yaml")))["mint"].facts == ()
    assert list(read_questions(*node_of(small("questions.yaml")))) == ["mean-for-me"]


def test_treatment_words() -> None:
    node, report = node_of(small("treatments/mint-tea.yaml"))
    identity, text = read_treatment_words(node, report)
    assert (identity, report.problems) == ("mint-tea", [])
    assert [block.kind for block in text.document_sections[0].blocks] == ["paragraph", "bullet", "figure"]
    assert text.document_sections[1].blocks[0].scope == Scope((), ("flask",))
    assert [point.scope.reasons for point in text.benefits] == [(), ("travel",)]
    assert text.routes["flask"] == "From a flask"


def test_a_page_of_choices() -> None:
    report = Report("p.md")
    page = read_page(small("pages/side-by-side.md"), report)
    assert report.problems == []
    assert page is not None
    assert (page.choices, page.more, page.local) == (("mint-tea", "hot-water"), ("what-is-open",), True)
    read_page(small("pages/what-it-is.md").replace("layout: text", "layout: text\nchoices: [a, b]"), report)
    assert [(problem.rule, problem.field) for problem in report.problems] == [("C011", "choices")]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("meaning:\n  agree:", "meaning:\n  agreed:", "C010"),
        ("meaning:\n  agree:", "meaning:\n  agreed:", "C011"),
        ("refusal: Mint tea refused, ", "", "C010"),
        ("  talk: {title", "  speak: {title", "C010"),
        ("kind: bullet", "kind: table", "C013"),
    ],
)
def test_wrong_treatment_words(old: str, new: str, rule: str) -> None:
    node, report = node_of(small("treatments/mint-tea.yaml").replace(old, new))
    read_treatment_words(node, report)
    assert rule in [problem.rule for problem in report.problems]
