from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.content.model import Reference, Term
from tests.ui.samples import STRINGS
from ui.patient.glossary_sheet import citation, glossary_sheet, sources_sheet
from ui.theme import Look
from ui.widgets.labels import PlainLabel

TERMS = (Term("infusion", "infusion", "A drip into a vein."), Term("placebo", "placebo", "A <b>dummy</b>."))
REFERENCE = Reference(
    id="murrough",
    short="Murrough and others, 2013",
    authors="Murrough JW, Iosifescu DV",
    title="Antidepressant efficacy of ketamine.",
    journal="American Journal of Psychiatry",
    year=2013,
    volume="170",
    pages="1134-1142",
    doi="10.1176/appi.ajp.2013.13030392",
    pmid="",
    url="",
)


def words_of(sheet: QWidget) -> list[str]:
    labels = sheet.findChildren(PlainLabel)
    return [label.text() for label in sorted(labels, key=lambda label: label.mapTo(sheet, label.rect().topLeft()).y())]


def test_the_tapped_word_stands_first(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    sheet = glossary_sheet(window, TERMS, "placebo", look, STRINGS)
    sheet.open_sheet()
    assert words_of(sheet) == ["Words explained", "placebo", "A <b>dummy</b>.", "infusion", "A drip into a vein."]
    with qtbot.waitSignal(sheet.closed):
        sheet.tab_stops()[0].setFocus()
        sheet.close_sheet()


def test_sources_are_given_in_full(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 1280)
    window.show()
    sheet = sources_sheet(window, (REFERENCE,), look, STRINGS)
    sheet.open_sheet()
    assert words_of(sheet)[1] == "Murrough and others, 2013"
    assert citation(REFERENCE) == (
        "Murrough JW, Iosifescu DV. Antidepressant efficacy of ketamine. American Journal of Psychiatry 2013 170: "
        "1134-1142. doi:10.1176/appi.ajp.2013.13030392"
    )
