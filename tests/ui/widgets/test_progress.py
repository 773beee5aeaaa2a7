from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from ui.theme import Look
from ui.widgets.progress import ProgressData, SectionProgress
from ui.widgets.text import TextBlock

WORDS = {
    "here": "{section} · {page} of {pages}",
    "here_suffix": "{section} · {suffix}",
    "line": "Section {number} of {count} · page {page} of {pages}",
    "line_parts": "Section {number} of {count} · page {page} of {pages}, part {part} of {parts}",
    "line_suffix": "Section {number} of {count} · {suffix}",
}
SECTIONS = ("About you", "The treatment", "Benefits", "Risks", "Limits", "Other choices", "Decide")


def progress_of(qtbot: QtBot, look: Look, data: ProgressData) -> SectionProgress:
    progress = SectionProgress(data, look, WORDS)
    qtbot.addWidget(progress)
    progress.resize(1200, progress.height_for(1200))
    return progress


def test_labels_stand_where_the_design_has_room(qtbot: QtBot, make_look: MakeLook) -> None:
    data = ProgressData(SECTIONS, 2, 1, 3)
    assert progress_of(qtbot, make_look(), data).labels_fit(1200)
    assert not progress_of(qtbot, make_look(), data).labels_fit(736)
    assert not progress_of(qtbot, make_look(step="1.5"), data).labels_fit(1200)


def test_the_place_is_told_in_words(qtbot: QtBot, look: Look) -> None:
    progress = progress_of(qtbot, look, ProgressData(SECTIONS, 2, 1, 3, 2, 2))
    assert progress.here_text() == "Benefits · 1 of 3"
    assert progress.line_text() == "Section 3 of 7 · page 1 of 3, part 2 of 2"
    progress.set_data(ProgressData(SECTIONS, 3, 1, 4, suffix="check"))
    assert progress.here_text() == "Risks · check"
    interface = QAccessible.queryAccessibleInterface(progress)
    assert interface.text(QAccessible.Text.Name) == "Risks. Section 4 of 7 · check"
    assert interface.text(QAccessible.Text.Value) == "Section 4 of 7 · check"


def filled(progress: SectionProgress, look: Look) -> float:
    image = progress.grab().toImage()
    y = 5
    return sum(image.pixelColor(x, y) == look.color("accent") for x in range(image.width())) / image.width()


def test_bars_fill_with_pages_and_parts(qtbot: QtBot, make_look: MakeLook) -> None:
    for rtl in (False, True):
        look = make_look(rtl=rtl)
        shares = [
            filled(progress_of(qtbot, look, ProgressData(SECTIONS, 2, page, 3, part, 2)), look)
            for page, part in ((1, 1), (1, 2), (2, 1), (3, 2))
        ]
        assert shares == sorted(shares)
        assert 0.26 < shares[0] < shares[-1] < 0.45
    compact = progress_of(qtbot, make_look(step="2.0"), ProgressData(SECTIONS, 2, 1, 3))
    assert compact.grab().height() == compact.height_for(1200)


@pytest.mark.parametrize(("index", "pages", "suffix"), [(1, 12, ""), (5, 10, ""), (1, 8, "check"), (0, 3, "")])
def test_the_current_label_is_never_cut(qtbot: QtBot, look: Look, index: int, pages: int, suffix: str) -> None:
    progress = progress_of(qtbot, look, ProgressData(SECTIONS, index, pages, pages, suffix=suffix))
    room = 1200 - 6 * look.tokens.bars.progress_gap
    widths = progress.bar_widths(room, labels=True)
    assert sum(widths) == pytest.approx(room)
    assert widths[index] >= TextBlock(progress.here_text(), look, "cap", bold=True).natural_width
    done = look.icon_size("inline") + 2
    for place, section in enumerate(SECTIONS):
        if place != index:
            assert widths[place] >= done + TextBlock(section, look, "cap").natural_width, section


@pytest.mark.parametrize("width", [1200, 1216])
@pytest.mark.parametrize(("index", "pages", "suffix"), [(5, 10, "check"), (1, 12, ""), (5, 4, ""), (6, 3, "")])
def test_neighbouring_labels_stand_apart(
    qtbot: QtBot, look: Look, width: int, index: int, pages: int, suffix: str
) -> None:
    progress = progress_of(qtbot, look, ProgressData(SECTIONS, index, pages, pages, suffix=suffix))
    gap = look.tokens.bars.progress_gap
    widths = progress.bar_widths(width - 6 * gap, labels=True)
    for place, section in enumerate(SECTIONS[:-1]):
        here = place == index
        label = TextBlock(progress.here_text() if here else section, look, "cap", bold=here).natural_width
        mark = look.icon_size("inline") + 2 if place < index else 0
        assert widths[place] + gap - mark - label >= 16, section


def test_the_line_can_stand_alone(qtbot: QtBot, look: Look) -> None:
    progress = progress_of(qtbot, look, ProgressData(SECTIONS, 2, 1, 3))
    progress.set_bars(shown=False)
    assert not progress.labels_fit(1200)
    assert progress.height_for(1200) == look.line("small")
    progress.resize(1200, progress.height_for(1200))
    image = progress.grab().toImage()
    rows = [{image.pixelColor(x, y).name() for x in range(image.width())} for y in range(image.height())]
    assert any(look.color("ink").name() in row for row in rows)
    assert not any(look.color("accent").name() in row for row in rows)
    progress.set_bars(shown=True)
    assert progress.labels_fit(1200)
