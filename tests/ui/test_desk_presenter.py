"""Visits in the words of the desk: how far each one is, what to do about it, and exactly one thing to do first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from kiosk import events as e
from kiosk.i18n import catalogue
from kiosk.service import CheckIn, KioskService, VisitView, withdraw
from kiosk.settings import demo_settings
from kiosk.visit import (
    AnswerCondition,
    AnswerQuestion,
    AskForHelp,
    ClearCheck,
    ConfirmAfterAnswers,
    GoBack,
    GoNext,
    LeaveSigning,
    PrintPaperForm,
    RateTeachBack,
    ReceivePaperSignature,
    Reconsider,
    RecordCompanion,
    ResumeVisit,
    TakeBreak,
)
from tests.kiosk.services import Clock, countersign, keyed_ledger, seal
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


def interpreted(walk: DeskWalk) -> None:
    """Sign with an interpreter there, who does not sign now."""
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", "Ines Vale", "Spanish"), GoNext())
    walk.end()
    walk.do(LeaveSigning())


def signed(walk: DeskWalk) -> None:
    walk.end()
    walk.countersign()


def withdrawn(walk: DeskWalk) -> None:
    signed(walk)
    withdraw(walk.service, walk.visit_id, "patient", "said", "", STAFF)


def withdrawal_sealed(walk: DeskWalk) -> None:
    withdrawn(walk)
    countersign(walk.service, walk.visit_id)


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
    ("clinician", lambda walk: walk.end(), "Waits for the clinician", "review", True),
    ("interpreter", interpreted, "Waits for the interpreter", "review", True),
    ("unsealed", lambda walk: walk.end("decline"), "Not sealed yet", "review", True),
    ("signed", signed, "Signed by both", "print", False),
    ("withdrawn", withdrawn, "Withdrawn, not signed yet", "review", True),
    ("withdrawal sealed", withdrawal_sealed, "Withdrawn", "view", False),
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
    assert [row.name for row in rows] == ["Idris", "June", "Rosa"]
    assert [row.first for row in rows] == [True, False, False]
    assert [row.questions for row in rows] == [1, 1, 0]


def test_who_asked_for_a_person_stands_first_and_is_to_be_opened(
    service: KioskService, presenter: DeskPresenter
) -> None:
    walks = [DeskWalk(service, name) for name in ("Rosa", "Idris", "June")]
    wait_for_answer(walks[1])
    walks[2].until("page:session")
    visits = [(service.state(walk.state.visit_id), walk.view()) for walk in walks]
    (waiting,) = presenter.rows(visits[:1], TODAY, calls={walks[0].state.visit_id})
    assert (waiting.status, waiting.action) == ("Needs help", "review")
    rows = presenter.rows(visits, TODAY, calls={walks[2].state.visit_id})
    assert [row.name for row in rows] == ["June", "Idris", "Rosa"]
    assert [row.first for row in rows] == [True, False, False]
    assert (rows[0].status, rows[0].status_kind, rows[0].action) == ("Needs help", "attention", "resume")


def test_a_visit_of_another_day_is_named_by_its_day(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    (row,) = presenter.rows([(walk.state, walk.view())], TODAY + timedelta(days=1))
    assert row.time == "12 May"
    (row,) = presenter.rows([(walk.state, walk.view())], TODAY + timedelta(days=365))
    assert row.time == "12 May 2026"


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


def test_a_renewal_counts_the_checks_that_it_asks(service: KioskService, presenter: DeskPresenter) -> None:
    consent = DeskWalk(service)
    consent.end()
    consent.countersign()
    renewal = DeskWalk(service, renews=consent.visit_id)
    renewal.end()
    rows = presenter.rows([(consent.state, consent.view()), (renewal.state, renewal.view())], TODAY)
    asked = {row.visit_id: row.checks for row in rows}
    few, all_of_them = len(renewal.view().plan.must_know), len(consent.view().plan.must_know)
    assert few < all_of_them
    assert asked[renewal.visit_id] == f"{few} of {few}"
    assert asked[consent.visit_id] == f"{all_of_them} of {all_of_them}"


def review_of(walk: DeskWalk, presenter: DeskPresenter) -> VisitView:
    view = walk.service.view(walk.state.visit_id)
    assert presenter.review(view, "clinician").visit_id == walk.state.visit_id
    return view


def test_open_questions_and_facts_stand_in_the_review(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    walk.miss()
    walk.ask("What will it cost me?")
    walk.end()
    data = presenter.review(review_of(walk, presenter), "clinician")
    assert data.next_task == "answers"
    assert [question.text for question in data.questions] == ["What will it cost me?"]
    assert ", page " in data.questions[0].place
    assert [fact.must_know for fact in data.facts] == ["mk-off-label"]
    assert data.facts[0].title != "mk-off-label"
    walk.service.submit(walk.state.visit_id, AnswerQuestion("q1", "450 dollars.", STAFF))
    walk.service.submit(walk.state.visit_id, ClearCheck("mk-off-label", "Explained.", STAFF))
    data = presenter.review(review_of(walk, presenter), "clinician")
    assert data.next_task == "confirm"
    assert data.questions[0].answer == "450 dollars."
    assert data.facts[0].note == "Explained."


def test_a_sealed_talk_first_still_tells_what_was_asked(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    walk.until("page:session")
    walk.ask("What will it cost me?")
    walk.end("talk")
    data = presenter.review(review_of(walk, presenter), "clinician")
    assert data.next_task == "wait"
    assert "What will it cost me?" in [question.text for question in data.questions]


@pytest.mark.parametrize(("choice", "status"), [("decline", "Declined"), ("talk", "Wants to talk first")])
def test_what_is_open_in_a_sealed_refusal_or_summary_is_listed_and_gone_over(
    service: KioskService, presenter: DeskPresenter, choice: e.Choice, status: str
) -> None:
    walk = DeskWalk(service)
    walk.miss()
    walk.ask("What will it cost me?")
    walk.end(choice)
    visit = walk.state.visit_id
    service.seal(visit)
    (row,) = presenter.rows([(service.state(visit), service.view(visit))], TODAY)
    assert (row.status, row.action, row.questions, row.first) == (status, "review", 2, False)
    data = presenter.review(service.view(visit), "clinician")
    assert (data.next_task, data.sealed, data.can_close) == ("answers", True, False)
    assert data.status == presenter.words["review.status_after"]
    assert [question.text for question in data.questions] == ["What will it cost me?"]
    assert [fact.must_know for fact in data.facts] == ["mk-off-label"]
    service.submit(visit, AnswerQuestion("q1", "450 dollars.", STAFF))
    service.submit(visit, ClearCheck("mk-off-label", "Explained.", STAFF))
    data = presenter.review(service.view(visit), "clinician")
    assert (data.next_task, data.sealed) == ("print", True)
    assert data.questions[0].answer == "450 dollars."
    assert data.facts[0].note == "Explained."
    (row,) = presenter.rows([(service.state(visit), service.view(visit))], TODAY)
    assert (row.action, row.questions) == ("view", 0)


def test_a_sealed_consent_still_shows_what_was_answered(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    wait_for_confirmation(walk)
    visit = walk.state.visit_id
    service.submit(visit, ResumeVisit(STAFF))
    service.submit(visit, ConfirmAfterAnswers())
    assert presenter.review(service.view(visit), "clinician").next_task == "sign"
    seal(service, visit)
    data = presenter.review(service.view(visit), "clinician")
    assert (data.next_task, data.sealed) == ("print", True)
    assert [question.answer for question in data.questions] == ["450 dollars."]


def test_facts_to_go_over_count_as_open(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    walk.miss()
    walk.ask("What will it cost me?")
    walk.end()
    (row,) = presenter.rows([(walk.state, walk.view())], TODAY)
    assert row.questions == 2


def test_who_chose_paper_may_choose_again_until_it_is_sealed(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    walk.ask("What will it cost me?")
    walk.end(method="paper")
    data = presenter.review(walk.view(), "clinician")
    assert (data.paper, data.can_choose_again, data.can_close) == (False, True, True)
    walk.do(AnswerQuestion("q1", "450 dollars.", STAFF), Reconsider())
    data = presenter.review(walk.view(), "clinician")
    assert (data.paper, data.can_choose_again) == (False, False)
    walk.do(GoBack())
    walk.service.submit(walk.state.visit_id, PrintPaperForm("f" * 64, STAFF))
    assert presenter.review(walk.view(), "clinician").paper
    walk.service.submit(walk.state.visit_id, ReceivePaperSignature("Folder 7", STAFF))
    assert presenter.review(walk.view(), "clinician").can_choose_again
    other = DeskWalk(service, "June")
    other.end()
    assert presenter.review(other.view(), "clinician").can_choose_again
    other.countersign()
    assert not presenter.review(other.view(), "clinician").can_choose_again


def test_only_a_visit_that_is_not_over_can_be_closed(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    assert presenter.review(walk.view(), "clinician").can_close
    service.close_visit(walk.state.visit_id, STAFF)
    assert not presenter.review(walk.view(), "clinician").can_close


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


def test_what_applies_is_told_with_yes_and_not_sure_first(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    walk.until("conditions")
    asked = walk.view().plan.conditions
    for number, condition in enumerate(asked):
        walk.do(AnswerCondition(condition, ("no", "unsure", "yes")[number % 3]))
    applies = presenter.review(walk.view(), "clinician").applies
    assert len(applies) == len(asked)
    answers = [one.answer for one in applies]
    assert answers == sorted(answers, key=("yes", "unsure", "no").index)
    short = real_content().condition_texts["en"][asked[2]].short
    assert applies[0].text == short


def test_own_words_come_with_what_to_listen_for_and_their_rating(
    service: KioskService, presenter: DeskPresenter
) -> None:
    walk = DeskWalk(service)
    walk.end()
    (first, *others) = presenter.review(walk.view(), "clinician").said
    assert [one.must_know for one in (first, *others)] == list(walk.view().plan.teach_back)
    text = real_content().teach_back["en"][first.must_know]
    assert (first.prompt, first.listen_for) == (text.prompt, text.listen_for)
    assert (first.rating, first.fixed) == (None, False)
    view = service.submit(walk.visit_id, RateTeachBack(first.must_know, 1, "Ask again.", STAFF), STAFF)
    rated = presenter.review(view, "clinician").said[0]
    assert (rated.rating, rated.note, rated.fixed) == (1, "Ask again.", False)
    sealed = seal(service, walk.visit_id)
    said = presenter.review(sealed, "clinician").said
    assert (said[0].fixed, said[1].fixed) == (True, False)
    late = service.submit(walk.visit_id, RateTeachBack(said[1].must_know, 2, "", STAFF), STAFF)
    assert presenter.review(late, "clinician").said[1].rating == 2


def test_who_asked_for_a_person_is_told(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    walk.until("page:session")
    walk.do(AskForHelp())
    lines = presenter.review(walk.view(), "clinician").lines
    assert presenter.words["review.line_help"] in [label for label, _ in lines]


def test_the_list_names_treatment_and_reason(service: KioskService, presenter: DeskPresenter) -> None:
    walk = DeskWalk(service)
    (row,) = presenter.rows([(walk.state, walk.view())], TODAY)
    opened = walk.state.opened.event
    short = real_content().reasons["en"][opened.reason].short
    assert row.treatment.endswith(short)
    assert row.treatment == presenter.patients.treatment_name(opened)


def test_check_in_offers_the_routes_of_each_treatment(presenter: DeskPresenter) -> None:
    data = presenter.check_in(TODAY)
    for key, treatment in real_content().treatments.items():
        assert tuple(route for route, _ in data.routes[key]) == treatment.routes
        assert all(text and "⟨" not in text for _, text in data.routes[key])
