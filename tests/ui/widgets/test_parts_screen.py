from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.layout import controls, problems
from ui.theme import Look, stylesheet
from ui.widgets.buttons import SecondaryButton, ToolButton
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.labels import Heading, PlainLabel, plain
from ui.widgets.page_flow import Cell, Row, Space
from ui.widgets.parts_screen import Arrangement, PartsScreen

Show = Callable[..., "Sample"]
LINE = "A sentence that stands for what a screen has to say. "


class Sample(PartsScreen):
    """A title, some texts and a group of answers; with room enough in two columns."""

    def __init__(self, look: Look, texts: int = 3, answers: int = 3, *, long: int = 1) -> None:
        super().__init__("A title", look, "Show more")
        self.heading = Heading("A title", look, parent=self)
        self.small = ToolButton("lock", "Staff", look, parent=self)
        self.texts = [plain(LINE * long, look) for _ in range(texts)]
        for text in self.texts:
            text.setParent(self)
        self.group = ChoiceGroup(parent=self)
        for number in range(answers):
            self.group.add(str(number), Choice(f"Answer {number}", look, parent=self))
        self.wide_ones = 0

    def problem(self) -> str:
        return "" if self.group.chosen_id() else "Choose one to go on."

    def arrangements(self, space: Space) -> Iterator[Arrangement]:
        choices = [self.group.choice(key) for key in self.group.ids()]
        if self.wide():
            self.wide_ones += 1
            half = (space.width - 64) // 2
            start = [self.row(self.heading, half), *(self.row(text, half, 8) for text in self.texts)]
            beside = self.columns(start, self.equal_rows(choices, half, 0, 12), space, half)
            if beside is not None:
                yield beside
        width = space.width
        staff = self.small.sizeHint()
        title = Row((Cell(self.heading, 0, width - 200), Cell(self.small, width - staff.width(), staff.width())), 70, 0)
        answers = self.equal_rows(choices, width, 16, 12) if choices else []
        rows = [title, *(self.row(text, width, 8) for text in self.texts), *answers]
        yield self.flow([*rows, *self.problem_rows(width, 12)], space)

    def focus_first(self) -> None:
        self.heading.setFocus()


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(screen: Sample, width: int = 1280, height: int = 560) -> Sample:
        qtbot.addWidget(screen)
        screen.setStyleSheet(stylesheet(screen.look))
        screen.resize(width, height)
        with qtbot.waitExposed(screen):
            screen.show()
        screen.activateWindow()
        return screen

    return shown


def visible(screen: Sample) -> list[QWidget]:
    return [child for child in screen.children() if isinstance(child, QWidget) and child.isVisible()]


def test_columns_where_there_is_room_else_one_column_else_parts(show: Show, make_look: MakeLook) -> None:
    wide = show(Sample(make_look()))
    assert (wide.parts(), wide.group.choice("0").x() > wide.heading.geometry().right()) == (1, True)
    tall = show(Sample(make_look()), 800, 1000)
    assert (tall.parts(), tall.group.choice("0").y() > tall.texts[-1].geometry().bottom()) == (1, True)
    low = show(Sample(make_look(step="2.0")), 1024, 330)
    assert low.parts() > 1
    assert not low.scrolling()


def test_turning_the_tablet_arranges_anew(show: Show, look: Look) -> None:
    screen = show(Sample(look))
    screen.resize(800, 1000)
    assert screen.group.choice("0").y() > screen.texts[-1].geometry().bottom()
    screen.resize(1280, 560)
    assert screen.group.choice("0").x() > screen.heading.geometry().right()
    assert problems(screen) == []


@pytest.mark.parametrize("size", [(1280, 560), (800, 1000), (1024, 365), (1024, 207), (600, 700)])
@pytest.mark.parametrize(("step", "rtl"), [("1.0", False), ("1.5", True), ("2.0", False)])
def test_nothing_is_cut_on_any_part(
    show: Show, make_look: MakeLook, size: tuple[int, int], step: str, *, rtl: bool
) -> None:
    screen = show(Sample(make_look(step=step, rtl=rtl), long=2), *size)
    screen.show_problem(screen.problem())
    for part in range(1, screen.parts() + 1):
        screen.go_to_part(part)
        QApplication.processEvents()
        assert problems(screen) == []


def test_every_row_is_on_exactly_one_part_in_order(show: Show, make_look: MakeLook) -> None:
    screen = show(Sample(make_look(step="2.0"), texts=5), 1024, 400)
    seen: list[QWidget] = []
    for part in range(1, screen.parts() + 1):
        screen.go_to_part(part)
        seen += sorted((one for one in visible(screen) if one is not screen.small), key=lambda one: one.y())
    assert seen == [screen.heading, *screen.texts, *(screen.group.choice(key) for key in screen.group.ids())]


