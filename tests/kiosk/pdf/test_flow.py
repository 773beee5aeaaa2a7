from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pdf.flow import Slice, Unit, ended, paged
from kiosk.pdf.sheet import Sheet

TOP, BOTTOM = 100.0, 200.0


def nothing(sheet: Sheet, y: float) -> None:
    """Draw nothing."""


def unit(*heights: float, **more: bool) -> Unit:
    return Unit(tuple(Slice(height, nothing) for height in heights), **more)  # type: ignore[arg-type]


def counts(*units: Unit) -> list[int]:
    """Return how many slices stand on each page."""
    return [len(page.slices) for page in paged(units, TOP, BOTTOM)]


def test_slices_follow_each_other_with_the_space_before_a_unit() -> None:
    [page] = paged((unit(10, 10), Unit(unit(10).slices, before=7)), TOP, BOTTOM)

    assert [y for y, _ in page.slices] == [100, 110, 127]


def test_no_space_stands_before_the_first_unit_of_a_page() -> None:
    pages = paged((unit(90), Unit(unit(50).slices, before=20)), TOP, BOTTOM)

    assert [page.slices[0][0] for page in pages] == [100, 100]


def test_a_paragraph_is_broken_between_lines() -> None:
    assert counts(unit(50), unit(*[10] * 10)) == [6, 5]


@pytest.mark.parametrize(
    ("before", "lines", "pages"),
    [
        (85, 5, [1, 5]),  # one line alone at the foot
        (70, 4, [3, 2]),  # one line alone at the head: the page ends a line earlier
        (80, 3, [1, 3]),  # three lines cannot be broken at all
        (80, 4, [3, 2]),
    ],
)
def test_no_line_stands_alone(before: int, lines: int, pages: list[int]) -> None:
    assert counts(unit(before), unit(*[10] * lines)) == pages


def test_what_is_to_be_kept_goes_to_the_next_page_as_a_whole() -> None:
    assert counts(unit(50), unit(20, 20, 20, keep=True)) == [1, 3]


def test_what_is_to_be_kept_but_taller_than_a_page_is_broken() -> None:
    assert counts(unit(*[30] * 5, keep=True)) == [3, 2]


def test_a_heading_takes_the_beginning_of_its_text_with_it() -> None:
    assert counts(unit(70), unit(15, with_next=True), unit(*[10] * 6)) == [1, 7]
    assert counts(unit(60), unit(15, with_next=True), unit(*[10] * 6)) == [4, 4]


def test_two_headings_go_with_the_text_below_them() -> None:
    assert counts(unit(60), unit(15, with_next=True), unit(15, with_next=True), unit(20, keep=True)) == [1, 3]


def test_a_chain_taller_than_a_page_is_still_set() -> None:
    assert sum(counts(*[unit(30, with_next=True) for _ in range(9)], unit(30))) == 10


def test_a_new_page_is_begun_where_one_is_asked_for() -> None:
    assert counts(unit(10), unit(10, new_page=True)) == [1, 1]
    assert counts(unit(10, new_page=True)) == [1]
    assert counts(unit(10, with_next=True), unit(10, new_page=True)) == [1, 1]


def test_a_tables_head_stands_again_on_the_next_page() -> None:
    head = Slice(10, nothing)
    rows = [Unit((Slice(20, nothing),), keep=True, header=head) for _ in range(8)]

    pages = paged((Unit((head,), with_next=True), *rows), TOP, BOTTOM)

    assert [page.slices[0][1] is head for page in pages] == [True, True]
    assert [len(page.slices) for page in pages] == [5, 5]


def test_a_row_that_fills_a_page_beside_its_head_does_not_go_on_for_ever() -> None:
    tall = Unit((Slice(95, nothing), Slice(95, nothing)), header=Slice(10, nothing))

    assert counts(tall) == [2, 2]


units = st.builds(
    Unit,
    st.lists(st.integers(1, 130).map(lambda height: Slice(height, nothing)), min_size=1, max_size=12).map(tuple),
    st.integers(0, 20).map(float),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.just(Slice(12, nothing)),
)


@given(st.lists(units, max_size=12))
def test_every_slice_is_placed_once_in_order_and_inside_of_the_page(given_units: list[Unit]) -> None:
    heads = [one.header for one in given_units if one.header is not None]
    pages = paged(given_units, TOP, BOTTOM)

    placed = [(y, part, i == 0) for page in pages for i, (y, part) in enumerate(page.slices)]
    wanted = [part for one in given_units for part in one.slices]
    assert [id(part) for _, part, _ in placed if part not in heads] == [
        id(part) for part in wanted if part not in heads
    ]
    for y, part, first in placed:
        assert y >= TOP
        assert y + part.height <= BOTTOM or first or part.height > BOTTOM - TOP - 12


@pytest.mark.parametrize("last", [unit(30, keep=True), unit(*[10] * 6), unit(10, 10), unit(*[10] * 4)])
@pytest.mark.parametrize("filled", [30, 50, 60, 65, 70])
def test_what_ends_a_document_never_stands_on_a_page_by_itself(last: Unit, filled: int) -> None:
    pages = paged(ended([unit(filled), last], unit(20, keep=True)), TOP, BOTTOM)

    assert len(pages[-1].slices) > 1
    assert sum(len(page.slices) for page in pages) == len(last.slices) + 2
    assert paged(ended([], unit(20)), TOP, BOTTOM)[0].slices
