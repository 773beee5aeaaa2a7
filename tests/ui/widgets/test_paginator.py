from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.widgets.paginator import Block, Feet, balance, paginate, stack_height

BLOCKS = st.lists(st.builds(Block, st.integers(10, 400), st.integers(0, 20), st.booleans()), min_size=1, max_size=12)
FEET = st.builds(Feet, st.integers(0, 60), st.integers(0, 60), st.integers(60, 90))


def plan(heights: list[int], room: int, feet: Feet = Feet()) -> list[tuple[int, ...]]:  # noqa: B008 - frozen
    return [part.blocks for part in paginate([Block(height, 10) for height in heights], room, feet)]


def test_what_fits_stays_together() -> None:
    assert plan([100, 100, 100], 320) == [(0, 1, 2)]
    assert stack_height([Block(100, 10), Block(100, 10)]) == 210


def test_what_does_not_fit_goes_on_to_the_next_part() -> None:
    assert plan([200, 200, 200], 430) == [(0, 1), (2,)]


def test_a_block_taller_than_the_page_scrolls_alone() -> None:
    parts = paginate([Block(50, 0), Block(900, 10), Block(300, 10)], 400, Feet())
    assert [(part.blocks, part.scrolls) for part in parts] == [((0,), False), ((1,), True), ((2,), False)]


def test_the_last_part_leaves_room_for_the_source_line() -> None:
    assert plan([200, 200], 410) == [(0, 1)]
    assert plan([200, 200], 410, Feet(source=30)) == [(0,), (1,)]


def test_a_part_with_glossary_words_leaves_room_for_their_button() -> None:
    blocks = [Block(200, 10, words=True), Block(190, 10)]
    assert len(paginate(blocks, 410, Feet(words=48))) == 1
    assert len(paginate(blocks, 410, Feet(words=48, both=60))) == 2


def test_a_part_with_one_small_line_takes_a_neighbour() -> None:
    assert plan([100, 100, 100, 40], 330) == [(0, 1), (2, 3)]


@given(blocks=BLOCKS, room=st.integers(100, 500), feet=FEET)
def test_no_block_is_lost_split_or_out_of_order(blocks: list[Block], room: int, feet: Feet) -> None:
    parts = paginate(blocks, room, feet)
    assert [index for part in parts for index in part.blocks] == list(range(len(blocks)))
    assert all(part.blocks for part in parts)


@given(blocks=BLOCKS, room=st.integers(100, 500), feet=FEET)
def test_only_a_single_block_scrolls(blocks: list[Block], room: int, feet: Feet) -> None:
    for number, part in enumerate(paginate(blocks, room, feet), 1):
        chosen = [blocks[index] for index in part.blocks]
        last = len(blocks) - 1 in part.blocks
        height = stack_height(chosen) + feet.under(chosen, last=last)
        assert part.scrolls == (height > room), number
        assert not part.scrolls or len(part.blocks) == 1


def test_a_title_does_not_stand_alone_if_as_few_parts_do_without() -> None:
    assert plan([100, 150, 150, 100], 430) == [(0, 1), (2, 3)]
    assert plan([60, 300, 60, 300], 400) == [(0, 1), (2, 3)]


def test_what_belongs_together_stays_together_if_as_few_parts_hold_it() -> None:
    text, item = Block(100, 10), Block(100, 10, joined=True)
    assert [part.blocks for part in paginate([text, text, text, item], 330, Feet())] == [(0, 1), (2, 3)]
    assert [part.blocks for part in paginate([text, text, text, text, item], 330, Feet())] == [(0, 1, 2), (3, 4)]
    assert [part.blocks for part in paginate([text, text, item, text], 330, Feet())] == [(0, 1, 2), (3,)]


def test_two_columns_break_where_both_fit() -> None:
    assert balance([Block(100, 10)] * 4, 220) == 2
    assert balance([Block(100, 10)] * 5, 330) == 3
    assert balance([Block(300, 10)] * 3, 400) is None
    assert balance([Block(100, 10)], 400) is None


def test_columns_break_between_lists_not_inside_of_them() -> None:
    text, item = Block(100, 10), Block(60, 10, joined=True)
    assert balance([text, text, item, item, item, item], 400) == 1
    assert balance([text, item, item, text, item, item], 400) == 3
    assert balance([text, item, item, item, item, item], 300) == 3