def test_next_turns_parts_and_back_turns_them_back(show: Show, make_look: MakeLook) -> None:
    screen = show(Sample(make_look(step="2.0"), texts=5), 1024, 400)
    moves: list[int] = []
    screen.moved.connect(lambda: moves.append(screen.part()))
    while screen.advance():
        pass
    assert moves == list(range(2, screen.parts() + 1))
    while screen.retreat():
        pass
    assert screen.part() == 1
    assert not screen.go_to_part(0)
    assert not screen.go_to_part(screen.parts() + 1)
    assert not screen.go_to_part(1)


def test_a_text_taller_than_the_page_scrolls_before_next_turns(show: Show, look: Look) -> None:
    screen = show(Sample(look, texts=1, answers=1, long=120), 1024, 365)
    while not screen.scrolling():
        assert screen.advance()
    QApplication.processEvents()
    place, steps = screen.part(), 0
    while screen.part() == place:
        assert screen.advance()
        steps += 1
        QApplication.processEvents()
    assert steps > 2
    assert screen.part() == place + 1
    assert screen.texts[0].parent() is screen


def test_back_goes_up_in_what_scrolls_before_it_turns(show: Show, look: Look) -> None:
    screen = show(Sample(look, texts=1, answers=1, long=120), 1024, 365)
    while not screen.scrolling():
        assert screen.advance()
    QApplication.processEvents()
    place = screen.part()
    assert screen.advance()
    assert screen.retreat()
    assert screen.part() == place
    assert screen.scrolling()
    while screen.part() == place:
        assert screen.retreat()
    assert screen.part() == place - 1


@pytest.mark.parametrize(("height", "beside"), [(365, False), (207, True)])
def test_in_a_very_low_place_the_button_stands_beside_what_scrolls(
    show: Show, look: Look, height: int, *, beside: bool
) -> None:
    screen = show(Sample(look, texts=1, answers=0, long=120), 1024, height)
    while not screen.scrolling():
        assert screen.advance()
    QApplication.processEvents()
    (more,) = [one for one in screen.findChildren(SecondaryButton) if one.text() == "Show more"]
    text = screen.texts[0]
    assert (more.mapTo(screen, more.rect().topLeft()).x() > text.mapTo(screen, text.rect().topRight()).x()) == beside


def test_the_message_brings_up_its_part_and_goes_when_it_is_not_needed(show: Show, make_look: MakeLook) -> None:
    screen = show(Sample(make_look(step="2.0"), texts=5), 1024, 400)
    while screen.advance():
        pass
    assert screen.on_next() == []
    assert screen.problem_line.isVisible()
    assert screen.problem_line.text() == "Choose one to go on."
    screen.clear_problem()
    assert not screen.problem_line.isVisible()
    screen.clear_problem()
    assert screen.shown_problem == ""


def test_the_place_survives_another_size(show: Show, make_look: MakeLook) -> None:
    screen = show(Sample(make_look(step="2.0"), texts=5), 1024, 400)
    while screen.advance():
        pass
    first = visible(screen)[-1]
    screen.resize(1024, 420)
    assert first in visible(screen)
    screen.resize(1024, 4000)
    assert (screen.part(), screen.parts()) == (1, 1)


def test_the_place_survives_another_look(show: Show, make_look: MakeLook) -> None:
    screen = show(Sample(make_look(step="2.0"), texts=5), 1024, 400)
    while screen.advance():
        pass
    other = Sample(make_look("dark", "2.0"), texts=5)
    other.restore_draft(screen.draft())
    assert other.draft() == screen.draft()
    show(other, 1024, 400)
    assert other.part() == screen.part() > 1
    unlike = Sample(make_look(), texts=5)
    unlike.restore_draft("the draft of another screen")
    assert show(unlike).part() == 1


def test_the_focus_goes_to_the_title_or_the_page_and_never_to_another_control(show: Show, make_look: MakeLook) -> None:
    screen = show(Sample(make_look(step="2.0"), texts=5), 1024, 400)
    screen.focus_first()
    assert QApplication.focusWidget() is screen.heading
    screen.advance()
    assert QApplication.focusWidget() is screen
    screen.retreat()
    assert QApplication.focusWidget() is screen.heading


def test_what_stays_on_screen_keeps_the_focus_when_a_message_comes(show: Show, look: Look) -> None:
    screen = show(Sample(look))
    choice = screen.group.choice("1")
    choice.setFocus(Qt.FocusReason.TabFocusReason)
    screen.show_problem("Choose one to go on.")
    assert QApplication.focusWidget() is choice


