from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.content.fields import Fields, each_mapping, id_text, items_of, kind_of, mapping_of, plain_text, whole_number
from kiosk.content.model import Scope, Span
from kiosk.content.source import Node, Report, parse_yaml


def fields(text: str) -> Fields:
    report = Report("x.yaml")
    node = parse_yaml(text, report)
    assert node is not None
    return Fields(node, report)


def rules(read: Fields) -> list[tuple[str, str]]:
    return [(problem.rule, problem.field) for problem in read.report.problems]


def test_right_fields_are_read_without_a_word() -> None:
    read = fields(
        "id: a-b\ntitle: ' Two  words '\nmark: '**x**'\nnumber: 3\nfine: true\nkind: b\nlist: [a, b]\nmap: {k: v}\n"
        "volume: 12\nnested: {id: c}\ncounts: {x: 1, z: 2}\nday: 2027-05-31\n"
    )
    assert read.identity() == "a-b"
    assert read.text("title") == "Two words"
    assert read.spans("mark") == (Span("x", bold=True),)
    assert read.whole("number", 0, 5) == 3
    assert read.one_of("kind", ("a", "b")) == "b"
    assert read.true("fine")
    assert read.identities("list") == ("a", "b")
    assert read.texts("map") == {"k": "v"}
    assert read.words("volume") == "12"
    nested = read.within("nested")
    assert nested is not None
    assert nested.identity() == "c"
    assert read.counts("counts", ("z", "x"), 9) == (("z", 2), ("x", 1))
    assert read.date("day") == "2027-05-31"
    assert nested.scope() == Scope()
    assert fields("{reasons: [a], routes: [b, c]}").scope() == Scope(("a",), ("b", "c"))
    read.ignore("volume")
    read.done()
    assert rules(read) == []


@pytest.mark.parametrize(
    ("text", "ask", "rule"),
    [
        ("a: 1", lambda read: read.text("b"), "C010"),
        ("a: ", lambda read: read.text("a"), "C010"),
        ("a: ''", lambda read: read.text("a"), "C013"),
        ("a: 1", lambda read: read.text("a"), "C012"),
        ("a: '<b>'", lambda read: read.text("a"), "C014"),
        ("a: [b]", lambda read: read.words("a"), "C012"),
        ("a: ' '", lambda read: read.words("a"), "C010"),
        ("a: '{clinic_fax}'", lambda read: read.text("a"), "C015"),
        ("a: '**{x}**'", lambda read: read.spans("a"), "C015"),
        ("a: 1 May 2027", lambda read: read.date("a"), "C013"),
        ("b: 1", lambda read: read.date("a"), "C010"),
        ("reasons: trd", lambda read: read.scope(), "C012"),
        ("routes: [A]", lambda read: read.scope(), "C013"),
        ("a: 1", lambda read: read.spans("a"), "C012"),
        ("a: '*i*'", lambda read: read.spans("a"), "C014"),
        ("a: 7", lambda read: read.whole("a", 0, 5), "C013"),
        ("a: 1.5", lambda read: read.whole("a", 0, 5), "C012"),
        ("a: true", lambda read: read.whole("a", 0, 5), "C012"),
        ("a: 'true'", lambda read: read.true("a"), "C012"),
        ("a: c", lambda read: read.one_of("a", ("x", "y")), "C013"),
        ("a: A b", lambda read: read.identity("a"), "C013"),
        ("a: [x, x]", lambda read: read.identities("a"), "C020"),
        ("a: x", lambda read: read.identities("a"), "C012"),
        ("a: {x: 1}", lambda read: read.counts("a", ("x", "y"), 9), "C010"),
        ("a: {x: 1, z: 2}", lambda read: read.counts("a", ("x",), 9), "C021"),
        ("a: [x]", lambda read: read.texts("a"), "C012"),
        ("a: x", lambda read: read.within("a"), "C012"),
        ("a: 1", lambda read: read.done(), "C011"),
    ],
)
def test_each_wrong_field_has_its_rule(text: str, ask: Callable[[Fields], object], rule: str) -> None:
    read = fields(text)
    ask(read)
    assert [problem.rule for problem in read.report.problems] == [rule]
    assert read.report.problems[0].line == 1


def test_optional_fields_may_be_missing_or_null() -> None:
    read = fields("a:")
    assert (read.text("a", optional=True), read.words("b", optional=True), read.true("c")) == ("", "", False)
    assert (read.identities("d", optional=True), read.items("e", optional=True)) == ((), [])
    assert (read.texts("f", optional=True), read.spans("g", optional=True)) == ({}, ())
    assert read.one_of("h", ("x",), default="x") == "x"
    assert rules(read) == []


def test_what_is_no_mapping_is_one_problem_only() -> None:
    read = fields("[a, b]")
    read.text("x")
    read.identity()
    read.done()
    assert [rule for rule, _ in rules(read)] == ["C012"]


def test_helpers_for_single_nodes() -> None:
    report = Report("x.yaml")
    assert items_of(Node([], 1, "a"), report) == []
    assert mapping_of(Node({}, 1, "a"), report) == {}
    assert each_mapping(Node([Node({}, 1, "a.1")], 1, "a"), report)[0].node.name == "a.1"
    assert plain_text(Node("x", 1, "a"), report) == "x"
    assert whole_number(Node(2, 1, "a"), report, 0, 2) == 2
    assert id_text(Node("about_you", 1, "a"), report) == "about_you"
    assert report.problems == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true or false"),
        (3, "the number 3"),
        ("x", "the text 'x'"),
        (" ", "empty text"),
        ([], "a list"),
        ({}, "fields with names"),
        (None, "nothing"),
    ],
)
def test_types_are_named_in_plain_words(
    value: str | int | bool | list[Node] | dict[str, Node] | None, words: str
) -> None:
    assert kind_of(Node(value, 1, "a")) == words


def test_a_long_wrong_value_is_cut() -> None:
    assert len(kind_of(Node("x" * 500, 1, "a"))) < 120
