from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeLook
from tests.ui.desk.sample_desk import HOSTILE, WORDS, Seen, check_in_data, in_desk
from tests.ui.layout import accessible, controls, problems
from ui.desk.check_in import FIELDS, CheckInCancelled, CheckInDraft, CheckInGiven, CheckInScreen
from ui.shell import Shell
from ui.theme import Look

GIVEN = CheckInGiven("Rosa Delgado", date(1961, 3, 14), "20418", "iv", "trd", "vein", "en", "photo_id")
DRAFT = CheckInDraft(" Rosa Delgado ", "14", "3", "1961", "20418", "iv", "trd", "vein", "en", "photo_id")


@pytest.fixture
def screen(qtbot: QtBot, look: Look) -> CheckInScreen:
    made = CheckInScreen(check_in_data(), look)
    qtbot.addWidget(in_desk(made, look))
    return made


def errors(screen: CheckInScreen) -> dict[str, str]:
    return {field: one.error() for field, one in screen.inputs.items() if one.error()}


def choose(box: QComboBox, key: str) -> None:
    """Choose by the keyboard: down until it stands there."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.count()):
        if box.currentData() == key:
            return
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentData() == key


def fill(screen: CheckInScreen) -> None:
    QTest.keyClicks(screen.name, " Rosa Delgado ")
    QTest.keyClicks(screen.day, "14")
    choose(screen.month, "3")
    QTest.keyClicks(screen.year, "1961")
    QTest.keyClicks(screen.record_number, "20418")
    choose(screen.identity_method, "photo_id")


def test_a_filled_form_by_mouse(screen: CheckInScreen) -> None:
    seen = Seen(screen)
    fill(screen)
    QTest.mouseClick(screen.start, Qt.MouseButton.LeftButton)
    assert seen.all == [GIVEN]


def test_a_form_by_keyboard_alone(screen: CheckInScreen) -> None:
    seen = Seen(screen)
    shell = screen.window()
    assert isinstance(shell, Shell)
    assert shell.focusWidget() is screen.name
    QTest.keyClicks(screen.name, "Rosa Delgado")
    typed = iter(["14", "March", "1961", "20418", None, None, None, None])
    for entry in typed:
        QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Tab)
        if entry:
            QTest.keyClicks(shell.focusWidget(), entry)
    assert shell.focusWidget() is screen.identity_method
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Down)
    while shell.focusWidget() is not screen.start:
        QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Return)
    assert seen.all == [GIVEN]


def test_cancel_by_mouse_and_keyboard(screen: CheckInScreen) -> None:
    seen = Seen(screen)
    QTest.mouseClick(screen.cancel, Qt.MouseButton.LeftButton)
    QTest.keyClick(screen.cancel, Qt.Key.Key_Space)
    assert seen.all == [CheckInCancelled()] * 2


def test_an_empty_form_says_what_is_missing_at_each_field(screen: CheckInScreen) -> None:
    seen = Seen(screen)
    screen.name.clearFocus()
    screen.start.click()
    assert seen.all == []
    assert errors(screen) == {
        "name": WORDS["check_in.name_missing"],
        "birth_date": WORDS["check_in.date_wrong"],
        "record_number": WORDS["check_in.record_missing"],
        "identity_method": WORDS["check_in.choose_one"],
    }
    assert screen.window().focusWidget() is screen.name
    assert screen.name.accessibleDescription() == WORDS["check_in.name_missing"]


@pytest.mark.parametrize(
    ("field", "text", "named"),
    [
        ("name", "   ", "name"),
        ("day", "31", "birth_date"),
        ("day", "0", "birth_date"),
        ("day", "x", "birth_date"),
        ("day", "", "birth_date"),
        ("month", "", "birth_date"),
        ("year", "61", "birth_date"),
        ("year", "1880", "birth_date"),
        ("year", "2027", "birth_date"),
        ("record_number", " ", "record_number"),
        ("identity_method", "", "identity_method"),
    ],
)
def test_bad_input_is_said_at_its_field_and_loses_nothing(
    screen: CheckInScreen, field: str, text: str, named: str
) -> None:
    seen = Seen(screen)
    values = {one.name: getattr(DRAFT, one.name) for one in fields(CheckInDraft)}
    month = "2" if (field, text) == ("day", "31") else values["month"]
    draft = CheckInDraft(**{**values, "month": month, field: text})
    screen.restore_draft(draft)
    screen.start.click()
    assert seen.all == []
    assert set(errors(screen)) == {named}
    assert screen.draft() == draft
    focus = screen.window().focusWidget()
    assert focus is not None
    assert screen.inputs[named].isAncestorOf(focus)
    screen.restore_draft(DRAFT)
    screen.start.click()
    assert errors(screen) == {}
    assert seen.all == [GIVEN]


def test_a_birthday_today_is_a_date_and_tomorrow_is_not(screen: CheckInScreen) -> None:
    seen = Seen(screen)
    values = {one.name: getattr(DRAFT, one.name) for one in fields(CheckInDraft)}
    screen.restore_draft(CheckInDraft(**{**values, "day": "13", "month": "5", "year": "2026"}))
    screen.start.click()
    assert seen.all == []
    screen.restore_draft(CheckInDraft(**{**values, "day": "12", "month": "5", "year": "2026"}))
    screen.start.click()
    assert len(seen.all) == 1


def test_what_the_service_refuses_stands_at_its_field(screen: CheckInScreen) -> None:
    screen.restore_draft(DRAFT)
    screen.show_errors({"record_number": WORDS["check_in.bad_field"]})
    assert errors(screen) == {"record_number": WORDS["check_in.bad_field"]}
    assert screen.draft() == DRAFT
    assert screen.window().focusWidget() is screen.record_number


def test_a_trouble_of_the_machine_stands_under_the_form(screen: CheckInScreen) -> None:
    screen.restore_draft(DRAFT)
    screen.show_errors({"": "The disk is full."})
    assert errors(screen) == {}
    assert "The disk is full." in [
        line.text() for line in screen.findChildren(type(screen._trouble)) if line.isVisible()
    ]
    assert screen.draft() == DRAFT


def test_a_key_that_is_no_field_is_said_under_the_form(screen: CheckInScreen) -> None:
    screen.show_errors({"patient": "The service knows more than this form."})
    assert screen._trouble.isVisible()
    assert screen._trouble.text() == "The service knows more than this form."


@pytest.mark.parametrize("treatments", [1, 2])
def test_the_first_of_each_is_chosen_already_but_how_staff_checked_is_not(
    qtbot: QtBot, look: Look, treatments: int
) -> None:
    screen = CheckInScreen(check_in_data(treatments), look)
    qtbot.addWidget(screen)
    draft = screen.draft()
    assert (draft.treatment, draft.reason, draft.route, draft.language) == ("iv", "trd", "vein", "en")
    screen.start.click()
    assert "identity_method" in errors(screen)


def test_reasons_belong_to_the_treatment(qtbot: QtBot, look: Look) -> None:
    screen = CheckInScreen(check_in_data(2), look)
    qtbot.addWidget(screen)
    choose(screen.treatment, "nasal")
    assert screen.draft().reason == "a"
    choose(screen.reason, "b")
    choose(screen.treatment, "iv")
    assert screen.draft().reason == "trd"


def test_the_route_is_asked_for_only_where_there_are_several(qtbot: QtBot, look: Look) -> None:
    screen = CheckInScreen(check_in_data(2), look)
    shell = in_desk(screen, look)
    qtbot.addWidget(shell)
    assert not screen.inputs["route"].isVisible()
    screen.restore_draft(replace(DRAFT, treatment="nasal", reason="b", route="right"))
    assert screen.inputs["route"].isVisible()
    QApplication.processEvents()
    assert problems(shell) == []
    seen = Seen(screen)
    screen.start.click()
    assert seen.all == [replace(GIVEN, treatment="nasal", reason="b", route="right")]
    choose(screen.treatment, "iv")
    assert not screen.inputs["route"].isVisible()
    assert screen.draft().route == "vein"


def test_names_are_taken_as_typed(screen: CheckInScreen) -> None:
    seen = Seen(screen)
    screen.restore_draft(DRAFT)
    screen.name.setText(HOSTILE)
    screen.start.click()
    assert isinstance(seen.all[0], CheckInGiven)
    assert seen.all[0].name == HOSTILE
    screen.name.setText("x" * 10_000)
    assert len(screen.name.text()) == 200


def test_every_control_has_a_name_of_its_own(screen: CheckInScreen) -> None:
    names = [accessible(one)[0] for one in controls(screen)]
    assert len(set(names)) == len(names)
    assert {WORDS[f"check_in.{key}"] for key in ("day", "month", "year")} <= set(names)


def test_a_draft_survives_another_look(qtbot: QtBot, screen: CheckInScreen, make_look: MakeLook) -> None:
    screen.restore_draft(DRAFT)
    other = CheckInScreen(check_in_data(), make_look("contrast", "2.0"))
    qtbot.addWidget(other)
    other.restore_draft(screen.draft())
    assert other.draft() == DRAFT
    other.restore_draft("nonsense")
    assert other.draft() == DRAFT


def test_all_fields_are_there_in_reading_order(screen: CheckInScreen) -> None:
    places: list[QWidget] = [screen.inputs[field] for field in FIELDS if screen.inputs[field].isVisible()]
    assert len(places) == len(FIELDS) - 1
    at = [one.mapTo(screen, one.rect().topLeft()) for one in places]
    assert at == sorted(at, key=lambda point: (point.y(), point.x()))


def test_language_and_how_share_a_row_and_the_reason_has_one(screen: CheckInScreen) -> None:
    language, how, reason = (screen.inputs[field] for field in ("language", "identity_method", "reason"))
    assert language.y() == how.y()
    assert reason.width() > language.width() + how.width()


def test_all_of_it_is_on_screen_at_the_usual_size(screen: CheckInScreen) -> None:
    shell = screen.window()
    assert (shell.width(), shell.height()) == (1280, 800)
    area = next(one for one in shell.findChildren(QScrollArea) if one.isAncestorOf(screen))
    assert area.verticalScrollBar().maximum() == 0


def test_errors_are_laid_out_without_crowding(qtbot: QtBot, look: Look) -> None:
    screen = CheckInScreen(check_in_data(2), look)
    shell = in_desk(screen, look, (1024, 600))
    qtbot.addWidget(shell)
    screen.start.click()
    QApplication.processEvents()
    assert problems(screen) == []
