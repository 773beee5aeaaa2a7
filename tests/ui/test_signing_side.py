"""Signing at the tablet by real input: on paper, beside the one who decides, in somebody's place, taking back, anew."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from kiosk.clinic import DEMO_PIN
from kiosk.service import KioskService, VisitView, call_signer, sign_as_staff, withdraw
from kiosk.staff import StaffBook
from kiosk.visit import GoNext, MakeDecision, RecordCompanion
from tests.kiosk.visits import RealWalk, ServiceWalk, scribble
from tests.kiosk.walks import REPRESENTATIVE, STAFF
from tests.ui.patients import Patient, Tablet, words_on
from ui.patient.changes import ChangesScreen
from ui.patient.cosign import CosignScreen
from ui.patient.sign import SignScreen
from ui.patient.signer import SignerScreen

INTERPRETER = "Ines Vale"


def walked(tablet: Tablet, go: Callable[[KioskService], ServiceWalk]) -> str:
    """Hand the tablet over with a visit that went some way at the service; return its id."""

    def job(service: KioskService) -> VisitView:
        return service.view(go(service).visit_id)

    return handed(tablet, tablet.do(job))


def handed(tablet: Tablet, view: VisitView) -> str:
    """Hand the tablet over with a visit, as the desk does."""
    tablet.side.start(view)
    tablet.settle()
    return view.state.visit_id


def shown(tablet: Tablet) -> type:
    """Return what kind of screen is up."""
    return type(tablet.screen)


def countersigned(service: KioskService, visit: str) -> VisitView:
    """Let the demo's clinician sign."""
    book = StaffBook(service.store, new_id=lambda: "unused")
    doctor = next(account for account in book.accounts() if account.role == "clinician")
    return sign_as_staff(service, book, visit, doctor.id, DEMO_PIN, "clinician")


def interpreted() -> RealWalk:
    """Walk to the decision with an interpreter."""
    walk = RealWalk()
    walk.until("companion")
    walk.do(RecordCompanion("interpreter", INTERPRETER, "interpreter"), GoNext())
    walk.until("decision")
    return walk


def say_who(patient: Patient, *, remote: bool = False) -> None:
    """Answer what an interpreter is asked."""
    words = patient.words
    patient.write(words["signer.language"], "Arabic")
    patient.press(words["signer.mode_phone" if remote else "signer.mode_in_person"])
    patient.next()
    patient.press(words["signer.capacity_qualified"])
    patient.write(words["signer.badge"], "CHI-44812")
    patient.press(words["signer.identity_asked"])
    patient.next()


# ---------------------------------------------------------------- tablet or paper


