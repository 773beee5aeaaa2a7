"""Building a record: everything of a visit is in it, each signature bound to its document."""

from __future__ import annotations

import msgspec
import pytest

from kiosk import events as e
from kiosk.content import SignOff
from kiosk.document import form_digest
from kiosk.record import SignOffRecord, build_record, read_record, record_bytes
from kiosk.visit import Sign
from tests.kiosk.signers import (
    DAUGHTER,
    EARLIER,
    EXPLAINER,
    INTERPRETER,
    agreed,
    not_signed,
    refused,
    renewed,
    represented,
    whole,
    withdrawn,
)
from tests.kiosk.visits import (
    CLINICIAN,
    RealWalk,
    finished,
    full_visit,
    paper_visit,
    plain_visit,
    real_content,
    record_of,
    scribble,
    stamp,
    taken_back,
)
from tests.kiosk.walks import STAFF


def test_all_of_a_visit_is_in_its_record() -> None:
    walk = full_visit()
    document = finished(walk)
    record = build_record(walk.state, document, stamp())
    assert record.schema == 3
    assert record.document == document
    assert record.content_digest == document.digest
    assert record.pack_digest == real_content().digest
    assert record.form_digest == form_digest(document)
    assert record.verification_code == stamp().code
    assert (record.ledger.device, record.ledger.sequence, record.ledger.hash) == ("demo-kiosk", 412, "ab" * 32)
    assert (record.patient.name, record.patient.record_number) == ("Rosa Delgado", "20418")
    assert record.patient.identity_method == "photo_id"
    assert record.patient.checked_by.name == "Priya Raman"
    assert record.companion == e.CompanionRecorded("helper", "Ana Delgado", "daughter")
    assert {page.page for page in record.pages} == {*walk.plan.pages, *explained(walk)}
    assert (record.treatment, record.reason, record.route) == ("ketamine-iv", "trd", "intravenous")
    assert record.sign_offs == ()
    answers = [(one.condition, one.answer) for one in record.conditions]
    assert answers[:2] == list(zip(walk.plan.conditions, ("unsure", "yes"), strict=False))
    assert {answer for _, answer in answers[2:]} == {"no"}
    assert [one.condition for one in record.conditions] == list(walk.plan.conditions)
    assert [one.must_know for one in record.teach_backs] == list(walk.plan.teach_back)
    typed, *told, last = record.teach_backs
    assert typed.text.startswith("My daughter drives me home.")
    assert (typed.spoken, typed.rating, typed.rated_by) == (False, 1, CLINICIAN)
    assert typed.note == "Talked about the bus, too."
    assert typed.rated_at is not None
    assert typed.rated_at > typed.given_at
    assert all((one.spoken, one.text, one.rating) == (True, "", 2) for one in told)
    assert (last.spoken, last.rating, last.note, last.rated_by, last.rated_at) == (True, None, "", None, None)
    [asked] = record.help_asked
    assert (asked.step, asked.at) == ("conditions", walk.state.help_asked[0].at)
    checks = {check.must_know: check for check in record.checks}
    assert set(checks) == set(walk.plan.must_know)
    assert [answer.right for _, answer in checks["mk-purpose"].answers] == [False, True]
    assert checks["mk-purpose"].rereads == 1
    off_label = checks["mk-off-label"]
    assert (off_label.handed_over_by, off_label.cleared_by, off_label.note) == (
        "limit",
        CLINICIAN,
        "Explained what off-label means.",
    )
    [question] = record.questions
    assert (question.picks, question.answered_by) == (("cost",), CLINICIAN)
    assert record.values == {"better-soon": 5, "cost": 2}
    assert (record.choice, record.choice_order, record.breaks) == ("agree", ("agree", "decline", "talk"), 2)
    moments = [record.chosen_at, record.confirmed_at, record.form_shown_at, record.reconfirmed_at, record.sealed_at]
    assert moments == sorted(moment for moment in moments if moment is not None)
    [signature] = record.signatures
    assert (signature.role, signature.name, signature.method, signature.paper) == (
        "patient",
        "Rosa Delgado",
        "ink",
        None,
    )
    assert signature.ink == scribble()


