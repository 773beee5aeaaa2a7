"""Visits in the words of the desk: how far each one is, what to do about it, and exactly one thing to do first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from kiosk.i18n import catalogue
from kiosk.service import CheckIn, KioskService, VisitView
from kiosk.settings import demo_settings
from kiosk.visit import AnswerQuestion, ClearCheck, TakeBreak
from tests.kiosk.services import Clock, keyed_ledger
from tests.kiosk.visits import real_content
from tests.kiosk.walks import STAFF
from tests.ui.clinics import DeskWalk
from ui.desk_presenter import DeskPresenter
from ui.presenter import Presenter
from ui.theme import Look

TODAY = date(2026, 5, 12)


@pytest.fixture
def service() -> KioskService:
    return KioskService(keyed_ledger(), real_content(), demo_settings(), clock=Clock())


@pytest.fixture
def presenter(look: Look) -> DeskPresenter:
    words = catalogue("en")
    return DeskPresenter(real_content(), demo_settings(), words, Presenter(real_content(), words, look))


def wait_for_answer(walk: DeskWalk) -> None:
    walk.until("page:session")
    walk.ask("What will it cost me?")
    walk.end()


def wait_for_confirmation(walk: DeskWalk) -> None:
    wait_for_answer(walk)
    walk.service.submit(walk.state.visit_id, AnswerQuestion("q1", "450 dollars.", STAFF))


CASES: list[tuple[str, Callable[[DeskWalk], object], str, str, bool]] = [
    ("start", lambda _walk: None, "Not started", "start", False),
    ("reading", lambda walk: walk.until("page:session"), "Reading: ", "resume", False),
    (
        "break",
        lambda walk: (walk.until("page:session"), walk.do(TakeBreak("patient"))),
        "Taking a break",
        "resume",
        False,
    ),
    ("answer", wait_for_answer, "Questions to answer", "review", True),
    ("handed over", lambda walk: (walk.miss(), walk.end()), "Questions to answer", "review", True),
    ("paper", lambda walk: walk.end(method="paper"), "Waits for paper", "review", True),
    ("confirmation", wait_for_confirmation, "Waits for the patient", "review", True),
    ("unsealed", lambda walk: walk.end(), "Not sealed yet", "review", True),
]


@pytest.mark.parametrize(
    ("steps", "status", "action", "first"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_each_state_has_its_words_and_its_one_action(
    service: KioskService,
    presenter: DeskPresenter,
    steps: Callable[[DeskWalk], object],
    status: str,
    action: str,
    first: bool,
) -> None:
    walk = DeskWalk(service)
    steps(walk)
    (row,) = presenter.rows([(service.state(walk.state.visit_id), walk.view())], TODAY)
    assert row.status.startswith(status)
    assert (row.action, row.first) == (action, first)
    assert (row.time, row.name, row.born) == ("10:00", "Rosa Delgado", "born 14 March 1961")


def test_one_row_at_most_asks_to_be_first(service: KioskService, presenter: DeskPresenter) -> None:
    walks = [DeskWalk(service, name) for name in ("Rosa", "Idris", "June")]
    for walk in walks[1:]:
        wait_for_answer(walk)
    rows = presenter.rows([(service.state(walk.state.visit_id), walk.view()) for walk in walks], TODAY)
    assert [row.first for row in rows] == [False, True, False]
    assert [row.questions for row in rows] == [0, 1, 1]


def test_a_visit_of_another_day_is_named_by_its_day(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    (row,) = presenter.rows([(walk.state, walk.view())], TODAY + timedelta(days=1))
    assert row.time == "12 May"


def test_a_visit_of_other_content_can_only_be_looked_at(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    (row,) = presenter.rows([(walk.state, None)], TODAY)
    assert (row.status, row.action) == ("Other content", "view")


def test_checks_count_what_was_answered_right(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    (row,) = presenter.rows([(walk.state, walk.view())], TODAY)
    assert row.checks == "–"
    walk.miss()
    walk.end()
    (row,) = presenter.rows([(walk.state, walk.view())], TODAY)
    count = len(walk.view().treatment.must_know)
    assert row.checks == f"{count - 1} of {count}"


def review_of(walk: DeskWalk, presenter: DeskPresenter) -> VisitView:
    view = walk.service.view(walk.state.visit_id)
    assert presenter.review(view).visit_id == walk.state.visit_id
    return view


def test_open_questions_and_facts_stand_in_the_review(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    walk.miss()
    walk.ask("What will it cost me?")
    walk.end()
    data = presenter.review(review_of(walk, presenter))
    assert data.next_task == "answers"
    assert [question.text for question in data.questions] == ["What will it cost me?"]
    assert ", page " in data.questions[0].place
    assert [fact.must_know for fact in data.facts] == ["mk-off-label"]
    assert data.facts[0].title != "mk-off-label"
    walk.service.submit(walk.state.visit_id, AnswerQuestion("q1", "450 dollars.", STAFF))
    walk.service.submit(walk.state.visit_id, ClearCheck("mk-off-label", "Explained.", STAFF))
    data = presenter.review(review_of(walk, presenter))
    assert data.next_task == "confirm"
    assert data.questions[0].answer == "450 dollars."
    assert data.facts[0].note == "Explained."


def test_a_sealed_talk_first_still_tells_what_was_asked(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    walk.until("page:session")
    walk.ask("What will it cost me?")
    walk.end("talk")
    data = presenter.review(review_of(walk, presenter))
    assert data.next_task == "wait"
    assert "What will it cost me?" in [question.text for question in data.questions]


def test_every_way_to_check_identity_has_words_for_staff_and_document(presenter: DeskPresenter) -> None:
    words = catalogue("en")
    for key, text in presenter.check_in(TODAY).identity_methods:
        assert text == words[f"identity_method.{key}"]
        assert f"document.identity_{key}" in words


def test_check_in_offers_each_treatment_with_its_reasons(presenter: DeskPresenter, service: KioskService) -> None:
    data = presenter.check_in(TODAY)
    key, _name = data.treatments[0]
    reason = data.reasons[key][0][0]
    form = CheckIn("Rosa Delgado", date(1961, 3, 14), "20418", key, reason, data.languages[0][0], "asked")
    assert service.check_in(form, STAFF).state.step == "identity"