def test_who_asks_for_paper_is_offered_paper_alone_and_may_think_better(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    tablet.give_at("record")
    patient.next()
    assert words["record.missing"] in words_on(tablet.shell)
    patient.press(words["record.paper"])
    patient.next()
    assert tablet.at == "sign"
    assert words["sign.paper_only_line"] in words_on(tablet.shell)
    assert not patient.can(words["sign.other"])
    patient.back()
    assert patient.find(words["record.paper"]).property("checked")
    patient.press(words["record.tablet"])
    patient.next()
    assert patient.can(words["sign.other"])
    patient.back()
    patient.press(words["record.paper"])
    patient.next()
    patient.read_form()
    patient.next()
    state = tablet.stored()
    assert (tablet.at, state.signature is not None and state.signature.event.method) == ("done", "paper")
    assert state.electronic is not None
    assert not state.electronic.event.accepted
    assert words["done.sign_paper_line"] in words_on(tablet.shell)


# ---------------------------------------------------------------- beside the one who decides


def test_an_interpreter_signs_after_the_patient_and_sees_nothing_else(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    walk = interpreted()
    walk.do(MakeDecision("agree"), GoNext())
    tablet.give(walk)
    patient.go_on_to("sign")
    patient.read_form()
    patient.draw()
    patient.next()
    assert tablet.at == "cosign:interpreter"
    assert shown(tablet) is SignerScreen
    assert "Rosa" not in words_on(tablet.shell)
    assert patient.find(words["signer.name"]).property("text") == INTERPRETER
    assert not any(patient.can(words[key]) for key in ("shell.back", "shell.question", "shell.break"))
    patient.press(words["shell.display"])
    patient.press(words["aid.dark"])
    patient.press(words["sheet.close"])
    say_who(patient)
    assert shown(tablet) is CosignScreen
    patient.back()
    assert patient.find(words["signer.language"]).property("text") == "Arabic"
    patient.next()
    patient.next()
    patient.read_form()
    patient.draw()
    patient.next()
    assert tablet.at == "done"
    assert words["done.cosigned_next_line"] in words_on(tablet.shell)
    assert "Rosa" not in words_on(tablet.shell)
    (signed,) = tablet.stored().role_signatures
    assert (signed.event.role, signed.event.signer_name, signed.event.method) == ("interpreter", INTERPRETER, "ink")
    assert signed.event.interpreter is not None
    assert signed.event.interpreter.interpreter_id == "CHI-44812"
    tablet.countersign()
    assert tablet.stored().document is not None


def test_who_is_not_here_is_called_later_and_signs_by_phone(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    walk = interpreted()
    walk.do(MakeDecision("agree"), GoNext())
    tablet.give(walk)
    patient.go_on_to("sign")
    patient.read_form()
    patient.draw()
    patient.next()
    patient.press(words["signer.leave"])
    # Who has just decided still holds the tablet.
    assert words["done.clinician_line"] in words_on(tablet.shell)
    patient.press(words["done.clear"])
    visit = tablet.visit
    handed(tablet, tablet.do(lambda service: call_signer(service, visit, "interpreter", STAFF)))
    assert shown(tablet) is SignerScreen
    patient.press(words["signer.leave"])
    assert words["done.left"] in words_on(tablet.shell)
    handed(tablet, tablet.do(lambda service: call_signer(service, visit, "interpreter", STAFF)))
    say_who(patient, remote=True)
    patient.read_form()
    patient.write(words["cosign.type_name_away"], INTERPRETER)
    patient.press(words["cosign.type_confirm_away"])
    patient.next()
    assert words["done.cosigned"] in words_on(tablet.shell)
    (signed,) = tablet.stored().role_signatures
    assert (signed.event.method, signed.event.typed_name) == ("typed", INTERPRETER)


def test_a_refusal_is_sealed_after_the_interpreter(tablet: Tablet, patient: Patient) -> None:
    tablet.give(interpreted())
    patient.press(tablet.view.treatment.text["en"].decision["decline"].title)
    patient.next()
    patient.next()
    assert tablet.at == "cosign:interpreter"
    assert tablet.stored().document is None
    say_who(patient)
    patient.read_form()
    patient.draw()
    patient.next()
    tablet.settle()
    assert tablet.words["done.cosigned_talk_line"] in words_on(tablet.shell)
    document = tablet.stored().document
    assert document is not None
    assert document.event.kind == "refusal"


def test_a_form_to_sign_is_covered_and_locked_like_any_page(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words
    walk = interpreted()
    walk.do(MakeDecision("agree"), GoNext())
    tablet.give(walk)
    patient.go_on_to("sign")
    patient.read_form()
    patient.draw()
    patient.next()
    tablet.later(120)
    assert patient.sees("cover.title")
    patient.press(words["cover.done"])
    assert patient.sees("locked.title")
    tablet.reopen()
    assert shown(tablet) is SignerScreen


# ---------------------------------------------------------------- in somebody's place


def test_a_representative_is_asked_for_the_patients_wishes_and_signs_in_their_place(
    tablet: Tablet, patient: Patient
) -> None:
    words = tablet.words
    visit = walked(tablet, lambda service: ServiceWalk(service, representative=REPRESENTATIVE))
    patient.press(words["welcome.start"])
    assert tablet.screen.title == words.say("identity.title_for", {"name": "Rosa"})
    assert REPRESENTATIVE.name in words_on(tablet.shell)
    tablet.side.wait()

    def go(service: KioskService) -> VisitView:
        walk = ServiceWalk(service, representative=REPRESENTATIVE)
        walk.until("wishes")
        return service.view(walk.visit_id)

    visit = handed(tablet, tablet.do(go))
    assert tablet.screen.title == words.say("wishes.title", {"name": "Rosa"})
    patient.write(words.say("wishes.field", {"name": "Rosa"}), "She wants to go home.")
    patient.press(words.say("wishes.objects", {"name": "Rosa"}))
    patient.next()
    agree = tablet.view.treatment.text["en"].decision["agree"].title
    patient.press(agree)
    patient.next()
    assert tablet.at == "decision"
    assert words["visit.patient_objects"] in words_on(tablet.shell)
    patient.back()
    field = patient.find(words.say("wishes.field", {"name": "Rosa"}))
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == "She wants to go home."
    patient.press(words.say("wishes.agrees", {"name": "Rosa"}))
    patient.next()
    patient.press(agree)
    patient.go_on_to("sign")
    assert words.say("sign.here_for", {"name": "Rosa"}) in words_on(tablet.shell)
    screen = tablet.screen
    assert isinstance(screen, SignScreen)
    assert screen.panel.pad._name == f"{REPRESENTATIVE.name}, for Rosa Delgado"
    # The patient is no witness of a mark that is made for them.
    screen.panel.use("mark")
    screen.panel.pad.set_ink(scribble())
    screen.panel.witness.edit.setText("Rosa Delgado")
    assert screen.panel.problem() == words["sign.other_witness"]
    screen.panel.pad.clear()
    screen.panel.use("ink")
    patient.read_form()
    patient.draw()
    patient.next()
    state = tablet.do(lambda service: service.state(visit))
    assert state.signature is not None
    assert state.signature.event.meaning.startswith("I decide for Rosa Delgado.")
    assert patient.sees("done.title", name=REPRESENTATIVE.name.split()[0])


# ---------------------------------------------------------------- taking back, and anew


def test_a_consent_is_taken_back_with_a_signature_of_its_own(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words

    def go(service: KioskService) -> VisitView:
        visit = ServiceWalk(service).to_the_end().visit_id
        countersigned(service, visit)
        withdraw(service, visit, "patient", "tablet", "", STAFF)
        return call_signer(service, visit, "patient", STAFF)

    visit = handed(tablet, tablet.do(go))
    assert tablet.screen.title == words["signer.title_patient"]
    patient.press(words["signer.identity_known"])
    patient.next()
    assert tablet.screen.title == words["cosign.title_withdrawal"]
    assert words["document.meaning_patient_withdrawal"] in words_on(tablet.shell)
    patient.read_form()
    patient.draw()
    patient.next()
    assert patient.sees("done.title", name="Rosa")
    assert words["done.withdrawn"] in words_on(tablet.shell)
    state = tablet.do(lambda service: countersigned(service, visit)).state
    assert state.withdrawal is not None


def test_a_consent_is_taken_back_without_a_signature_too(tablet: Tablet, patient: Patient) -> None:
    words = tablet.words

    def go(service: KioskService) -> VisitView:
        visit = ServiceWalk(service).to_the_end().visit_id
        countersigned(service, visit)
        withdraw(service, visit, "patient", "tablet", "", STAFF)
        return call_signer(service, visit, "patient", STAFF)

    handed(tablet, tablet.do(go))
    patient.press(words["signer.identity_known"])
    patient.next()
    patient.press(words["signer.leave_withdrawal"])
    assert tablet.at == "done"
    seen = words_on(tablet.shell)
    assert words["done.unsigned"] in seen
    assert words["done.withdrawn_next_line"] in seen
    assert words["done.left_next_line"] not in seen


def test_a_renewal_begins_with_what_has_changed(tablet: Tablet, patient: Patient, qtbot: QtBot) -> None:
    def go(service: KioskService) -> ServiceWalk:
        visit = ServiceWalk(service).to_the_end().visit_id
        countersigned(service, visit)
        walk = ServiceWalk(service, renews=visit)
        walk.until("changes")
        return walk

    walked(tablet, go)
    screen = tablet.screen
    assert isinstance(screen, ChangesScreen)
    assert screen.title == tablet.words["changes.title_none"]
    assert "12 May 2026" in words_on(tablet.shell)
    patient.press(tablet.words["shell.display"])
    patient.press(tablet.words["aid.dark"])
    patient.press(tablet.words["sheet.close"])
    assert shown(tablet) is ChangesScreen
    patient.next()
    assert tablet.at == "conditions"
    patient.back()
    assert shown(tablet) is ChangesScreen
    qtbot.waitUntil(lambda: not tablet.bridge.busy)
