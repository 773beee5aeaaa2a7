from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.desk.sample_desk import WORDS, Seen, in_desk
from ui.desk.print_choice import PrintChoiceClosed, PrintChoiceData, PrintChoiceScreen, PrintChosen
from ui.theme import Look
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLine

KINDS = (("document", "The document", "As it is kept."), ("withdrawal", "The withdrawal", "As it is kept."))


def test_each_kind_has_its_button_and_its_name(qtbot: QtBot, look: Look) -> None:
    screen = PrintChoiceScreen(PrintChoiceData(WORDS, "v1", "Rosa Delgado", KINDS), look)
    qtbot.addWidget(in_desk(screen, look))
    seen = Seen(screen)
    for key, name, _for in KINDS:
        button = screen.findChild(Button, f"print_choice.{key}")
        assert button is not None
        assert button.accessibleName() == WORDS["print_choice.print_name"].format(name=name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        # While that takes, further presses print nothing twice.
        QTest.keyClick(button, Qt.Key.Key_Return)
        assert WORDS["print_choice.busy"] in shown(screen)
        screen.show_error("")
    QTest.mouseClick(screen.back, Qt.MouseButton.LeftButton)
    assert seen.all == [PrintChosen("v1", "document"), PrintChosen("v1", "withdrawal"), PrintChoiceClosed("v1")]
    assert screen.visit_id == "v1"
    screen.show_error("No printer.")
    assert "No printer." in shown(screen)
    assert WORDS["print_choice.busy"] not in shown(screen)


def test_all_there_is_to_print_fits_a_desk_without_scrolling(qtbot: QtBot, look: Look) -> None:
    keys = ("document", "withdrawal", "patient_copy", "large_print", "clinician_summary")
    kinds = tuple((key, WORDS[f"print_choice.{key}"], WORDS[f"print_choice.{key}_for"]) for key in keys)
    screen = PrintChoiceScreen(PrintChoiceData(WORDS, "v1", "Rosa Delgado", kinds), look)
    qtbot.addWidget(in_desk(screen, look))
    assert screen.back.visibleRegion().boundingRect() == screen.back.rect()


def test_who_came_from_the_list_goes_back_to_the_list(qtbot: QtBot, look: Look) -> None:
    screen = PrintChoiceScreen(PrintChoiceData(WORDS, "v1", "Rosa Delgado", KINDS, listed=True), look)
    qtbot.addWidget(in_desk(screen, look))
    seen = Seen(screen)
    assert screen.back.text() == WORDS["desk.back_to_list"]
    QTest.mouseClick(screen.back, Qt.MouseButton.LeftButton)
    assert seen.all == [PrintChoiceClosed("v1", listed=True)]


def shown(screen: PrintChoiceScreen) -> list[str]:
    return [line.text() for line in screen.findChildren(IconLine) if line.isVisible()]
