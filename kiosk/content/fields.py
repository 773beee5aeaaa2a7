"""Typed reading of YAML mappings: each field is asked for once, and everything wrong is noted with its place."""

from __future__ import annotations

import re
from collections.abc import Collection

from kiosk.content.blocks import Span
from kiosk.content.filling import unfilled, unknown_placeholder
from kiosk.content.markdown import inline_spans, markup_in_plain_text
from kiosk.content.source import Node, Report
from kiosk.content.treatment import Scope

__all__ = ["Fields", "each_mapping", "kind_of"]

_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\Z")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")
_NO_MORE = 80  # characters of a wrong value that a message quotes


class Fields:
    """The fields of one mapping. Ask for each by name and type, then call `done`.

    A field that is missing or wrong is noted, and an empty value is returned: reading goes on, so that one run finds
    every problem. Nothing that was read with problems is ever shown to a patient.
    """

    def __init__(self, node: Node, report: Report) -> None:
        """Take a node that should be a mapping; anything else is noted and read as an empty one."""
        self.node = node
        self.report = report
        self._known: list[str] = []
        self._broken = not isinstance(node.value, dict)
        self._map: dict[str, Node] = node.value if isinstance(node.value, dict) else {}
        if self._broken:
            report.at(
                "C012", node, f"expected fields with names, found {kind_of(node)}: write lines like `name: value`"
            )

    def get(self, name: str, *, optional: bool = False) -> Node | None:
        """Return a field's node; None if it is missing (noted, unless `optional`) or null."""
        self._known.append(name)
        node = self._map.get(name)
        if node is None:
            if not optional and not self._broken:
                self._note("C010", name, f"the field {name!r} is missing: add it")
            return None
        if node.value is None:
            if not optional:
                self.report.at("C010", node, f"the field {name!r} is empty: fill it in")
            return None
        return node

    def text(self, name: str, *, optional: bool = False) -> str:
        """Return one line of plain text without markup."""
        node = self.get(name, optional=optional)
        if node is None:
            return ""
        return plain_text(node, self.report)

    def words(self, name: str, *, optional: bool = False) -> str:
        """Return text, or a number written as text (a volume, a page range, a version)."""
        node = self.get(name, optional=optional)
        if node is None:
            return ""
        if isinstance(node.value, bool) or not isinstance(node.value, str | int | float):
            self.report.at("C012", node, f"expected text, found {kind_of(node)}: put it in quotes")
            return ""
        text = str(node.value).strip()
        if not text and not optional:
            self.report.at("C010", node, f"the field {name!r} is empty: fill it in")
        return text

    def spans(self, name: str, *, optional: bool = False) -> tuple[Span, ...]:
        """Return one line of inline Markdown: bold and glossary words."""
        node = self.get(name, optional=optional)
        if node is None:
            return ()
        if not isinstance(node.value, str) or not node.value.strip():
            self.report.at("C012", node, f"expected text, found {kind_of(node)}: put it in quotes")
            return ()
        return inline_spans(node.value, self.report, node.line, node.name)

    def date(self, name: str) -> str:
        """Return a date as year-month-day."""
        node = self.get(name)
        if node is None:
            return ""
        if isinstance(node.value, str) and _DATE.match(node.value):
            return node.value
        self.report.at("C013", node, "this is not a date: write year-month-day, such as 2027-05-31")
        return ""

    def scope(self) -> Scope:
        """Return whom an entry is for: its `reasons` and `routes`, both of which may be missing."""
        return Scope(self.identities("reasons", optional=True), self.identities("routes", optional=True))

    def whole(self, name: str, lowest: int, highest: int) -> int:
        """Return a whole number between two bounds, both allowed."""
        node = self.get(name)
        return lowest if node is None else whole_number(node, self.report, lowest, highest)

    def true(self, name: str) -> bool:
        """Return a truth value; a missing field is false."""
        node = self.get(name, optional=True)
        if node is None:
            return False
        if not isinstance(node.value, bool):
            self.report.at(
                "C012", node, f"expected true or false, found {kind_of(node)}: write one of them, without quotes"
            )
            return False
        return node.value

    def one_of(self, name: str, allowed: Collection[str], *, default: str = "") -> str:
        """Return a word of a fixed list; with a `default` the field may be missing."""
        node = self.get(name, optional=bool(default))
        if node is None:
            return default
        if not isinstance(node.value, str) or node.value not in allowed:
            listed = ", ".join(sorted(allowed))
            self.report.at("C013", node, f"{_quote(node)} is not known here: use one of {listed}")
            return default
        return node.value

    def identity(self, name: str = "id", *, optional: bool = False) -> str:
        """Return an id: lower-case words joined by hyphens."""
        node = self.get(name, optional=optional)
        return "" if node is None else id_text(node, self.report)

    def identities(self, name: str, *, optional: bool = False) -> tuple[str, ...]:
        """Return a list of ids, each of which stands there once."""
        node = self.get(name, optional=optional)
        if node is None:
            return ()
        result: list[str] = []
        for item in items_of(node, self.report):
            one = id_text(item, self.report)
            if one and one in result:
                self.report.at("C020", item, f"{one!r} stands twice in this list: keep one")
            elif one:
                result.append(one)
        return tuple(result)

    def items(self, name: str, *, optional: bool = False) -> list[Node]:
        """Return the nodes of a list."""
        node = self.get(name, optional=optional)
        return [] if node is None else items_of(node, self.report)

    def within(self, name: str) -> Fields | None:
        """Return the fields of a mapping inside this one; None if it is missing."""
        node = self.get(name)
        return None if node is None else Fields(node, self.report)

    def texts(self, name: str, *, optional: bool = False) -> dict[str, str]:
        """Return a map of id to plain text."""
        node = self.get(name, optional=optional)
        if node is None:
            return {}
        return {key: plain_text(value, self.report) for key, value in mapping_of(node, self.report).items()}

    def counts(self, name: str, groups: tuple[str, ...], highest: int) -> tuple[tuple[str, int], ...]:
        """Return one whole number for each of `groups`, in their order."""
        node = self.get(name)
        if node is None:
            return ()
        given = mapping_of(node, self.report)
        for key, value in given.items():
            if key not in groups:
                self.report.at("C021", value, f"the group {key!r} is not in `groups`: use one of {', '.join(groups)}")
        result = []
        for group in groups:
            if group not in given:
                self.report.at("C010", node, f"the group {group!r} has no number: add it")
            else:
                result.append((group, whole_number(given[group], self.report, 0, highest)))
        return tuple(result)

    def ignore(self, *names: str) -> None:
        """Accept fields that the kiosk does not need (an editor's notes)."""
        self._known.extend(names)

    def done(self) -> None:
        """Note every field that nobody asked for: most often a slip of the pen."""
        for name, node in self._map.items():
            if name not in self._known:
                listed = ", ".join(sorted(self._known))
                self.report.at("C011", node, f"there is no field {name!r} here: correct it to one of {listed}")

    def _note(self, rule: str, name: str, message: str) -> None:
        full = f"{self.node.name}.{name}" if self.node.name else name
        self.report.add(rule, self.node.line, full, message)


