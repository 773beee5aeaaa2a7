"""The structure tree while a document is laid out: nodes with their kinds, texts and the marked content they own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

__all__ = ["ARTIFACT", "PAGINATION", "Artifact", "Node", "ObjectKid"]


@dataclass(frozen=True, slots=True)
class Artifact:
    """Content that is no part of the text: decoration, or the running head and foot."""

    kind: str


ARTIFACT: Final = Artifact("Layout")
PAGINATION: Final = Artifact("Pagination")


@dataclass(frozen=True, slots=True)
class ObjectKid:
    """An annotation as a kid: a signature field, by its name."""

    name: str


@dataclass(eq=False, slots=True)
class Node:
    """A structure element (ISO 32000-1, 14.7.2). `kids` are nodes, (page index, marked-content id), or an object.

    `alt` is a text alternative, `title` a heading's text for the bookmarks, which lead to `top` (page index, y from the
    lower edge); `attributes` are an attribute object's entries, its owner first.
    """

    tag: str
    kids: list[Node | tuple[int, int] | ObjectKid] = field(default_factory=list)
    alt: str = ""
    title: str = ""
    attributes: dict[str, object] = field(default_factory=dict)
    top: tuple[int, float] | None = None

    def add(self, tag: str, **more: str) -> Node:
        """Append a new node and return it."""
        node = Node(tag, alt=more.get("alt", ""))
        self.kids.append(node)
        return node

    def place(self, box: tuple[float, float, float, float]) -> None:
        """Note where a figure stands on its page, as PDF/UA wants."""
        self.attributes.update({"O": "Layout", "Placement": "Block", "BBox": box})
