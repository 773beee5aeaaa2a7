from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.content import Condition, ConditionText, Country, MustKnowText, ReasonText, Shelf, TeachBackText, Topic
from kiosk.content.shared import (
    read_choices,
    read_condition_words,
    read_conditions,
    read_countries,
    read_library,
    read_must_know_words,
    read_plain_words,
    read_reasons,
    read_shelf_names,
    read_teach_back,
    read_topics,
)
from kiosk.content.source import Node, Report, parse_yaml
from tests.kiosk.packs import SMALL_PACK


def read(reader: Callable[[Node, Report], object], text: str) -> tuple[object, list[str]]:
    report = Report("x.yaml")
    node = parse_yaml(text, report)
    assert node is not None
    return reader(node, report), [problem.rule for problem in report.problems]


def small(name: str) -> str:
    return (SMALL_PACK / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("reader", "file", "wanted"),
    [
        (
            read_conditions,
            "conditions.yaml",
            {"sore-head": Condition("sore-head", "body", "side-effects", ("tea-headache",))},
        ),
        (
            read_condition_words,
            "en/conditions.yaml",
            {"sore-head": ConditionText("Does your head hurt often?", "Headaches")},
        ),
        (read_library, "library.yaml", (Shelf("open-questions", ("what-is-open",)),)),
        (read_shelf_names, "en/library.yaml", {"open-questions": "What nobody knows yet"}),
        (
            read_topics,
            "topics.yaml",
            (
                Topic("Mint", ("what-it-is",), ("mint",), ("tea-helps",), ""),
                Topic("Coffee", (), (), (), "It is no tea."),
            ),
        ),
        (read_countries, "countries.yaml", {"US": Country("US", "911", "call or text 988", ("tea-may-stop",))}),
        (
            read_teach_back,
            "en/teach_back.yaml",
            {
                "mk-stop": TeachBackText(
                    "Tell us in your own words: when can you stop?", ("At any time", "Without a reason")
                )
            },
        ),
    ],
)
def test_a_file_becomes_its_part_of_the_model(
    reader: Callable[[Node, Report], object], file: str, wanted: object
) -> None:
    assert read(reader, small(file)) == (wanted, [])


def test_reasons_and_must_know_words() -> None:
    found, rules = read(read_reasons, small("en/reasons.yaml"))
    assert isinstance(found, dict)
    assert (found["travel"], rules) == (ReasonText("A long journey", "for a journey", "For a long journey"), [])
    found, rules = read(read_must_know_words, small("en/must_know.yaml"))
    assert isinstance(found, dict)
    assert (found["mk-stop"], rules) == (MustKnowText("That you can stop", ("You can stop at any time.",)), [])


def test_choices_keep_the_order_of_rows_and_choices() -> None:
    report = Report("x.yaml")
    node = parse_yaml(small("en/choices.yaml"), report)
    assert node is not None
    table = read_choices(node, report)
    assert report.problems == []
    assert list(table.rows.items()) == [("what", "What it is"), ("helps", "What helps")]
    assert list(table.choices) == ["mint-tea", "hot-water"]
    assert [span.term for span in table.choices["mint-tea"].rows["what"]] == ["", "mint", ""]


@pytest.mark.parametrize(
    ("reader", "text", "rules"),
    [
        (read_conditions, "- {id: a, group: nose, page: b, facts: [c]}", ["C013"]),
        (
            read_conditions,
            "- {id: a, group: mind, page: b, facts: [c]}\n- {id: a, group: mind, page: b, facts: [c]}",
            ["C020"],
        ),
        (read_library, "- {id: a, pages: [b, c]}\n- {id: d, pages: [c]}", ["C020"]),
        (read_topics, "- {topic: a}", ["C010"]),
        (read_topics, "- {topic: a, facts: [b]}", ["C010"]),
        (read_topics, "- {topic: a, excluded: b}\n- {topic: a, terms: [c]}", ["C020"]),
        (read_countries, "US: {emergency_number: 911, crisis_line: x, facts: [a]}", ["C012"]),
        (read_reasons, "trd: {label: a, short: b}", ["C010"]),
        (read_reasons, "[trd]", ["C012"]),
        (read_must_know_words, "mk-a: {name: b, sentences: c}", ["C012"]),
        (read_must_know_words, "mk-a: {name: b, sentences: []}", ["C010"]),
        (read_must_know_words, "mk-a: {name: b, sentences: ['**c**']}", ["C014"]),
        (read_teach_back, "mk-a: {prompt: b}", ["C010"]),
        (read_shelf_names, "a: {title: b}", ["C010", "C011"]),
        (read_choices, "rows: {what: What}\nchoices: [{id: a, name: b, icon: clock, facts: [c], rows: {}}]", ["C010"]),
        (read_choices, "rows: {what: What}\nchoices: [{id: a, name: b, icon: grin, facts: [c]}]", ["C013", "C010"]),
    ],
)
def test_what_is_wrong_is_noted(reader: Callable[[Node, Report], object], text: str, rules: list[str]) -> None:
    assert sorted(read(reader, text)[1]) == sorted(rules)


def test_plain_words_are_a_list_of_words() -> None:
    assert read(read_plain_words, "[another, everybody]") == (("another", "everybody"), [])
