from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest

from kiosk.document import FigureBlock, FigureGroup, FigureRow, Run
from tests.kiosk.pdf.papers import form, read


def group(count: int, label: str = "Ketamine", total: int = 100) -> FigureGroup:
    sentence = f"{count} of {total} people felt much better: {label}."
    return FigureGroup(
        label, count, total, f"{count} of {total}", "felt much better", f"{total - count} did not", sentence
    )


def figure(*rows: FigureRow, brief: bool = False) -> FigureBlock:
    intro = (Run("Out of "), Run("100 people", bold=True))
    return FigureBlock("f1", rows, intro=() if brief else intro, caption="" if brief else "Who: adults.", brief=brief)


def dots(data: bytes) -> list[int]:
    """Return how many dots each group of strokes has: all, then the hollow ones over them."""
    with pikepdf.open(BytesIO(data)) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
    return [len(re.findall(rb" m ", one)) for one in re.findall(rb"RG 1 J [\d.]+ w\n(.*?)S Q", content, re.DOTALL)]


@pytest.mark.parametrize("count", [0, 28, 64, 100])
def test_a_hundred_dots_are_drawn_and_those_it_did_not_happen_to_are_hollow(count: int) -> None:
    drawn = dots(form(figure(FigureRow((group(count),)))))

    assert drawn == [100, 100 - count] if count < 100 else [100]


def test_a_figure_is_its_sentence_and_its_words_in_reading_order() -> None:
    block = figure(FigureRow((group(64), group(28, "Midazolam"))))
    document = read(form(block))

    assert [(element.tag, element.alt or element.whole) for element in document.kids] == [
        ("P", "Out of 100 people"),
        ("Figure", "64 of 100 people felt much better: Ketamine."),
        ("P", "64 of 100 felt much better Ketamine 36 did not"),
        ("Figure", "28 of 100 people felt much better: Midazolam."),
        ("P", "28 of 100 felt much better Midazolam 72 did not"),
        ("P", "Who: adults."),
    ]


def test_a_brief_figure_leaves_out_what_stands_in_the_text_beside_it() -> None:
    document = read(form(figure(FigureRow((group(64),)), brief=True)))

    assert [element.whole for element in document.all("P")] == ["64 of 100 Ketamine"]


def test_an_effect_has_its_name_and_how_long_it_lasts() -> None:
    row = FigureRow((group(41), group(9)), name="Dizziness", explain="light-headed", duration="1.5 hours")

    assert [element.whole for element in read(form(figure(row))).all("P")][1:3] == [
        "Dizziness",
        "light-headed · 1.5 hours",
    ]


def test_an_effect_that_needs_no_explanation_has_no_empty_element() -> None:
    row = FigureRow((group(41),), name="Dizziness")

    assert all(element.whole for element in read(form(figure(row))).all("P"))


def test_a_figure_says_where_it_stands_on_its_page() -> None:
    first, second = read(form(figure(FigureRow((group(64), group(28)))))).all("Figure")

    for one in (first, second):
        assert one.attributes["/O"] == "/Layout"
        assert "/BBox" in one.attributes
    assert first.attributes["/BBox"] != second.attributes["/BBox"]


def test_three_groups_are_two_and_one() -> None:
    document = read(form(figure(FigureRow((group(1), group(2), group(3))))))

    assert [element.whole[:1] for element in document.all("P")[1:4]] == ["1", "2", "3"]


def test_a_row_is_not_broken_between_pages() -> None:
    rows = [FigureRow((group(41), group(9)), name=f"Effect {i}", explain="x", duration="y") for i in range(30)]
    document = read(form(figure(*rows)))

    names = [element for element in document.all("P") if element.whole.startswith("Effect")]
    numbers = [element for element in document.all("P") if element.whole.startswith("41")]
    assert len({page for element in names for page in element.pages}) > 1
    assert [element.pages for element in names] == [element.pages for element in numbers]


def test_words_of_a_label_are_broken_inside_of_their_column() -> None:
    document = read(form(figure(FigureRow((group(64, "Ketamine " * 20),)))))

    assert document.whole.count("Ketamine") == 20
