"""Previews: the real screens of pages, checks, teach-back prompts and conditions, shown or written as pictures."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.content import PLACEHOLDERS, Content, load_or_raise
from kiosk.errors import OperatorError
from kiosk.i18n import catalogue
from kiosk.visit import NOT_SURE
from tests.kiosk.packs import REAL_PACK, SMALL_PACK
from tests.ui.conftest import MakeLook
from tests.ui.layout import problems
from ui.patient.check import CheckScreen
from ui.patient.conditions import ConditionsScreen
from ui.patient.content_page import ContentPage
from ui.patient.teach_back import TeachBackScreen
from ui.preview import Preview, run, screen_of
from ui.shell import Brand, Shell
from ui.theme import Look
from ui.widgets.buttons import ToolButton
from ui.widgets.labels import Heading
from ui.widgets.source_line import SourceLine

WORDS = catalogue("en")


@cache
def content() -> Content:
    return load_or_raise(SMALL_PACK).filled({name: f"[{name}]" for name in PLACEHOLDERS})


@pytest.mark.parametrize(
    ("name", "kind", "title"),
    [
        ("what-it-is", ContentPage, "What is mint tea?"),
        ("side-by-side", ContentPage, "What else could you drink?"),
        ("stop-a", CheckScreen, "When can you stop?"),
        ("mk-stop", TeachBackScreen, "Tell us in your own words: when can you stop?"),
        ("conditions", ConditionsScreen, "What applies to you?"),
    ],
)
def test_each_id_has_its_real_screen(name: str, kind: type, title: str, look: Look, qtbot: QtBot) -> None:
    screen, _ = screen_of(content(), WORDS, Preview(name, "mint-tea"), look)
    qtbot.addWidget(screen)
    assert type(screen) is kind
    assert screen.title == title


def test_a_page_of_a_path_stands_in_its_section(look: Look, qtbot: QtBot) -> None:
    screen, frame = screen_of(content(), WORDS, Preview("better-sleep"), look)
    qtbot.addWidget(screen)
    assert frame.progress is not None
    assert frame.progress.sections[frame.progress.index] == "Benefits"
    assert (frame.progress.page, frame.progress.pages) == (1, 1)
    screen, frame = screen_of(content(), WORDS, Preview("stop-a"), look)
    qtbot.addWidget(screen)
    assert frame.progress is None


def test_a_check_is_not_answered_and_not_sure_stands_last(look: Look, qtbot: QtBot) -> None:
    screen, _ = screen_of(content(), WORDS, Preview("stop-b"), look)
    qtbot.addWidget(screen)
    assert isinstance(screen, CheckScreen)
    assert list(screen.group.ids()) == ["a", "b", "c", NOT_SURE]
    assert not screen.group.chosen_id()


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        (Preview("coffee"), "preview.no_such_id"),
        (Preview("conditions"), "preview.no_treatment"),
        (Preview("conditions", "coffee"), "preview.no_treatment"),
    ],
)
def test_what_is_not_there_is_told(wanted: Preview, key: str, look: Look) -> None:
    with pytest.raises(OperatorError) as told:
        screen_of(content(), WORDS, wanted, look)
    assert told.value.key == key


def test_one_picture_has_the_name_that_was_given(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "page.png"
    assert run(content(), WORDS, Preview("what-it-is", size=(800, 1280), out=file), "Harbour") == 0
    picture = QImage(str(file))
    assert (picture.width(), picture.height()) == (800, 1280)
    assert capsys.readouterr().out == f"Pictures (1): {file}\n"
    assert not [one for one in qapp.topLevelWidgets() if isinstance(one, Shell)]


def test_each_part_has_its_own_picture(qapp: QApplication, tmp_path: Path) -> None:
    wanted = Preview("side-by-side", text="2.0", theme="dark", size=(1024, 600), out=tmp_path / "page.png")
    assert run(content(), WORDS, wanted) == 0
    files = sorted(tmp_path.glob("*.png"))
    assert len(files) >= 3
    assert [file.name for file in files] == [f"page-{number}.png" for number in range(1, len(files) + 1)]
    assert len({file.read_bytes() for file in files}) == len(files)
    assert QImage(str(files[0])).pixelColor(2, 300).lightness() < 60


def test_a_picture_that_cannot_be_written_is_told(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(OperatorError) as told:
        run(content(), WORDS, Preview("stop-a", out=tmp_path / "none" / "a.png"))
    assert told.value.key == "content.not_written"


def test_without_a_file_a_window_stays_until_it_is_closed(qapp: QApplication) -> None:
    seen: list[str] = []

    def close() -> None:
        windows = [one for one in qapp.topLevelWidgets() if isinstance(one, Shell)]
        seen.extend(one.windowTitle() for one in windows)
        for one in windows:
            one.close()

    QTimer.singleShot(0, qapp, close)
    assert run(content(), WORDS, Preview("mk-stop")) == 0
    assert seen == ["Tell us in your own words: when can you stop?"]


# ---------------------------------------------------------------- what ships, on the screen

SIZES = ((1280, 800), (800, 1280))
SEED, SHARE = 20261122, 4
"""Of the plain texts, checks and teach-back prompts one in so many is looked at, always the same."""


@cache
def shipped() -> Content:
    facts = {"emergency_number": "911", "crisis_line": "call or text 988", "clinic_phone": "555 0100"}
    return load_or_raise(REAL_PACK).filled({name: facts.get(name, "Harbour Street Clinic") for name in PLACEHOLDERS})


def looked_at() -> list[Preview]:
    """Every page with a figure or cards, which break first, and a share of all the rest."""
    content = shipped()
    pages = content.pages["en"]
    tables = sorted(name for name, page in pages.items() if page.layout == "choices")
    shaped = [name for name, page in pages.items() if page.figure or (page.layout != "text" and name not in tables)]
    rest = sorted({*pages, *content.checks["en"], *content.teach_back["en"]} - {*shaped, *tables})
    chosen = random.Random(SEED).sample(rest, len(rest) // SHARE)
    return [*(Preview(name) for name in (*shaped, tables[0], *chosen)), Preview("conditions", "ketamine-iv")]


def badly_parted(screen: ContentPage) -> list[str]:
    """Say which parts show a title alone, or nothing but sources and buttons."""
    shown = {type(one) for one in screen.children() if isinstance(one, QWidget) and one.isVisible()}
    shown -= {ToolButton, SourceLine}
    return ["a title alone"] if shown == {Heading} else [] if shown else ["sources alone"]


@pytest.mark.parametrize("step", ["1.0", "2.0"])
@pytest.mark.parametrize("size", SIZES)
def test_all_that_ships_fits_its_place(size: tuple[int, int], step: str, make_look: MakeLook, qtbot: QtBot) -> None:
    look = make_look(step=step)
    shell = Shell(Brand("Harbour Street Clinic"), look, WORDS)
    qtbot.addWidget(shell)
    shell.setUpdatesEnabled(False)
    shell.resize(*size)
    shell.show()
    found = []
    for wanted in looked_at():
        screen, frame = screen_of(shipped(), WORDS, wanted, look)
        shell.show_screen(screen, frame)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        more = True
        while more:
            QApplication.processEvents()
            seen = problems(shell) + (badly_parted(screen) if isinstance(screen, ContentPage) else [])
            found += [f"{wanted.id} part {screen.part()}: {problem}" for problem in seen]
            more = screen.advance()
    assert not found, "\n".join(found)
