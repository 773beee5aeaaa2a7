"""The files that all treatments share: conditions, choices, library, topics, countries, and words kept by id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

from kiosk.content.fields import Fields, each_mapping, items_of, mapping_of, plain_text
from kiosk.content.model import (
    Choice,
    ChoiceTable,
    Condition,
    ConditionText,
    Country,
    MustKnowText,
    ReasonText,
    Shelf,
    TeachBackText,
    Topic,
)
from kiosk.content.source import Node, Report
from kiosk.content.structure import keep
from kiosk.content.words import ICONS

__all__ = [
    "read_choices",
    "read_condition_words",
    "read_conditions",
    "read_countries",
    "read_library",
    "read_must_know_words",
    "read_plain_words",
    "read_reasons",
    "read_shelf_names",
    "read_teach_back",
    "read_topics",
]

_GROUPS: tuple[Literal["heart", "mind", "body", "medicines", "life"], ...] = (
    "heart",
    "mind",
    "body",
    "medicines",
    "life",
)
_T = TypeVar("_T")


def read_conditions(node: Node, report: Report) -> dict[str, Condition]:
    """Read `conditions.yaml`."""
    result: dict[str, Condition] = {}
    for fields in each_mapping(node, report):
        named = fields.one_of("group", _GROUPS)
        group = next((one for one in _GROUPS if one == named), _GROUPS[0])
        condition = Condition(fields.identity(), group, fields.identity("page"), fields.identities("facts"))
        fields.done()
        keep(result, condition.id, condition, fields)
    return result


def read_library(node: Node, report: Report) -> tuple[Shelf, ...]:
    """Read `library.yaml`: the shelves in order; a page stands on one shelf only."""
    result: dict[str, Shelf] = {}
    seen: dict[str, str] = {}
    for fields in each_mapping(node, report):
        shelf = Shelf(fields.identity(), fields.identities("pages"))
        fields.done()
        for page in shelf.pages:
            if page in seen:
                message = f"the page {page!r} is already on the shelf {seen[page]!r}: keep it once"
                report.at("C020", fields.node, message)
            seen.setdefault(page, shelf.id)
        keep(result, shelf.id, shelf, fields)
    return tuple(result.values())


def read_topics(node: Node, report: Report) -> tuple[Topic, ...]:
    """Read `topics.yaml`."""
    result: dict[str, Topic] = {}
    for fields in each_mapping(node, report):
        topic = Topic(
            topic=fields.words("topic"),
            pages=fields.identities("pages", optional=True),
            terms=fields.identities("terms", optional=True),
            facts=fields.identities("facts", optional=True),
            excluded=fields.words("excluded", optional=True),
        )
        fields.done()
        if topic.topic and not (topic.pages or topic.terms or topic.excluded):
            message = "nothing covers this topic: name its pages or terms, or say in `excluded` why it is left out"
            report.at("C010", fields.node, message)
        keep(result, topic.topic, topic, fields)
    return tuple(result.values())


def read_countries(node: Node, report: Report) -> dict[str, Country]:
    """Read `countries.yaml`, a map of country code (`US`) to its numbers."""

    def one(fields: Fields, identity: str) -> Country:
        number, line = fields.text("emergency_number"), fields.text("crisis_line")
        return Country(identity, number, line, fields.identities("facts"))

    return _each(node, report, one)


def read_reasons(node: Node, report: Report) -> dict[str, ReasonText]:
    """Read `<language>/reasons.yaml`."""
    return _each(
        node, report, lambda fields, _: ReasonText(fields.text("label"), fields.text("short"), fields.text("subtitle"))
    )


def read_condition_words(node: Node, report: Report) -> dict[str, ConditionText]:
    """Read `<language>/conditions.yaml`."""
    return _each(node, report, lambda fields, _: ConditionText(fields.text("ask"), fields.text("short")))


def read_must_know_words(node: Node, report: Report) -> dict[str, MustKnowText]:
    """Read `<language>/must_know.yaml`."""
    return _each(node, report, lambda fields, _: MustKnowText(fields.text("name"), _lines(fields, "sentences")))


def read_teach_back(node: Node, report: Report) -> dict[str, TeachBackText]:
    """Read `<language>/teach_back.yaml`."""
    return _each(node, report, lambda fields, _: TeachBackText(fields.text("prompt"), _lines(fields, "listen_for")))


def read_shelf_names(node: Node, report: Report) -> dict[str, str]:
    """Read `<language>/library.yaml`."""
    return _each(node, report, lambda fields, _: fields.text("name"))


def read_plain_words(node: Node, report: Report) -> tuple[str, ...]:
    """Read `<language>/plain_words.yaml`: words of daily life that no glossary need explain."""
    return tuple(plain_text(item, report) for item in items_of(node, report))


def read_choices(node: Node, report: Report) -> ChoiceTable:
    """Read `<language>/choices.yaml`: every choice is told in every row."""
    fields = Fields(node, report)
    rows = fields.texts("rows")
    choices: dict[str, Choice] = {}
    for item in fields.items("choices"):
        one = Fields(item, report)
        inner = one.within("rows")
        choice = Choice(
            id=one.identity(),
            name=one.text("name"),
            icon=one.one_of("icon", ICONS),
            facts=one.identities("facts"),
            rows={row: inner.spans(row) for row in rows} if inner else {},
        )
        for part in (inner, one):
            if part:
                part.done()
        keep(choices, choice.id, choice, one)
    fields.done()
    return ChoiceTable(rows, choices)


def _each(node: Node, report: Report, read: Callable[[Fields, str], _T]) -> dict[str, _T]:
    """Read a map of id to fields."""
    result = {}
    for identity, item in mapping_of(node, report).items():
        fields = Fields(item, report)
        result[identity] = read(fields, identity)
        fields.done()
    return result


def _lines(fields: Fields, name: str) -> tuple[str, ...]:
    """Read a list of plain texts, at least one."""
    node = fields.get(name)
    if node is None:
        return ()
    lines = tuple(plain_text(item, fields.report) for item in items_of(node, fields.report))
    if not lines and isinstance(node.value, list):
        fields.report.at("C010", node, f"the list {name!r} is empty: add at least one line")
    return lines
