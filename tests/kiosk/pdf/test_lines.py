from __future__ import annotations

import pytest

from kiosk.pdf.fonts import faces_for
from kiosk.pdf.lines import Piece, Stretch, lay
from kiosk.pdf.sheet import INK

SIZE = 10


def laid(text: str, *, rtl: bool = False, room: float = 0.0) -> list[Stretch]:
    return lay((Piece(text, SIZE, INK, bold=False, rtl=rtl, room=room),), faces_for(text))


def words(stretches: list[Stretch]) -> list[str]:
    return [
        part.content if isinstance(part.content, str) else "".join(cluster.text for cluster in part.content)
        for part in stretches
    ]


def by_place(stretches: list[Stretch]) -> list[str]:
    return words(sorted(stretches, key=lambda part: part.x))


def test_stretches_come_in_the_order_of_the_text() -> None:
    assert words(laid("Noa שרה Иван 27")) == ["Noa ", "שרה", " ", "Иван", " 27"]


def test_stretches_stand_where_they_are_read() -> None:
    assert by_place(laid("Noa שרה 27 כהן x")) == ["Noa ", "כהן", " ", "27", " ", "שרה", " x"]


@pytest.mark.parametrize("text", ["Noa שרה 27 כהן x", "שרה (בת) 27", "لا إله (123) x", "Rosa क्षत्रिय Иван"])
@pytest.mark.parametrize("rtl", [False, True])
def test_stretches_stand_side_by_side_without_gaps(text: str, rtl: bool) -> None:
    found = sorted(laid(text, rtl=rtl), key=lambda part: part.x)

    at = 0.0
    for part in found:
        assert part.x == pytest.approx(at)
        at += part.width
    assert at == pytest.approx(faces_for(text).width(text, bold=False, size=SIZE), abs=0.6)


def test_a_paragraph_from_right_to_left_begins_at_its_right_edge_and_its_space_hangs() -> None:
    alone = laid("שרה", rtl=True, room=100)
    ended = laid("שרה ", rtl=True, room=100)

    assert alone[0].x + alone[0].width == pytest.approx(100)
    assert ended[0].x == pytest.approx(alone[0].x)
    assert ended[1].x + ended[1].width == pytest.approx(alone[0].x)


def test_without_room_the_hanging_space_is_left_of_the_line() -> None:
    [name, space] = laid("שרה ", rtl=True)

    assert name.x == pytest.approx(0)
    assert space.x == pytest.approx(-space.width)


def test_each_piece_keeps_its_look() -> None:
    pieces = (Piece("שרה ", SIZE, INK, bold=True), Piece("כהן", SIZE, INK))
    found = lay(pieces, faces_for("שרה כהן"))

    assert [(part.piece.bold, part.rtl) for part in found] == [(True, True), (True, True), (False, True)]
    assert by_place(found) == ["כהן", " ", "שרה"]
