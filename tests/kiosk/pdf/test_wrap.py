from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.document import Run
from kiosk.pdf.fonts import faces_for
from kiosk.pdf.sheet import INK, Sheet
from kiosk.pdf.tags import Node
from kiosk.pdf.wrap import Line, Style, draw_line, prepared, wrap
from tests.kiosk.pdf.papers import plain_faces

BODY = Style(11, 15.5, INK)
SPACE = 11 * 0.4
"""More than a space is wide."""


def lines(text: str | tuple[Run, ...], width: float = 200) -> list[str]:
    return ["".join(piece.text for piece in line) for line in wrap(text, BODY, width, plain_faces())]


def wide(line: Line) -> float:
    text = "".join(piece.text for piece in line).rstrip(" ")
    return plain_faces().width(text, bold=False, size=BODY.size)


def test_text_is_printed_composed_with_one_kind_of_line_break_and_no_tabs() -> None:
    assert prepared("A\u030a\r\nb\rc\td") == "Å\nb\nc    d"


def test_an_empty_text_is_one_empty_line() -> None:
    assert wrap("", BODY, 100, plain_faces()) == [()]


def test_each_line_ends_in_a_space_so_that_words_stay_apart() -> None:
    broken = lines("one two three four five six seven eight nine ten")

    assert len(broken) > 1
    assert all(line.endswith(" ") and not line.endswith("  ") for line in broken)
    assert not any(line.startswith(" ") for line in broken)


def test_a_word_wider_than_a_line_is_broken_inside_without_spaces() -> None:
    digest = "0123456789abcdef" * 8

    assert "".join(lines(digest)) == digest + " "
    assert lines(f"see {digest}")[0] == "see "


def test_a_digest_wider_than_a_line_becomes_lines_of_one_length() -> None:
    digest = "0123456789abcdef" * 4
    room = plain_faces().width(digest[:-2], bold=False, size=BODY.size)
    broken = lines(digest, room)

    assert broken == [digest[:32], digest[32:] + " "]


def test_a_line_break_is_kept_also_an_empty_line() -> None:
    assert lines("one\n\ntwo\n") == ["one ", "", "two ", ""]


@pytest.mark.parametrize("count", [5, 80, 5000])
def test_a_stretch_of_spaces_never_pushes_a_word_off_the_paper(count: int) -> None:
    broken = wrap(" " * count + "end", BODY, 200, plain_faces())

    assert all(
        plain_faces().width("".join(p.text for p in line), bold=False, size=11) <= 200 + SPACE for line in broken
    )
    assert "".join(p.text for line in broken for p in line).strip() == "end"


def test_a_word_of_two_weights_is_not_broken_between_them() -> None:
    faces = plain_faces()
    room = faces.width("aaa bbb", bold=False, size=11)
    pair = wrap((Run("aaa bb"), Run("bb", bold=True)), BODY, room, faces)

    assert [[(piece.text, piece.bold) for piece in line] for line in pair] == [
        [("aaa ", False)],
        [("bb", False), ("bb ", True)],
    ]


def test_a_bold_style_makes_all_of_it_bold() -> None:
    [[piece]] = wrap("x", Style(11, 15, INK, bold=True), 100, plain_faces())

    assert piece.bold


@given(
    text=st.text(st.sampled_from("aWi.,-/\u00e9\u00a0  \n"), max_size=300),
    width=st.floats(20, 400),
)
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: float) -> None:
    broken = wrap(text, BODY, width, plain_faces())

    assert all(wide(line) <= width + 4 * SPACE for line in broken)
    there = "".join(piece.text for line in broken for piece in line)
    assert there.replace(" ", "") == unicodedata.normalize("NFC", text).replace("\n", "").replace(" ", "")
    assert len(broken) >= text.count("\n") + 1


def test_an_empty_line_leaves_no_mark() -> None:
    node = Node("P")
    sheet = Sheet((300, 300), plain_faces())

    draw_line(node, 10, (), BODY)(sheet, 10)
    assert node.kids == []
    [line] = wrap("x", BODY, 100, plain_faces())
    draw_line(node, 10, line, BODY)(sheet, 10)
    assert node.kids == [(0, 0)]


def mixed(text: str | tuple[Run, ...], width: float = 200) -> list[str]:
    whole = text if isinstance(text, str) else "".join(run.text for run in text)
    return ["".join(piece.text for piece in line) for line in wrap(text, BODY, width, faces_for(prepared(whole)))]


def test_chinese_and_japanese_break_around_their_characters_and_get_no_space() -> None:
    text = "患者は説明を読み質問をして治療に同意しました"
    found = mixed(text, 60)

    assert len(found) > 3
    assert "".join(found) == text + " "
    assert [line for line in found[:-1] if line.endswith(" ")] == []


@pytest.mark.parametrize("width", range(60, 130, 7))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(width: int) -> None:
    found = mixed("彼女は「はい」、と『二回』答えました。キャッチ々ー、" * 3, width)

    assert [line for line in found if line[0] in "」、』。ャッ々ー"] == []
    assert [line for line in found if line[-1] in "「『"] == []


def test_latin_words_between_han_characters_stay_whole() -> None:
    found = mixed("服用ketamine治療", 50)

    assert [line for line in found if "ketamine" in line] != []
    assert "".join(found) == "服用ketamine治療 "


def test_korean_breaks_at_its_spaces() -> None:
    assert mixed("가나다 라마바 사아자 차카타", 80) == ["가나다 라마바 ", "사아자 차카타 "]


@pytest.mark.parametrize("text", ["ผู้ป่วยได้อ่านข้อมูลทั้งหมดและยินยอมรับการรักษา", "ນ້ຳສະບາຍດີຂໍຂອບໃຈ" * 3])
def test_words_without_spaces_are_broken_between_syllables(text: str) -> None:
    for width in range(30, 70, 3):
        found = mixed(text, width)
        assert "".join(found) == text + " "
        for line in found:
            assert unicodedata.category(line[0])[0] != "M"
            assert line[0] not in "ะาำๅๆະາຳໆ"
            assert line[-1] not in "เแโใไເແໂໃໄ"


@pytest.mark.parametrize("text", ["क्षत्रियलक्ष्मीश्रीकृष्ण" * 4, "มีน้ำ" * 20, "e\u0301\u0323" * 40, "محمّدعلي" * 8])
def test_long_words_are_broken_between_clusters(text: str) -> None:
    text = prepared(text)
    faces = faces_for(text)
    found = mixed(text, 60)

    assert "".join(found).rstrip(" ") == text
    assert [line for line in found if unicodedata.category(line[0])[0] == "M"] == []
    assert max(faces.width(line.rstrip(" "), bold=False, size=BODY.size) for line in found) <= 66


def test_a_paragraph_from_right_to_left_has_one_right_edge() -> None:
    text = "היא קראה את כל הדפים ושאלה שאלות על הטיפול"
    faces = faces_for(text)
    found = wrap(text, BODY, 100, faces)

    assert len(found) > 1
    assert {piece.rtl for line in found for piece in line} == {True}
    [room] = {piece.room for line in found for piece in line}
    assert room == max(faces.width(line[0].text.rstrip(" "), bold=False, size=BODY.size) for line in found) <= 100


def test_a_name_in_a_sentence_does_not_turn_it_around() -> None:
    [line] = wrap("שרה כהן has agreed to this treatment", BODY, 500, faces_for("שרה כהן"))

    assert {piece.rtl for piece in line} == {False}
