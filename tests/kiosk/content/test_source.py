from __future__ import annotations

import pytest

from kiosk.content.source import Node, Report, parse_yaml


def parsed(text: str) -> Node:
    report = Report("x.yaml")
    node = parse_yaml(text, report)
    assert report.problems == []
    assert node is not None
    return node


def refused(text: str) -> list[tuple[str, int]]:
    report = Report("x.yaml")
    assert parse_yaml(text, report) is None
    return [(problem.rule, problem.line) for problem in report.problems]


def test_every_value_knows_its_line_and_name() -> None:
    root = parsed("top: 1\nlist:\n  - id: a\n    text: >\n      long\n      text\n  - plain\n")
    places = {node.name: (node.line, node.value) for node in root.walk() if not isinstance(node.value, list | dict)}
    assert places == {"top": (1, 1), "list.a.id": (3, "a"), "list.a.text": (4, "long text\n"), "list.2": (7, "plain")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "a"),
        ("12", 12),
        ("1.5", 1.5),
        ("true", True),
        ("null", None),
        ("~", None),
        ("2027-05-31", "2027-05-31"),
        ("'12'", "12"),
    ],
)
def test_scalars_are_plain_values(text: str, value: object) -> None:
    node = parsed(f"x: {text}").value
    assert isinstance(node, dict)
    assert node["x"].value == value
    assert type(node["x"].value) is type(value)


def test_lines_count_from_where_the_text_stands() -> None:
    report = Report("page.md")
    node = parse_yaml("a: 1\nb: [", report, first_line=2)
    assert node is None
    assert report.problems[0].line in {3, 4}


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("a: b: c", "C002", 1),
        ("a: 1\n- b", "C002", 2),
        ("", "C002", 1),
        ("# only a remark\n", "C002", 1),
        ("a: 1\n---\nb: 2", "C002", 2),
        ("a: &x 1\nb: *x", "C003", 1),
        ("a: 1\nb: 2\na: 3", "C003", 3),
        ("a: !thing 1", "C003", 1),
        ("a: !!set {b}", "C003", 1),
        ("1: a", "C003", 1),
        ("? [a]\n: b", "C003", 1),
        ("a: 1:30", "C003", 1),
        ("<<: {a: 1}", "C003", 1),
        ("a: " + "[" * 20 + "]" * 20, "C003", 1),
    ],
)
def test_what_is_beyond_plain_yaml_is_refused(text: str, rule: str, line: int) -> None:
    assert (rule, line) in refused(text)


def test_an_alias_that_holds_itself_ends() -> None:
    assert ("C003", 1) in refused("&a [*a]")


def test_a_problem_without_a_field_shows_a_dash() -> None:
    report = Report("x.yaml")
    report.add("C001", 1, "", "gone: write it")
    assert str(report.problems[0]) == "x.yaml:1: [C001] -: gone: write it"
