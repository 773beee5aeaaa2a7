"""Optional pages: beside a visit and without one, and that nothing of them is recorded."""

from __future__ import annotations

import pytest

from tests.kiosk.visits import RealWalk, real_content
from tests.ui.patients import Patient, Tablet, words_on
from ui.patient.content_page import ContentPage
from ui.patient.library import LibraryScreen

CONTENT = real_content()
PAGES = CONTENT.pages["en"]
SHELF = next(shelf for shelf in CONTENT.library if len(shelf.pages) > 2)
NAME = CONTENT.shelf_names["en"][SHELF.id]


def title(page: str) -> str:
    return PAGES[page].title


def events(tablet: Tablet) -> int:
    return tablet.do(lambda service: len(list(service.store.entries())))


def open_library(patient: Patient) -> None:
    patient.press(patient.words["welcome.learn"])
    assert isinstance(patient.tablet.screen, LibraryScreen)


def find_row(patient: Patient, name: str) -> None:
    """Go to the part of a list that has a row, and press it."""
    while not patient.can(name):
        patient.next()
    patient.press(name)


def read_on(patient: Patient) -> None:
    """Go through the parts of the page on screen, and past it."""
    before = patient.tablet.screen
    while patient.tablet.screen is before:
        patient.next()


def test_the_library_is_read_without_a_name_and_nothing_is_kept(tablet: Tablet, patient: Patient) -> None:
    before = events(tablet)
    open_library(patient)
    assert tablet.words["library.lead"] in words_on(tablet.shell)
    find_row(patient, NAME)
    find_row(patient, title(SHELF.pages[0]))
    for page in SHELF.pages:
        assert tablet.screen.title == title(page)
        read_on(patient)
    assert tablet.screen.title == NAME
    patient.back()
    assert tablet.screen.title == tablet.words["library.title"]
    patient.press(tablet.words["reader.close"])
    assert patient.sees("welcome.title")
    assert events(tablet) == before
    assert not tablet.idle.watching


def test_back_goes_the_same_way_home(tablet: Tablet, patient: Patient) -> None:
    open_library(patient)
    find_row(patient, NAME)
    find_row(patient, title(SHELF.pages[1]))
    patient.back()
    assert tablet.screen.title == title(SHELF.pages[0])
    assert tablet.screen.part() == tablet.screen.parts()
    while isinstance(tablet.screen, ContentPage):
        patient.back()
    assert tablet.screen.title == NAME
    patient.back()
    assert tablet.screen.title == tablet.words["library.title"]


def test_a_page_is_closed_at_any_time(tablet: Tablet, patient: Patient) -> None:
    open_library(patient)
    find_row(patient, NAME)
    find_row(patient, title(SHELF.pages[0]))
    patient.press(tablet.words["reader.close"])
    assert patient.sees("welcome.title")


def test_words_and_sources_open_on_an_optional_page(tablet: Tablet, patient: Patient) -> None:
    shelf, page = next((s, one) for s in CONTENT.library for one in s.pages if PAGES[one].terms)
    open_library(patient)
    find_row(patient, CONTENT.shelf_names["en"][shelf.id])
    find_row(patient, title(page))
    while not patient.can(tablet.words["page.words"]):
        patient.next()
    patient.press(tablet.words["page.words"])
    assert CONTENT.glossary["en"][PAGES[page].terms[0]].meaning in words_on(tablet.shell)


def test_left_alone_the_library_closes(tablet: Tablet, patient: Patient) -> None:
    open_library(patient)
    tablet.later(121)
    assert patient.sees("welcome.title")
    assert not tablet.idle.watching


def test_another_look_keeps_the_place(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    open_library(patient)
    find_row(patient, NAME)
    find_row(patient, title(SHELF.pages[0]))
    patient.press(words["shell.display"])
    patient.press(words["aid.dark"])
    patient.press(words["sheet.close"])
    assert tablet.screen.title == title(SHELF.pages[0])
    assert tablet.shell.look.theme == "dark"
    assert not patient.can(words["shell.question"])
    assert not patient.can(words["shell.break"])


def test_who_waits_for_the_visit_comes_back_to_its_start(tablet: Tablet, patient: Patient) -> None:
    tablet.give(RealWalk())
    open_library(patient)
    patient.press(tablet.words["reader.close"])
    patient.press(tablet.words["welcome.start"])
    assert tablet.at == "identity"


LEARN = next((page for page in CONTENT.treatments["ketamine-iv"].variant("trd").pages if PAGES[page].more), "")


@pytest.mark.skipif(not LEARN, reason="no page of this path offers more to read")
def test_learn_more_opens_beside_the_page_and_leads_back_to_the_same_place(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at(f"page:{LEARN}")
    more = tablet.words["reader.more"]
    while not patient.can(more):
        patient.next()
    part, shown = tablet.screen.part(), dict(tablet.stored().pages_shown)
    patient.press(more)
    for page in PAGES[LEARN].more:
        assert tablet.screen.title == title(page)
        assert not patient.can(more)
        read_on(patient)
    assert (tablet.at, tablet.screen.title, tablet.screen.part()) == (f"page:{LEARN}", title(LEARN), part)
    assert set(tablet.stored().pages_shown) - set(shown) <= {LEARN}
    patient.press(more)
    patient.press(tablet.words["reader.close"])
    assert tablet.screen.part() == part


@pytest.mark.skipif(not LEARN, reason="no page of this path offers more to read")
def test_beside_a_visit_the_page_can_be_covered_and_a_person_called(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at(f"page:{LEARN}")
    while not patient.can(tablet.words["reader.more"]):
        patient.next()
    patient.press(tablet.words["reader.more"])
    title_before = tablet.screen.title
    patient.press(tablet.words["shell.someone"])
    patient.press(tablet.words["someone.go_on"])
    assert tablet.screen.title == title_before
    tablet.later(121)
    assert patient.sees("cover.title")
    patient.press(tablet.words["cover.here"])
    assert tablet.screen.title == title_before
