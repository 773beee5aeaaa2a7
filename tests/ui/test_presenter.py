"""Which screen a visit gets, with which data: for every step, and after answers, mistakes and Back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from kiosk import events as e
from kiosk.document import document_text
from kiosk.events import Role
from kiosk.i18n import catalogue
from kiosk.service import VisitView
from kiosk.settings import demo_settings
from kiosk.visit import (
    AnswerElectronicRecord,
    AnswerQuestion,
    AskQuestion,
    GoBack,
    GoNext,
    MakeDecision,
    Reconsider,
    ResumeVisit,
    ShowForm,
    TakeBreak,
    missing_for_seal,
)
from tests.kiosk.visits import RealWalk, finished, plain_visit, real_content, sign_walk
from tests.kiosk.walks import STAFF
from tests.ui.patients import OpenTablet, Patient, Tablet, words_on
from ui.patient.content_page import ContentPage
from ui.patient.decision import DecisionScreen
from ui.patient.electronic_record import ElectronicRecordScreen
from ui.patient.sign import SignScreen
from ui.presenter import Presenter, page_data
from ui.theme import Look
from ui.widgets.sign_panel import WAYS

TEXT = real_content().treatments["ketamine-iv"].text["en"]


def test_each_part_of_a_page_is_recorded_and_back_comes_to_the_last_one(open_tablet: OpenTablet) -> None:
    tablet = open_tablet(size=(1024, 600))
    patient = Patient(tablet)
    walk = RealWalk()
    walk.until("page:off-label")
    tablet.give(walk)
    tablet.shell.set_look(replace(tablet.shell.look, text_step="2.0"))
    tablet.settle()
    screen = tablet.screen
    assert isinstance(screen, ContentPage)
    parts = screen.parts()
    assert parts > 1
    for part in range(1, parts + 1):
        while patient.can(tablet.words["page.show_more"]):
            patient.next()
        assert (tablet.at, screen.part()) == ("page:off-label", part)
        assert part in tablet.stored().parts["off-label", parts]
        patient.next()
    assert "off-label" in tablet.stored().pages_shown
    assert tablet.at != "page:off-label"
    while tablet.at != "page:off-label":
        patient.back()
    again = tablet.screen
    assert isinstance(again, ContentPage)
    assert (again.part(), again.parts()) == (parts, parts)


def test_back_loses_no_answer(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give(RealWalk())
    patient.step()
    patient.press(words["identity.yes"])
    patient.next()
    patient.press(words["companion.helper"])
    patient.write(words["companion.name"], "Ana Delgado")
    patient.next()
    patient.back()
    assert patient.find(words["companion.name"]).property("text") == "Ana Delgado"
    assert patient.find(words["companion.helper"]).property("checked")
    patient.back()
    assert patient.find(words["identity.yes"]).property("checked")
    tablet.give_at("check:mk-purpose")
    item = real_content().checks["en"]["purpose-a"]
    patient.answer(right=True)
    patient.next()
    patient.back()
    assert tablet.at == "check:mk-purpose"
    assert patient.find(item.right_choice.text).property("checked")
    assert words["check.settled"] in words_on(tablet.shell)
    patient.next()
    assert tablet.at != "check:mk-purpose"
    tablet.give_at("values")
    patient.rate(TEXT.values["cost"], 4)
    patient.next()
    patient.back()
    assert words["values.stop_4"] in words_on(tablet.shell)
    assert tablet.stored().values == {"cost": 4}
    tablet.give_at("decision")
    patient.press(TEXT.decision["talk"].title)
    patient.next()
    patient.back()
    assert patient.find(TEXT.decision["talk"].title).property("checked")


def test_a_wrong_answer_leads_to_the_page_and_to_another_item(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give_at("check:mk-purpose")
    patient.answer(right=False)
    first = real_content().checks["en"]["purpose-a"]
    assert patient.sees("check.again_title")
    assert first.kind in words_on(tablet.shell)
    assert first.safe in words_on(tablet.shell)
    patient.press(words["check.reread"])
    assert tablet.at == "reread:mk-purpose"
    patient.back()
    assert patient.sees("check.again_title")
    patient.press(words["check.reread"])
    screen = tablet.screen
    assert isinstance(screen, ContentPage)
    assert screen.part() == 1
    patient.next()
    assert real_content().checks["en"]["purpose-b"].question in words_on(tablet.shell)
    patient.answer(right=True)
    assert patient.sees("check.right_title")
    patient.next()
    assert tablet.at == "check:mk-off-label"
    assert [one.event.item for one in tablet.stored().answers["mk-purpose"]] == ["purpose-a", "purpose-b"]


def test_after_the_set_tries_the_clinician_takes_over(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give_at("check:mk-purpose")
    patient.answer(right=False)
    patient.press(words["check.try_again"])
    patient.press(words["check.not_sure"])
    patient.next()
    assert words["check.with_clinician"] in words_on(tablet.shell)
    assert not patient.can(words["check.try_again"])
    patient.next()
    assert tablet.at == "check:mk-off-label"
    assert tablet.stored().open_checks == ("mk-purpose",)


def test_a_patient_may_ask_for_the_clinician_at_once(tablet: Tablet, patient: Patient) -> None:
    tablet.give_at("check:mk-purpose")
    patient.answer(right=False)
    patient.press(tablet.words["check.clinician"])
    assert tablet.at == "check:mk-off-label"
    assert tablet.stored().open_checks == ("mk-purpose",)


def test_who_thinks_better_of_choosing_again_comes_back_to_the_question(tablet: Tablet, patient: Patient) -> None:
    walk = RealWalk()
    walk.do(AskQuestion("q1", "session", (), "Why?"))
    sign_walk(walk)
    walk.do(AnswerQuestion("q1", "So.", STAFF), TakeBreak("idle"), ResumeVisit(STAFF))
    tablet.give(walk)
    assert tablet.at == "reconfirm"
    patient.press(tablet.words["reconfirm.again"])
    patient.next()
    assert tablet.at == "decision"
    patient.next()
    assert tablet.at == "decision"
    assert tablet.words["decision.missing"] in words_on(tablet.shell)
    patient.back()
    assert tablet.at == "reconfirm"
    patient.press(tablet.words["reconfirm.keep"])
    patient.next()
    assert tablet.at == "done"
    assert tablet.stored().reconfirmed is not None


# ---------------------------------------------------------------- the screen of a step


@pytest.fixture
def presenter(look: Look) -> Presenter:
    return Presenter(real_content(), catalogue("en"), look)


def view_of(walk: RealWalk) -> VisitView:
    """Return a walk as the service would."""
    treatment = real_content().treatments["ketamine-iv"]
    return VisitView(walk.state, walk.plan, treatment, missing_for_seal(walk.state, walk.plan))


def walks() -> Iterator[RealWalk]:
    """Yield a walk at each step of the line, up to the repeat of the choice."""
    walk = RealWalk()
    while walk.state.step != "decision":
        yield walk
        walk.forward()
    yield walk
    walk.do(MakeDecision("agree"), GoNext())
    yield walk


def test_each_step_has_its_screen_a_place_and_something_to_read(presenter: Presenter, qtbot: QtBot) -> None:
    kinds = set()
    for walk in walks():
        view = view_of(walk)
        screen = presenter.screen(view)
        qtbot.addWidget(screen)
        screen.resize(1280, 560)
        kinds.add(type(screen).__name__)
        assert screen.title
        assert all(screen.read_aloud_text())
        place = presenter.progress(view)
        assert 1 <= place.page <= place.pages
        assert place.sections[place.index]
    assert kinds >= {"ConditionsScreen", "TeachBackScreen", "ContentPage"}
    assert len(kinds) == 11


@pytest.mark.parametrize("choice", ["decline", "talk"])
def test_the_document_says_what_the_person_confirmed(presenter: Presenter, qtbot: QtBot, choice: e.Choice) -> None:
    walk = RealWalk()
    walk.until("decision")
    walk.do(MakeDecision(choice), GoNext())
    screen = presenter.screen(view_of(walk))
    qtbot.addWidget(screen)
    assert TEXT.meaning[choice] in screen.read_aloud_text()
    walk.do(GoNext())
    assert TEXT.meaning[choice] in document_text(finished(walk)).split("\n")


def test_who_wants_to_choose_again_finds_nothing_chosen(presenter: Presenter, qtbot: QtBot) -> None:
    walk = RealWalk()
    walk.do(AskQuestion("q1", "session", (), "Why?"))
    sign_walk(walk)
    walk.do(AnswerQuestion("q1", "So.", STAFF), TakeBreak("idle"), ResumeVisit(STAFF), Reconsider())
    screen = presenter.screen(view_of(walk))
    qtbot.addWidget(screen)
    assert isinstance(screen, DecisionScreen)
    assert screen.chosen() == ""
    assert screen.problem() == presenter.words["decision.missing"]
    walk.do(MakeDecision("agree"), GoNext(), GoBack())
    screen = presenter.screen(view_of(walk))
    qtbot.addWidget(screen)
    assert isinstance(screen, DecisionScreen)
    assert screen.chosen() == "agree"


def test_a_question_names_the_page_that_it_is_about(presenter: Presenter) -> None:
    for walk in walks():
        data = presenter.question(view_of(walk), "q1")
        step = walk.plan.step(walk.state.step)
        assert data.page == (walk.plan.page_of(step) or step.id)
        assert data.about.startswith(TEXT.sections[step.section])
        assert data.ready


def test_a_saved_question_comes_back_with_all_that_was_given(presenter: Presenter) -> None:
    walk = RealWalk()
    walk.until("page:session")
    walk.do(AskQuestion("q1", "session", ("how-long",), "And then?"))
    view = view_of(walk)
    data = presenter.change(view, walk.state.questions["q1"])
    assert (data.question, data.picks, data.text, data.changing) == ("q1", ("how-long",), "And then?", True)
    (row,) = presenter.saved_questions(view).questions
    assert (row.picks, row.text) == (("How long does it last?",), "And then?")
    assert presenter.question_text(walk.state.questions["q1"]) == "How long does it last? And then?"
    walk.do(AskQuestion("q2", "session", ("not-understood",), "What is a drip?"), AskQuestion("q3", "session", (), "x"))
    asked = [presenter.question_text(walk.state.questions[key]) for key in ("q2", "q3")]
    assert asked == ["I do not understand this page. What is a drip?", "x"]


def test_signing_and_the_end_ask_for_more_than_a_visit(presenter: Presenter) -> None:
    walk = plain_visit()
    with pytest.raises(KeyError):
        presenter.screen(view_of(walk))


@pytest.mark.parametrize("seen", [True, False])
def test_the_form_counts_as_seen_only_if_it_says_the_same(presenter: Presenter, qtbot: QtBot, *, seen: bool) -> None:
    walk = RealWalk()
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext(), GoNext(), AnswerElectronicRecord(accepted=True), GoNext())
    walk.do(ShowForm(presenter.digest(walk.form())))
    if not seen:
        walk.do(AskQuestion("q1", "session", (), "One more"))
    screen = presenter.sign(view_of(walk), walk.form(), "I want this.", demo_settings().zone)
    qtbot.addWidget(screen)
    assert isinstance(screen, SignScreen)
    assert screen.form_seen() == seen


@pytest.mark.parametrize(("accepted", "ways"), [(True, WAYS), (False, ("paper",))])
def test_who_asked_for_paper_has_no_other_way(
    presenter: Presenter, qtbot: QtBot, *, accepted: bool, ways: tuple[str, ...]
) -> None:
    walk = RealWalk()
    walk.until("decision")
    walk.do(MakeDecision("agree"), GoNext(), GoNext())
    chosen = presenter.screen(view_of(walk))
    walk.do(AnswerElectronicRecord(accepted=accepted), GoNext())
    screen = presenter.sign(view_of(walk), walk.form(), "I want this.", demo_settings().zone)
    walk.do(GoBack())
    again = presenter.screen(view_of(walk))
    for one in (chosen, screen, again):
        qtbot.addWidget(one)
    assert isinstance(chosen, ElectronicRecordScreen)
    assert isinstance(screen, SignScreen)
    assert isinstance(again, ElectronicRecordScreen)
    assert chosen.chosen() == ""
    assert again.chosen() == ("tablet" if accepted else "paper")
    assert screen.panel._ways == ways
    assert (presenter.words["sign.here_paper"] in screen.panel._heading.text()) == (not accepted)


@pytest.mark.parametrize(("name", "called"), [("Rosa Delgado", "Rosa"), ("x" * 200, f"{'x' * 30}…"), ("李", "李")])
def test_somebody_is_called_by_the_first_of_their_names(presenter: Presenter, name: str, called: str) -> None:
    assert presenter.called(name) == called


@pytest.mark.parametrize(
    ("waits_for", "turn", "key"),
    [
        ("visit.clinician_open", "clinician", "done.clinician"),
        ("visit.interpreter_open", "interpreter", "done.clinician"),
        ("visit.question_open", "clinician", "done.talk"),
        ("", None, "done.talk"),
    ],
)
def test_the_end_says_who_signs_next(
    presenter: Presenter, qtbot: QtBot, waits_for: str, turn: Role | None, key: str
) -> None:
    walk = plain_visit()
    view = replace(view_of(walk), waits_for=waits_for, turn=turn)
    screen = presenter.done(view, 30)
    qtbot.addWidget(screen)
    assert presenter.words[key] in screen.read_aloud_text()
    assert "Rosa" in screen.title
    other = presenter.done(view, 30, "cosigned")
    qtbot.addWidget(other)
    assert "Rosa" not in " ".join(other.read_aloud_text())


def test_the_first_screen_says_how_long_it_takes(presenter: Presenter, qtbot: QtBot) -> None:
    screen = presenter.welcome(RealWalk().state.opened.event, read_aloud=None)
    qtbot.addWidget(screen)
    minutes = real_content().reading_minutes("ketamine-iv", "en")
    assert presenter.words.say("welcome.lead", {"minutes": minutes}) in screen.read_aloud_text()


def test_a_page_has_its_words_and_its_sources(presenter: Presenter) -> None:
    page = real_content().pages["en"]["benefit-day-one"]
    assert [term.id for term in presenter.terms(page.id)] == list(page.terms)
    assert [one.id for one in presenter.sources(page.id)] == list(page.references)


def test_a_page_that_the_clinic_wrote_says_so() -> None:
    content, words = real_content(), catalogue("en")
    core = content.pages["en"]["cost"]
    own = replace(content, pages={"en": content.pages["en"] | {"cost": replace(core, origin="clinic")}})
    assert page_data(content, words, "cost").source == core.source
    assert page_data(own, words, "cost").source == f"{words['page.clinic_text']}. {core.source}"