def explained(walk: RealWalk) -> set[str]:
    return {walk.plan.condition_pages[one] for one in walk.plan.conditions if walk.state.may_apply(one)}


def test_who_signed_the_content_off_is_in_the_record() -> None:
    walk = plain_visit("talk")
    given = SignOff("d" * 64, "Dr Ines Vale", "MD 10442", "2026-05-04", "All pages and checks")
    record = build_record(walk.state, finished(walk), stamp(), (given,))
    assert record.sign_offs == (SignOffRecord("Dr Ines Vale", "MD 10442", "2026-05-04", "All pages and checks"),)
    assert read_record(record_bytes(record)) == record


@pytest.mark.parametrize("choice", ["decline", "talk"])
def test_a_choice_without_a_signature_is_a_whole_record(choice: e.Choice) -> None:
    record = record_of(plain_visit(choice))
    assert (record.choice, record.signatures, record.form_shown_at) == (choice, (), None)
    assert read_record(record_bytes(record)) == record


def test_a_signature_on_paper_has_the_time_that_is_known() -> None:
    walk = paper_visit()
    [signature] = record_of(walk).signatures
    received = walk.state.paper_received
    assert received is not None
    assert signature.paper is not None
    assert (signature.time, signature.paper.received_at) == (received.at, received.at)
    assert (signature.paper.printed_by.name, signature.paper.note) == ("Priya Raman", "Folder 7, front desk")


@pytest.mark.parametrize(
    "sign",
    [
        Sign("typed", "", "", typed_name="Rosa D."),
        Sign("mark", "", "", ink=scribble(), witness_name="Joe Blow"),
        Sign("ink", "", "", ink=scribble()),
    ],
)
def test_each_way_to_sign_is_kept(sign: Sign) -> None:
    [signature, *witnesses] = record_of(plain_visit(sign=sign)).signatures
    assert [(one.role, one.name, one.time, one.form_digest) for one in witnesses] == (
        [("witness", "Joe Blow", signature.time, signature.form_digest)] if sign.method == "mark" else []
    )
    assert (signature.method, signature.typed_name, signature.witness_name, signature.ink) == (
        sign.method,
        sign.typed_name,
        sign.witness_name,
        sign.ink,
    )


def test_a_signature_that_was_taken_back_is_kept() -> None:
    walk = taken_back()
    record = record_of(walk)
    assert (record.choice, record.signatures) == ("decline", ())
    assert isinstance(record.earlier, tuple)
    [old] = record.earlier
    assert old.signature is not None
    assert (old.choice, old.signature.method, old.signature.ink) == ("agree", "ink", scribble())
    assert old.chosen_at < old.confirmed_at < old.signature.time < old.taken_back_at == record.chosen_at
    assert read_record(record_bytes(record)) == record


def test_who_chose_paper_and_never_signed_has_given_no_signature() -> None:
    record = record_of(taken_back(Sign("paper", "", "")))
    assert isinstance(record.earlier, tuple)
    assert record.earlier[0].signature is None


def test_a_record_without_an_earlier_choice_says_nothing_of_it() -> None:
    assert b'"earlier"' not in record_bytes(record_of(plain_visit("talk")))


def test_a_record_needs_a_decision_and_its_own_document() -> None:
    walk = plain_visit()
    with pytest.raises(ValueError, match="decision"):
        build_record(RealWalk().state, finished(walk), stamp())
    with pytest.raises(ValueError, match="document"):
        build_record(walk.state, finished(walk), msgspec.structs.replace(stamp(), document_id="CN-1"))


# ---------------------------------------------------------------- everybody who signs


