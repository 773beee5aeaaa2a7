from __future__ import annotations

from kiosk.pdf.tags import Node


def test_a_node_is_added_below_another() -> None:
    root = Node("Document")

    figure = root.add("Figure", alt="A signature")

    assert root.kids == [figure]
    assert (figure.tag, figure.alt) == ("Figure", "A signature")


def test_a_figure_says_where_it_stands() -> None:
    figure = Node("Figure")

    figure.place((1, 2, 3, 4))

    assert figure.attributes == {"O": "Layout", "Placement": "Block", "BBox": (1, 2, 3, 4)}


def test_two_nodes_are_never_the_same() -> None:
    assert Node("P") != Node("P")