def each_mapping(node: Node, report: Report) -> list[Fields]:
    """Return the fields of each mapping of a list; note what is not a list of mappings."""
    return [Fields(item, report) for item in items_of(node, report)]


def items_of(node: Node, report: Report) -> list[Node]:
    """Return the nodes of a list; note anything else."""
    if isinstance(node.value, list):
        return node.value
    report.at("C012", node, f"expected a list, found {kind_of(node)}: write [a, b], or a line `- ` for each")
    return []


def mapping_of(node: Node, report: Report) -> dict[str, Node]:
    """Return the nodes of a mapping; note anything else."""
    if isinstance(node.value, dict):
        return node.value
    report.at("C012", node, f"expected fields with names, found {kind_of(node)}: write lines like `name: value`")
    return {}


def plain_text(node: Node, report: Report) -> str:
    """Return a node's text; note another type, empty text and markup that nobody would read."""
    if not isinstance(node.value, str):
        report.at("C012", node, f"expected text, found {kind_of(node)}: put it in quotes")
        return ""
    text = " ".join(node.value.split())
    if not text:
        report.at("C013", node, "the text is empty: write it")
    found = markup_in_plain_text(text)
    if found:
        report.at("C014", node, f"{found!r} would be shown as it stands: this field takes plain text only")
    unknown = unknown_placeholder(text)
    if unknown:
        report.at("C015", node, unfilled(unknown))
    return text


def whole_number(node: Node, report: Report, lowest: int, highest: int) -> int:
    """Return a node's whole number within bounds; note anything else."""
    if isinstance(node.value, bool) or not isinstance(node.value, int):
        report.at("C012", node, f"expected a whole number, found {kind_of(node)}: write digits, without quotes")
        return lowest
    if not lowest <= node.value <= highest:
        report.at("C013", node, f"{node.value} is not between {lowest} and {highest}: correct it")
        return lowest
    return node.value


def id_text(node: Node, report: Report) -> str:
    """Return a node's id; note anything that is not lower-case words joined by hyphens."""
    if isinstance(node.value, str) and _ID.match(node.value):
        return node.value
    report.at("C013", node, f"{_quote(node)} is not an id: use lower-case letters, digits and hyphens")
    return ""


def kind_of(node: Node) -> str:
    """Name a node's type in words a clinician knows."""
    value = node.value
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {_quote(node)}" if value.strip() else "empty text"
    if isinstance(value, list):
        return "a list"
    return "fields with names" if isinstance(value, dict) else "nothing"


def _quote(node: Node) -> str:
    shown = str(node.value) if isinstance(node.value, str | int | float | bool) else kind_of(node)
    return repr(shown if len(shown) <= _NO_MORE else shown[:_NO_MORE] + "...")