def test_arrow_keys_stay_with_the_answers_on_screen(show: Show, make_look: MakeLook) -> None:
    screen = show(Sample(make_look(step="2.0"), texts=1, answers=6), 1024, 400)
    places: dict[int, list[str]] = {}
    for part in range(1, screen.parts() + 1):
        screen.go_to_part(part)
        places[part] = [key for key in screen.group.ids() if screen.group.choice(key).isVisible()]
    part, keys = next((part, keys) for part, keys in places.items() if len(keys) > 1)
    screen.go_to_part(part)
    stops = [key for key in keys if screen.group.choice(key).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == keys[:1]
    last = screen.group.choice(keys[-1])
    last.setFocus()
    QTest.keyClick(last, Qt.Key.Key_Down)
    assert screen.group.chosen_id() == keys[0]
    assert QApplication.focusWidget() is screen.group.choice(keys[0])


def test_right_to_left_mirrors(show: Show, make_look: MakeLook) -> None:
    screen = show(Sample(make_look(rtl=True)))
    assert screen.heading.x() > screen.group.choice("0").geometry().right()


def test_without_next_everything_stays_on_one_part(show: Show, look: Look) -> None:
    screen = show(Sample(look))
    space = Space(0, 0, 600, 100, 0)
    (part,) = screen.one_part([screen.row(text, 600, 8) for text in screen.texts], space)
    assert part.scroll_place == QRect(0, 0, 600, 100)
    assert len(part.scrolling) == 3
    (low,) = screen.one_part([screen.row(screen.heading, 600)], space)
    assert low.scroll_place is None


def test_held_rows_begin_a_new_part_if_only_that_keeps_them_together(show: Show, look: Look) -> None:
    screen = show(Sample(look))
    space = Space(0, 0, 400, 300, 0)

    def rows(*heights: int) -> list[Row]:
        return [Row((Cell(QWidget(screen), 0, 400),), height, 10) for height in heights]

    def parts(head: list[Row], held: list[Row]) -> list[tuple[int, ...]]:
        return [part.rows for part in screen.flow_together(head, held, space)]

    assert parts(rows(100), rows(60, 60)) == [(0, 1, 2)]
    assert parts(rows(100), rows(120, 120)) == [(0,), (1, 2)]
    assert parts(rows(100), rows(120, 180)) == [(0, 1), (2,)]


def test_a_block_that_fits_on_a_part_is_never_split(show: Show, look: Look) -> None:
    screen = show(Sample(look, texts=4, answers=1))
    one, two, three, four = ([Row((Cell(text, 0, 400),), 100, 10)] for text in screen.texts)

    def parts(height: int) -> list[tuple[int, ...]]:
        space = Space(0, 0, 400, height, 0)
        return [part.rows for part in screen.flow_blocks([one, [*two, *three], four], space)]

    assert parts(500) == [(0, 1, 2, 3)]
    assert parts(330) == [(0, 1, 2), (3,)]
    assert parts(220) == [(0,), (1, 2), (3,)]
    assert parts(120) == [(0,), (1,), (2,), (3,)]


def test_further_parts_count_their_rows_on(show: Show, look: Look) -> None:
    screen = show(Sample(look))
    space = Space(0, 0, 600, 300, 0)
    first = screen.flow([screen.row(text, 600, 8) for text in screen.texts], space)
    (more,) = screen.flow_on([screen.row(screen.heading, 600)], space, first)
    assert more.rows == (3,)


# ---------------------------------------------------------------- the eye that looks at all screens


class Bad(QWidget):
    """A page with one thing wrong at a time."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.resize(600, 400)
        self.good = SecondaryButton("Go on", look, parent=self)
        self.good.setGeometry(20, 300, 200, 64)


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("cut", (20, 20, 200, 20)),
        ("broken", (20, 20, 100, 260)),
        ("overlap", (20, 290, 300, 40)),
        ("outside", (450, 20, 300, 60)),
        ("empty", (20, 20, 300, 40)),
    ],
)
def test_a_bad_text_is_seen(qtbot: QtBot, look: Look, kind: str, place: tuple[int, int, int, int]) -> None:
    page = Bad(look)
    qtbot.addWidget(page)
    words = {"broken": "Electroencephalography", "empty": " ", "cut": LINE}.get(kind, "Short")
    text = PlainLabel(words, look, parent=page)
    text.setGeometry(*place)
    page.show()
    assert {problem.split(":")[0] for problem in problems(page)} == {kind}


@pytest.mark.parametrize(
    ("kind", "name", "place"),
    [
        ("small", "Tiny", (20, 20, 40, 30)),
        ("nameless", "", (20, 20, 100, 60)),
        ("close", "Near", (224, 300, 100, 64)),
    ],
)
def test_a_bad_control_is_seen(
    qtbot: QtBot, look: Look, kind: str, name: str, place: tuple[int, int, int, int]
) -> None:
    page = Bad(look)
    qtbot.addWidget(page)
    bad = QPushButton(page)
    bad.setMinimumSize(1, 1)
    bad.setAccessibleName(name)
    bad.setGeometry(*place)
    page.show()
    seen = {problem.split(":")[0] for problem in problems(page)}
    # What is too small for a finger is too small for its own word, too.
    assert seen - {"cut"} == {kind}
    assert controls(page) == [page.good, bad]


def test_a_painted_control_without_a_role_is_seen_and_what_is_hidden_is_not(qtbot: QtBot, look: Look) -> None:
    page = Bad(look)
    qtbot.addWidget(page)
    painted = QWidget(page)
    painted.setAccessibleName("A thing")
    painted.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    painted.setGeometry(20, 20, 100, 100)
    label = QLabel("far too long for its place", page)
    label.setGeometry(20, 150, 10, 5)
    page.show()
    label.hide()
    assert [problem.split(":")[0] for problem in problems(page)] == ["without a role"]