def test_everybody_who_signed_is_in_the_record_in_their_order() -> None:
    walk = agreed()
    document, record = whole(walk)
    assert (record.act, document.kind) == ("agreement", "consent")
    said = [(one.role, one.name, one.method, one.identity_method) for one in record.signatures]
    assert said == [
        ("patient", "Rosa Delgado", "ink", "photo_id"),
        ("interpreter", "Inés Vidal", "ink", "photo_id"),
        ("explainer", "Jonas Weber", "typed", "pin"),
        ("clinician", "Dr Amara Osei", "ink", "pin"),
    ]
    patient, interpreter, explainer, clinician = record.signatures
    assert (interpreter.interpreter, patient.interpreter) == (INTERPRETER, None)
    assert (patient.staff, explainer.staff, clinician.staff) == (None, EXPLAINER, CLINICIAN)
    assert [one.time for one in record.signatures] == sorted(one.time for one in record.signatures)
    assert record.electronic is not None
    assert record.electronic.accepted
    assert (record.representative, record.wishes, record.renews, record.withdrawal) == (None, None, None, None)


def test_each_signature_is_bound_to_its_document() -> None:
    walk = agreed()
    _, record = whole(walk)
    at = msgspec.structs.replace(stamp(), document_id="CN-2026-0512-0418")
    other = build_record(walk.state, msgspec.structs.replace(record.document, id=at.document_id), at)
    for one, same in zip(record.signatures, other.signatures, strict=True):
        assert one.ink_digest == ("" if one.ink is None else e.ink_digest(one.ink)) == same.ink_digest
        assert one.binding == e.binding_digest("CN-2026-0512-0417", msgspec.structs.asdict(one))
        assert one.binding != same.binding


def test_who_decides_for_the_patient_is_in_the_record() -> None:
    _, record = whole(represented(Sign("mark", "", "", ink=scribble(), witness_name="Wim Zeuge")))
    representative, witness, clinician = record.signatures
    assert record.representative == DAUGHTER
    assert record.wishes is not None
    assert (record.wishes.wishes[:3], record.wishes.assent) == ("She", "does_not_object")
    assert (representative.role, representative.name, representative.method) == (
        "representative",
        "Ana Delgado",
        "mark",
    )
    assert representative.meaning.startswith("I decide for Rosa Delgado.")
    assert (witness.name, witness.identity_method, clinician.role) == ("Wim Zeuge", "", "clinician")
    assert witness.meaning == "I saw this mark being made by the person who decides for the patient."
    assert record.patient.name == "Rosa Delgado"


def test_a_refusal_has_the_interpreters_signature_alone() -> None:
    _, record = whole(refused())
    assert (record.act, record.choice) == ("refusal", "decline")
    assert [one.role for one in record.signatures] == ["interpreter"]


def test_a_renewal_names_the_consent_that_it_renews() -> None:
    _, record = whole(renewed("key-risks"))
    assert record.act == "renewal"
    assert record.renews == e.Renewal("v0", "CN-2025-1103-0031", ("key-risks",))


def test_a_withdrawal_names_the_consent_that_it_takes_back() -> None:
    walk = withdrawn(words="I feel better without.")
    document, record = whole(walk)
    taken = walk.state.withdrawn
    assert taken is not None
    assert (record.act, document.kind, record.choice) == ("withdrawal", "withdrawal", "agree")
    found = record.withdrawal
    assert found is not None
    assert (found.document_id, found.kind, found.verification_code, found.file_digest, found.sealed_at) == (
        EARLIER.document_id,
        "consent",
        EARLIER.verification_code,
        EARLIER.file_digest,
        EARLIER.sealed_at,
    )
    assert (found.by, found.way, found.words, found.told_to) == ("patient", "said", "I feel better without.", STAFF)
    assert found.withdrawn_at == taken.at
    assert [(one.role, one.method) for one in record.signatures] == [("patient", "ink"), ("clinician", "typed")]
    assert record.signatures[0].meaning.startswith("I take back my consent.")


def test_who_did_not_sign_is_in_the_record_and_not_among_the_signatures() -> None:
    walk = not_signed()
    _, record = whole(walk)
    assert record.signatures == ()
    assert not isinstance(record.not_signed, msgspec.UnsetType)
    [noted] = record.not_signed
    assert (noted.role, noted.name) == ("interpreter", "Inés Vidal")
    assert (noted.reason, noted.noted_by) == ("She had to leave, and nobody can reach her.", CLINICIAN)
    assert noted.noted_at == walk.state.not_signed[0].at
    assert record.schema == 3
    assert b"not_signed" not in record_bytes(whole(refused())[1])
