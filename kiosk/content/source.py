"""Plain YAML with places: text in, values out, each with its line and its dotted name.

Only the plain subset is read: mappings with text keys, lists, text, numbers, truth values, null. Anchors, tags and
repeated keys are problems, because each can make a file say something else than it seems to say. A date such as
`2027-05-31` comes back as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from kiosk.errors import Problem

__all__ = ["Node", "Report", "parse_yaml"]

Value: TypeAlias = "str | int | float | bool | list[Node] | dict[str, Node] | None"

_PREFIX = "tag:yaml.org,2002:"
_DEEPEST = 12  # levels; the format needs 8, and Python's own stack must never decide


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value, the line it stands on (from 1) and its dotted name, such as `off-label-a.question`."""

    value: Value
    line: int
    name: str

    def walk(self) -> Iterator[Node]:
        """Give this node and all below it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            if isinstance(node.value, dict):
                waiting.extend(reversed(node.value.values()))
            elif isinstance(node.value, list):
                waiting.extend(reversed(node.value))


@dataclass(slots=True)
class Report:
    """The problems of one file, collected while it is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, rule: str, line: int, name: str, message: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(rule, self.file, line, name or "-", message))

    def at(self, rule: str, node: Node, message: str) -> None:
        """Note one problem at a YAML value."""
        self.add(rule, node.line, node.name, message)


def parse_yaml(text: str, report: Report, *, first_line: int = 1) -> Node | None:
    """Parse one YAML document; None (with a problem in `report`) if it is broken.

    `first_line` is the line of the file at which `text` begins, for the front matter of pages.
    """
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        what = " ".join(part for part in (error.context, error.problem) if part)
        report.add("C002", line, "-", f"this is not valid YAML ({what}): look at this line and the one above it")
        return None
    except yaml.YAMLError as error:
        report.add("C002", first_line, "-", f"this is not valid YAML ({' '.join(str(error).split())})")
        return None
    if root is None:
        report.add("C002", first_line, "-", "the file is empty: write its fields, or delete the file")
        return None
    before = len(report.problems)
    node = _Builder(report, first_line).build(root, "", 0)
    return node if len(report.problems) == before else None


class _Builder:
    """Turns PyYAML's nodes into ours and refuses what is beyond the plain subset."""

    def __init__(self, report: Report, first_line: int) -> None:
        self.report = report
        self.first_line = first_line
        self.seen: set[int] = set()

    def build(self, raw: yaml.Node, name: str, depth: int) -> Node:
        line = self.first_line + raw.start_mark.line
        if id(raw) in self.seen:
            self.report.add("C003", line, name, "write the text twice: anchors and aliases (& and *) are not read")
            return Node(None, line, name)
        self.seen.add(id(raw))
        if depth > _DEEPEST:
            self.report.add(
                "C003", line, name, f"lists and fields are nested deeper than {_DEEPEST} levels: flatten them"
            )
            return Node(None, line, name)
        if isinstance(raw, yaml.MappingNode):
            return Node(self._mapping(raw, name, depth), line, name)
        if isinstance(raw, yaml.SequenceNode):
            return Node(self._sequence(raw, name, depth), line, name)
        return Node(self._scalar(raw, line, name), line, name)

    def _mapping(self, raw: yaml.MappingNode, name: str, depth: int) -> dict[str, Node]:
        result: dict[str, Node] = {}
        self._plain_tag(raw, "map", name)
        for key_node, value_node in raw.value:
            line = self.first_line + key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != _PREFIX + "str":
                shown = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
                self.report.add("C003", line, name, f"the key {shown!r} is not plain text: put it in quotes")
                continue
            key = str(key_node.value)
            full = f"{name}.{key}" if name else key
            if key in result:
                self.report.add("C003", line, full, f"{key!r} stands here twice: keep one of the two")
                continue
            value = self.build(value_node, full, depth + 1)
            result[key] = Node(value.value, line, full)
        return result

    def _sequence(self, raw: yaml.SequenceNode, name: str, depth: int) -> list[Node]:
        self._plain_tag(raw, "seq", name)
        result = []
        for index, item in enumerate(raw.value):
            label = _identity(item) or str(index + 1)
            result.append(self.build(item, f"{name}.{label}" if name else label, depth + 1))
        return result

    def _plain_tag(self, raw: yaml.Node, tag: str, name: str) -> None:
        if raw.tag != _PREFIX + tag:
            line = self.first_line + raw.start_mark.line
            self.report.add("C003", line, name, f"the tag {raw.tag!r} is not read: write plain YAML")

    def _scalar(self, raw: yaml.Node, line: int, name: str) -> str | int | float | bool | None:
        text = str(raw.value)
        kind = raw.tag.removeprefix(_PREFIX)
        if kind in {"str", "timestamp"}:
            return text
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() in {"true", "yes", "on"}
        try:
            if kind == "int":
                return int(text)
            if kind == "float":
                return float(text)
        except ValueError:
            self.report.add("C003", line, name, f"{text!r} reads as a number in an unusual form: put it in quotes")
            return None
        self.report.add("C003", line, name, f"{text!r} is beyond plain YAML: put it in quotes")
        return None


def _identity(raw: yaml.Node) -> str:
    """Return the `id` of a list item, or else its `page`: problems are easier to find by it than by a number."""
    page = ""
    if isinstance(raw, yaml.MappingNode):
        for key, value in raw.value:
            if isinstance(value, yaml.ScalarNode):
                if key.value == "id":
                    return str(value.value)
                if key.value == "page":
                    page = str(value.value)
    return page
