"""What `candor print` and `candor scan` do: forms to fill in by hand go out, and come back signed.

Like `kiosk.commands` it is loaded when a command runs, and each command loads its own heavy parts.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from kiosk.commands import ask_passphrase, read_bytes
from kiosk.content_commands import source_of, write_file
from kiosk.errors import OperatorError
from kiosk.i18n import Words, catalogue
from kiosk.settings import read_settings

if TYPE_CHECKING:
    import argparse

    from kiosk.clinic import OpenClinic
    from kiosk.events import Actor

__all__ = ["print_blank", "print_copy", "scan"]


def print_blank(arguments: argparse.Namespace) -> int:
    """Write the whole consent as a form to fill in by hand: blank, or prepared for a visit."""
    if arguments.visit:
        return _print_prepared(arguments)
    from kiosk.content import PLACEHOLDERS
    from kiosk.document import compose_blank
    from kiosk.service import draw_paper_form, local_words

    source = source_of(arguments)
    content = source.content()
    choices = ", ".join(sorted(content.treatments))
    if not arguments.treatment:
        raise OperatorError("blank.no_treatment", known=choices)
    known = content.treatments.get(arguments.treatment)
    if known is None:
        raise OperatorError("demo.no_treatment", treatment=arguments.treatment, known=choices)
    reason, route = arguments.reason or known.reasons[0], arguments.route or known.route
    if reason not in known.reasons:
        raise OperatorError("content.no_reason", treatment=known.id, reason=reason, known=", ".join(known.reasons))
    if route not in known.routes:
        raise OperatorError("blank.no_route", treatment=known.id, route=route, known=", ".join(known.routes))
    language = arguments.language or content.default_language
    if language not in known.text:
        raise OperatorError("content.no_language", language=language, known=", ".join(known.text))
    words = catalogue(language)
    if source.settings is not None:
        local = local_words(source.settings, content.countries, words)
    else:
        # Somebody writes the clinic's numbers on the form before a patient gets it.
        local = {name: words[f"blank.local_{name}"] for name in PLACEHOLDERS}
    filled = content.filled(local)
    day = datetime.now(UTC).astimezone(source.settings.zone if source.settings else None).date()
    variant = filled.treatments[known.id].variant(reason, route)
    form = compose_blank(filled, variant, language, words, day=day, settings=source.settings)
    paper = arguments.paper or (source.settings.paper if source.settings else "a4")
    write_file(Path(arguments.out), draw_paper_form(form, day, paper))
    print(words.say("blank.written", {"file": arguments.out, "id": form.id}))
    if source.settings is None:
        print(words["blank.fill_in"])
    return 0


def _print_prepared(arguments: argparse.Namespace) -> int:
    """Write the form for a visit; its treatment, reason, route and language are the visit's."""
    from kiosk.service import prepared_form

    words = catalogue("en")
    if not arguments.data:
        raise OperatorError("blank.visit_needs_clinic")
    for option in ("treatment", "reason", "route", "language", "content"):
        if getattr(arguments, option):
            raise OperatorError("blank.visit_knows", option=f"--{option}")
    clinic = _opened(Path(arguments.data), words)
    try:
        data = prepared_form(
            clinic.service, arguments.visit, _staff(clinic, arguments.staff, words["print.ask_staff"]), arguments.paper
        )
    finally:
        clinic.close()
    write_file(Path(arguments.out), data)
    print(words.say("blank.written_visit", {"file": arguments.out, "visit": arguments.visit}))
    return 0


def print_copy(arguments: argparse.Namespace) -> int:
    """Write a sealed document of a visit, a withdrawal or a scan too, or a copy of the document for one reader."""
    from kiosk.events import CopyKind
    from kiosk.service import make_copy

    words = catalogue("en")
    kind = next((one for one in get_args(CopyKind) if one == arguments.kind.replace("-", "_")), None)
    clinic = _opened(Path(arguments.data), words)
    try:
        visit = _visit_of(clinic, arguments.document)
        staff = _staff(clinic, arguments.staff, words["print.ask_staff"])
        if kind is None:
            number = arguments.document
            data = clinic.service.read_sealed(visit, number)
            clinic.service.note_viewed(visit, staff)
        else:
            _require_document(clinic, visit, arguments.document)
            copy = make_copy(clinic.service, visit, kind, staff)
            number, data = copy.document_id, copy.data
    finally:
        clinic.close()
    write_file(Path(arguments.out), data)
    print(words.say("copy.written", {"file": arguments.out, "id": number}))
    return 0


def _visit_of(clinic: OpenClinic, document_id: str) -> str:
    """Return the visit that has a sealed file of this number: its document, a withdrawal, a copy or a scan.

    Raises:
        OperatorError: there is none.
    """
    from kiosk.service import find_document

    visit = find_document(clinic.vault, document_id).visit
    if not visit:
        raise OperatorError("copy.no_document", document=document_id)
    return visit


def _require_document(clinic: OpenClinic, visit: str, document_id: str) -> None:
    """Refuse to hand out a copy of a visit's document to somebody who asked for another file of that visit.

    Raises:
        OperatorError: the number is that of a withdrawal, a scan or a copy.
    """
    original = clinic.service.sealed_event(visit).document_id
    if document_id != original:
        raise OperatorError("copy.of_document_only", document=document_id, original=original)


def scan(arguments: argparse.Namespace) -> int:
    """File and seal a form that was signed on paper."""
    from kiosk.service import preview_scan, seal_scan

    words = catalogue("en")
    files = [read_bytes(name) for name in arguments.files]
    clinic = _opened(Path(arguments.data), words)
    try:
        filing = preview_scan(clinic.service, files)
        if not filing.ok:
            print(filing.sentence(words), file=sys.stderr)
            return 1
        staff = _staff(clinic, arguments.staff, words["scan.ask_staff"])
        done = seal_scan(clinic.service, files, staff, arguments.visit)
    finally:
        clinic.close()
    facts: dict[str, str | int] = {
        "document": done.document_id,
        "form": done.form_id,
        "count": done.sheets,
        "visit": done.state.visit_id,
    }
    print(words.say("scan.done", facts))
    print(words["scan.done_counted" if done.counted else "scan.done_filed"])
    return 0


def _opened(folder: Path, words: Words) -> OpenClinic:
    from kiosk.clinic import open_clinic
    from kiosk.service import utc_now

    read_settings(folder)
    return open_clinic(folder, ask_passphrase(folder, words), clock=utc_now)


def _staff(clinic: OpenClinic, name: str | None, question: str) -> Actor:
    """Return the account of a name: who opens the vault says for whom.

    Raises:
        OperatorError: nobody has this name.
    """
    wanted = " ".join((name or input(question)).split())
    for account in clinic.staff.accounts():
        if account.active and account.name.casefold() == wanted.casefold():
            return account.actor
    raise OperatorError("scan.no_such_staff", name=wanted)
