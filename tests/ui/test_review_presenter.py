"""One visit in the words of the review: how it went, who has signed, who is next, and why not yet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk import events as e
from kiosk.i18n import catalogue
from kiosk.service import KioskService, VisitView, call_signer, note_not_signed, with_renewal, withdraw
from kiosk.settings import demo_settings
from kiosk.visit import (
    AnswerQuestion,
    EnterSideStep,
    GoNext,
    LeaveSigning,
    RateValue,
    RecordCompanion,
    ResumeVisit,
    Sign,
    TakeBreak,
    missing_for_seal,
    turn,
)
from tests.kiosk.service.test_kept import later, sealed, without_anything, without_treatment
from tests.kiosk.services import Clock, countersign, keyed_ledger, seal
from tests.kiosk.visits import real_content
from tests.kiosk.walks import REPRESENTATIVE, STAFF
from tests.ui.clinics import DeskWalk
from ui.desk.review import ReviewData
from ui.presenter import Presenter
from ui.review_presenter import ReviewPresenter, is_open
from ui.theme import Look

WORDS = catalogue("en")


@pytest.fixture
def service() -> KioskService:
    return KioskService(keyed_ledger(), real_content(), demo_settings(), clock=Clock())


@pytest.fixture
def presenter(look: Look) -> ReviewPresenter:
    return ReviewPresenter(real_content(), demo_settings(), WORDS, Presenter(real_content(), WORDS, look))


def review(presenter: ReviewPresenter, walk: DeskWalk, *, clinician: bool = True) -> ReviewData:
    return presenter.review(walk.service.view(walk.visit_id), clinician=clinician)


def asked(view: VisitView, act: e.Act, role: e.Role) -> VisitView:
    """Return a visit of a clinic whose order asks for somebody who may stay away in ours."""
    order = tuple(replace(one, needed="always") if one.role == role else one for one in view.plan.signing[act])
    plan = replace(view.plan, signing={**view.plan.signing, act: order})
    return replace(view, plan=plan, waits_for=missing_for_seal(view.state, plan), turn=turn(view.state, plan))


def test_a_clinic_can_ask_for_the_signature_of_who_explained(service: KioskService, presenter: ReviewPresenter) -> None:
    walk = DeskWalk(service)
    walk.end()
    data = presenter.review(asked(walk.view(), "agreement", "explainer"), clinician=True)
    assert data.next_task == "explain"
    assert data.status == WORDS["review.status_explain"]
    assert data.left == (WORDS["review.left_explain"], "people", "attention")
    assert data.signing is not None
    assert (data.signing.why_not, data.signing.explainer) == (WORDS["review.why_explainer"], True)


def test_a_clinic_can_ask_for_the_signature_of_who_takes_a_consent_back(
    service: KioskService, presenter: ReviewPresenter
) -> None:
    walk = DeskWalk(service)
    walk.end()
    walk.countersign()
    walk.withdraw()
    data = presenter.review(asked(walk.view(), "withdrawal", "patient"), clinician=True)
    assert data.next_task == "call"
    assert data.signing is not None
    assert (data.signing.why_not, data.signing.calls) == (WORDS["review.why_patient"], ("patient",))


@pytest.mark.parametrize("representative", [None, REPRESENTATIVE])
def test_who_decides_and_has_not_signed_goes_on_on_the_tablet_and_is_not_called(
    service: KioskService, presenter: ReviewPresenter, representative: e.Representative | None
) -> None:
    walk = DeskWalk(service, representative=representative)
    walk.until("decision")
    walk.choose("agree")
    walk.until("sign")
    data = review(presenter, walk)
    assert (data.next_task, data.left) == ("wait", None)
    assert data.signing is not None
    assert data.signing.calls == ()
    assert data.signing.why_not == WORDS["review.why_wait"]


def test_checks_tell_the_try_and_what_is_to_be_gone_over(service: KioskService, presenter: ReviewPresenter) -> None:
    walk = DeskWalk(service)
    walk.until("check:mk-off-label")
    walk.answer(right=False)
    walk.do(EnterSideStep("check:mk-off-label"))
    walk.answer(right=True)
    data = review(presenter, walk)
    facts = walk.plan.must_know
    results = dict(zip(facts, (check.result for check in data.checks), strict=True))
    assert results["mk-off-label"] == WORDS["review.try_2"]
    assert WORDS["review.try_none"] in results.values()
    assert data.checks_right.endswith(f"of {len(facts)} correct")
    missed = DeskWalk(service, "June")
    missed.miss()
    missed.end()
    chips = {check.result for check in review(presenter, missed).checks}
    assert chips == {WORDS["review.try_1"], WORDS["review.try_over"]}
    assert is_open(missed.state)


def test_reading_tells_minutes_breaks_and_what_was_read_again(
    service: KioskService, presenter: ReviewPresenter
) -> None:
    walk = DeskWalk(service)
    number = ("tablet", f"Visit number {walk.visit_id}")
    assert review(presenter, walk).reading == (number,)
    walk.until("page:session")
    walk.do(TakeBreak("patient"))
    service.submit(walk.visit_id, ResumeVisit(STAFF), STAFF)
    walk.state = service.state(walk.visit_id)
    assert [icon for icon, _text in review(presenter, walk).reading] == ["info", "tablet"]
    walk.until("check:mk-off-label")
    walk.answer(right=False)
    walk.do(EnterSideStep("reread:mk-off-label"))
    walk.end()
    (minutes, again, shown, told) = review(presenter, walk).reading
    assert "one break" in minutes[1]
    assert again[1].startswith("Read again: “")
    assert shown == ("circlecheck", WORDS["review.all_shown"])
    assert told == number


def test_what_matters_stands_with_the_most_first(service: KioskService, presenter: ReviewPresenter) -> None:
    walk = DeskWalk(service)
    walk.until("values")
    first, second = walk.plan.values[:2]
    walk.do(RateValue(first, 2), RateValue(second, 5))
    labels = walk.text.values
    assert review(presenter, walk).values == ((labels[second], "5 of 5"), (labels[first], "2 of 5"))


def test_nobody_signs_beside_the_patient_before_the_choice(service: KioskService, presenter: ReviewPresenter) -> None:
    walk = DeskWalk(service)
    data = review(presenter, walk)
    assert (data.signing, data.signature, data.left) == (None, None, None)


def test_the_clinician_is_told_what_comes_first(service: KioskService, presenter: ReviewPresenter) -> None:
    walk = DeskWalk(service)
    walk.until("page:session")
    walk.ask("What will it cost me?")
    walk.end()
    data = review(presenter, walk)
    assert data.signing is not None
    assert data.signing.why_not == WORDS["review.why_one"]
    assert data.left == (WORDS["review.left_one"], "question", "attention")
    service.submit(walk.visit_id, AnswerQuestion("q1", "450 dollars.", STAFF), STAFF)
    data = review(presenter, walk)
    assert data.signing is not None
    assert (data.next_task, data.signing.why_not) == ("confirm", WORDS["review.why_confirm"])
    assert data.signature is not None
    assert data.signature.ink is not None


@pytest.mark.parametrize("clinician", [True, False])
def test_ready_to_sign_is_the_clinicians_task_alone(
    service: KioskService, presenter: ReviewPresenter, *, clinician: bool
) -> None:
    walk = DeskWalk(service)
    walk.end()
    data = review(presenter, walk, clinician=clinician)
    assert data.signing is not None
    assert data.next_task == ("sign" if clinician else "wait")
    assert data.signing.by_clinician == clinician
    assert data.signing.why_not == ("" if clinician else WORDS["review.needs_clinician"])
    assert data.signing.explainer
    assert data.signing.calls == ()
    assert data.signing.meaning == WORDS["document.meaning_clinician"]
    assert (data.can_withdraw, data.can_renew) == (False, False)


def test_an_interpreter_who_has_not_signed_is_called(service: KioskService, presenter: ReviewPresenter) -> None:
    walk = DeskWalk(service)
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", "Ines Vale", "Spanish"), GoNext())
    walk.end()
    walk.do(LeaveSigning())
    data = review(presenter, walk)
    assert data.signing is not None
    assert (data.next_task, data.signing.calls) == ("call", ("interpreter",))
    assert data.signing.why_not == WORDS["review.why_interpreter"]
    assert data.left is not None
    assert data.left[0] == WORDS["review.left_interpreter"]


def test_a_refusal_has_no_card_to_sign_unless_an_interpreter_was_there(
    service: KioskService, presenter: ReviewPresenter
) -> None:
    walk = DeskWalk(service)
    walk.end("decline")
    assert review(presenter, walk).signing is None
    other = DeskWalk(service, "June")
    other.until("companion")
    other.do(RecordCompanion("interpreter", "Ines Vale", "Spanish"), GoNext())
    other.end("decline")
    if other.state.step.startswith("cosign:"):
        other.do(LeaveSigning())
    signing = review(presenter, other).signing
    assert signing is not None
    assert (signing.meaning, signing.calls, signing.by_clinician) == ("", ("interpreter",), False)


def test_what_is_sealed_says_who_signed_and_can_be_taken_back_and_renewed(
    service: KioskService, presenter: ReviewPresenter
) -> None:
    walk = DeskWalk(service)
    walk.end()
    seal(service, walk.visit_id)
    data = review(presenter, walk)
    assert data.signing is not None
    assert data.signing.done
    assert [role for role, _line in data.signing.signed] == [WORDS["signer.clinician"]]
    assert data.left == (WORDS["review.left_print"], "circlecheck", "ok")
    assert (data.can_withdraw, data.can_renew, data.sealed) == (True, True, True)


def test_a_withdrawal_is_told_first_and_waits_for_who_took_it_back_and_the_clinician(
    service: KioskService, presenter: ReviewPresenter
) -> None:
    walk = DeskWalk(service)
    walk.end()
    countersign(service, walk.visit_id)
    withdraw(service, walk.visit_id, "patient", "said", "", STAFF)
    data = review(presenter, walk)
    assert data.notice.startswith("The patient has withdrawn this consent")
    assert data.signing is not None
    assert (data.signing.title, data.signing.calls) == (WORDS["review.signing_withdrawal"], ("patient",))
    assert data.signing.meaning == WORDS["document.meaning_clinician_withdrawal"]
    assert data.next_task == "sign"
    assert (data.can_withdraw, data.can_renew) == (False, False)
    countersign(service, walk.visit_id)
    data = review(presenter, walk)
    assert data.signing is not None
    assert data.signing.done
    assert data.signing.calls == ()
    assert [label for label, _value in data.lines].count(WORDS["review.line_sealed"]) == 2


def test_who_decides_for_the_patient_stands_in_the_visit(service: KioskService, presenter: ReviewPresenter) -> None:
    walk = DeskWalk(service, representative=REPRESENTATIVE)
    walk.end()
    data = review(presenter, walk)
    assert data.represented
    lines = dict(data.lines)
    assert lines[WORDS["review.line_representative"]].startswith("Ana Delgado · ")
    assert lines[WORDS["review.line_assent"]] == WORDS["review.assent_agrees"]
    assert WORDS["review.line_wishes"] in lines
    assert data.signature is not None
    assert data.signature.line.startswith("Ana Delgado")


def test_a_mark_names_its_witness_and_no_ink_says_how(service: KioskService, presenter: ReviewPresenter) -> None:
    walk = DeskWalk(service)
    walk.end(method="paper")
    data = review(presenter, walk)
    assert data.signature is not None
    assert (data.signature.ink, data.signature.how) == (None, WORDS["review.signed_paper"])
    assert Sign("paper", "", "").method == "paper"


def test_how_the_screen_was_read_stands_behind_the_name(service: KioskService, presenter: ReviewPresenter) -> None:
    from kiosk.visit import ChooseDisplay

    walk = DeskWalk(service)
    assert review(presenter, walk).facts_line == "Born 14 March 1961 · Record 20418 · English"
    walk.do(ChooseDisplay("light", "1.25", read_aloud=True))
    assert review(presenter, walk).facts_line.endswith("English · text size 1.25 · read aloud used")


def test_a_consent_to_a_treatment_that_is_gone_can_be_withdrawn_and_not_renewed(look: Look) -> None:
    content = without_treatment()
    service, visit = later(sealed(), content)
    presenter = ReviewPresenter(content, demo_settings(), WORDS, Presenter(content, WORDS, look))
    data = presenter.review(service.view(visit), clinician=True)
    assert (data.can_withdraw, data.can_renew, data.checks) == (True, False, ())
    assert data.notice == WORDS["review.treatment_gone"]
    assert dict(data.lines)[WORDS["review.line_treatment"]].startswith("Ketamine infusion")
    assert WORDS["review.all_shown"] not in {text for _, text in data.reading}
    data = presenter.review(withdraw(service, visit, "patient", "said", "", STAFF), clinician=True)
    assert data.notice.startswith(WORDS["review.withdrawn_patient"][:30])
    assert data.notice.endswith(WORDS["review.treatment_gone"])


def test_who_signs_a_withdrawal_without_the_treatment_has_a_place_on_the_bar(look: Look) -> None:
    content = without_anything()
    service, visit = later(sealed(), content)
    withdraw(service, visit, "patient", "tablet", "", STAFF)
    view = call_signer(service, visit, "patient", STAFF)
    place = Presenter(content, WORDS, look).progress(view)
    assert place.sections[place.index] == "Informed consent for ketamine infusion"


def test_without_whom_a_choice_can_be_sealed_is_offered_for_it_alone(
    service: KioskService, presenter: ReviewPresenter
) -> None:
    walks = {}
    for choice in ("agree", "decline"):
        walk = walks[choice] = DeskWalk(service)
        walk.until("companion")
        walk.do(RecordCompanion("interpreter", "Ines Vale", "Spanish"), GoNext())
        walk.end("agree" if choice == "agree" else "decline")
        walk.do(LeaveSigning())
    signing = review(presenter, walks["agree"]).signing
    assert signing is not None
    assert (signing.calls, signing.excused) == (("interpreter",), ())
    signing = review(presenter, walks["decline"]).signing
    assert signing is not None
    assert (signing.calls, signing.excused, signing.unsigned) == (("interpreter",), ("interpreter",), ())
    visit = walks["decline"].visit_id
    data = presenter.review(note_not_signed(service, visit, "interpreter", "She was ill.", STAFF), clinician=True)
    assert data.signing is not None
    assert (data.signing.calls, data.signing.excused) == ((), ())
    [(role, why, noted)] = data.signing.unsigned
    assert (role, why) == ("Interpreter", "She was ill.")
    assert noted.startswith(STAFF.name)
    sealed_one = presenter.review(service.seal(visit), clinician=True).signing
    assert sealed_one is not None
    assert (sealed_one.done, sealed_one.unsigned) == (True, data.signing.unsigned)


def renewed_by(service: KioskService, earlier: str) -> str:
    walk = DeskWalk(service, renews=earlier)
    walk.end()
    countersign(service, walk.visit_id)
    return walk.visit_id


def test_a_consent_that_was_renewed_says_what_has_taken_its_place(
    service: KioskService, presenter: ReviewPresenter
) -> None:
    first = DeskWalk(service)
    first.end()
    countersign(service, first.visit_id)
    newest = renewed_by(service, renewed_by(service, first.visit_id))
    data = presenter.review(with_renewal(service, service.view(first.visit_id)), clinician=True)
    document = service.sealed_event(newest).document_id
    assert data.notice == WORDS.say("review.renewed", {"renewed": "12 May 2026", "document": document})
    assert data.left == (WORDS["review.left_renewed"], "reread", "quiet")
    assert (data.can_withdraw, data.can_renew, data.sealed) == (False, False, True)
    data = presenter.review(with_renewal(service, service.view(newest)), clinician=True)
    assert (data.notice, data.can_withdraw, data.can_renew) == ("", True, True)


def test_after_the_renewal_was_taken_back_no_consent_stands(service: KioskService, presenter: ReviewPresenter) -> None:
    first = DeskWalk(service)
    first.end()
    countersign(service, first.visit_id)
    newest = renewed_by(service, first.visit_id)
    withdraw(service, newest, "patient", "said", "", STAFF)
    data = presenter.review(with_renewal(service, service.view(first.visit_id)), clinician=True)
    document = service.sealed_event(newest).document_id
    assert data.notice == (
        f"This consent was replaced by a renewal of 12 May 2026, document {document}, which was taken back on "
        "12 May 2026. That took back the consent to this treatment as a whole: no consent stands until a new "
        "one is given."
    )
    assert data.left == (WORDS["today.status_renewal_withdrawn"], "stop", "attention")
    assert (data.can_withdraw, data.can_renew) == (False, False)
    data = presenter.review(with_renewal(service, service.view(newest)), clinician=True)
    older = service.sealed_event(first.visit_id).document_id
    assert data.notice.endswith(WORDS.say("review.renews_withdrawn", {"document": older}))
