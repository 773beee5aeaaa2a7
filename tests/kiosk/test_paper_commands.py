"""`candor print blank`, `candor print copy` and `candor scan`: their files, words and exit codes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from kiosk import events as e
from kiosk.cli import main
from kiosk.clinic import DEMO_PASSPHRASE, open_demo
from kiosk.codes import CodeKind, PageCode, write_text
from kiosk.seal import verify
from kiosk.service import CheckIn, read_page_key, utc_now
from kiosk.vault import KdfParameters, Vault
from tests.kiosk.codes.scans import as_scan, square
from tests.kiosk.pdf.papers import read
from tests.kiosk.visits import ServiceWalk

CHEAP = KdfParameters(1, 8, 1)


@dataclass(frozen=True)
class Clinic:
    """A closed demo clinic with a visit, and a scan of a form for that visit."""

    folder: Path
    visit: str
    scan: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    top = tmp_path_factory.mktemp("made")
    folder = top / "clinic"
    opened = open_demo(folder, clock=utc_now, kdf=CHEAP)
    form = CheckIn("Rosa Delgado", date(1961, 3, 14), "20418", "ketamine-iv", "trd", "en", "photo_id")
    visit = opened.service.check_in(form, opened.staff.accounts()[0].actor).state.visit_id
    key = read_page_key(opened.vault)
    assert key is not None
    day = utc_now().date()
    codes = [
        PageCode(CodeKind.PREPARED, "PF-2026-0512-1", page, 2, day, bytes(16), "ketamine-iv", "en", visit)
        for page in (1, 2)
    ]
    scan = top / "scan.pdf"
    scan.write_bytes(as_scan([square(write_text(code, key.signer)) for code in codes]))
    opened.close()
    return Clinic(folder, visit, scan)


@pytest.fixture
def clinic(made: Clinic, tmp_path: Path) -> Clinic:
    shutil.copytree(made.folder, tmp_path / "clinic")
    return replace(made, folder=tmp_path / "clinic")


def blank(*arguments: str) -> int:
    return main(["print", "blank", *arguments])


def events(clinic: Clinic) -> tuple[e.Event, ...]:
    with Vault.open(clinic.folder, DEMO_PASSPHRASE, kdf=CHEAP) as vault:
        return vault.events(clinic.visit)


# ---------------------------------------------------------------------- print blank


def test_a_blank_form_needs_no_clinic(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "form.pdf"
    assert blank("--treatment", "ketamine-im", "--route", "subcutaneous", "--paper", "letter", "--out", str(out)) == 0
    said = capsys.readouterr().out
    assert "It is the blank form BF-" in said
    assert "Write the name, the phone and the two numbers for help on their lines" in said
    text = read(out.read_bytes()).whole
    for place in ("name of the clinic", "phone of the clinic", "emergency number", "crisis line"):
        assert f"____ ({place})" in text
    assert "[" not in text
    assert "Injection under the skin" in text
    assert "Harbour" not in text
    with pikepdf.open(out) as pdf:
        assert [float(side) for side in pdf.pages[0].MediaBox] == [0, 0, 612, 792]


def test_a_clinics_form_has_its_name_and_its_paper(clinic: Clinic, tmp_path: Path) -> None:
    out = tmp_path / "form.pdf"
    assert blank("--treatment", "kap", "--reason", "ptsd", "--data", str(clinic.folder), "--out", str(out)) == 0
    text = read(out.read_bytes()).whole
    assert "Harbour Street Clinic" in text
    assert "____ (" not in text
    assert len(events(clinic)) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--treatment", "tea"), "tea"),
        ((), "Say which treatment the form is for: --treatment ID. There are: esketamine-nasal"),
        (("--treatment", "kap", "--reason", "boredom"), "boredom"),
        (("--treatment", "kap", "--route", "osmosis"), "is not given by this route: osmosis"),
        (("--treatment", "kap", "--language", "xx"), "xx"),
        (("--visit", "v1"), "needs the clinic's folder"),
        (("--visit", "v1", "--data", "clinic", "--language", "en"), "leave out --language, or leave out --visit"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(
    arguments: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "form.pdf"
    assert blank(*arguments, "--out", str(out)) == 2
    told = capsys.readouterr()
    assert (words in told.err, told.out, len(told.err.strip().splitlines())) == (True, "", 1)
    assert not out.exists()


def test_a_form_for_a_visit_is_made_and_noted(
    clinic: Clinic, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, where = tmp_path / "form.pdf", ["--data", str(clinic.folder), "--visit", clinic.visit]
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "priya  raman "

    monkeypatch.setattr("builtins.input", answer)
    assert blank(*where, "--out", str(out)) == 0
    assert asked == ["Name of the member of staff who asks for it: "]
    assert f"it files itself to the visit {clinic.visit}" in capsys.readouterr().out
    assert "Rosa Delgado" in read(out.read_bytes()).whole
    printed = events(clinic)[-1]
    assert isinstance(printed, e.RecordPrinted)
    assert printed.staff.name == "Priya Raman"
    assert blank(*where, "--staff", "Nobody", "--out", str(out)) == 2
    assert "Nobody of the staff has this name: Nobody." in capsys.readouterr().err


# ---------------------------------------------------------------------- scan


def test_a_scan_is_filed_sealed_and_checked(clinic: Clinic, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--data", str(clinic.folder), "--staff", "Dr Amara Osei"]
    assert main(["scan", str(clinic.scan), *where]) == 0
    told = capsys.readouterr().out
    assert "form PF-2026-0512-1, 2 sheets, sealed and filed to the visit" in told
    assert "changes nothing in its record" in told
    sealed = events(clinic)[-1]
    assert isinstance(sealed, e.ScanSealed)
    assert sealed.staff.name == "Dr Amara Osei"
    with Vault.open(clinic.folder, DEMO_PASSPHRASE, kdf=CHEAP) as vault:
        data = vault.file(sealed.document_id)
    assert verify(data, now=utc_now()).ok

    file = tmp_path / "sealed.pdf"
    file.write_bytes(data)
    trust = str(clinic.folder / "clinic-certificate.pem")
    assert main(["verify", str(file), "--trust", trust]) == 0
    assert "What is written by hand was not checked" in capsys.readouterr().out
    assert main(["ledger", "verify", "--data", str(clinic.folder), "--against", str(file)]) == 0

    assert main(["scan", str(clinic.scan), *where]) == 1
    assert f"This scan was filed before, as document {sealed.document_id}." in capsys.readouterr().err


def test_a_scan_that_belongs_nowhere_is_refused_with_its_reason(
    clinic: Clinic, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = tmp_path / "half.pdf"
    with pikepdf.open(clinic.scan) as pdf:
        del pdf.pages[1]
        pdf.save(half)
    assert main(["scan", str(half), "--data", str(clinic.folder), "--staff", "Priya Raman"]) == 1
    assert capsys.readouterr().err.strip() == "This scan was not filed. Not all pages are there. Missing: page 2."
    assert main(["scan", str(tmp_path / "none.pdf"), "--data", str(clinic.folder)]) == 2
    assert len(events(clinic)) == 1


# ---------------------------------------------------------------------- print copy


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """Return a closed demo clinic with a sealed document: its folder, the visit, and the document's number."""
    folder = tmp_path_factory.mktemp("sealed") / "clinic"
    opened = open_demo(folder, clock=utc_now, kdf=CHEAP)
    walk = ServiceWalk(opened.service).to_the_end("talk")
    opened.service.seal(walk.visit_id)
    number = opened.service.sealed_event(walk.visit_id).document_id
    opened.close()
    return folder, walk.visit_id, number


def copy(*arguments: str) -> int:
    return main(["print", "copy", *arguments])


def test_a_copy_is_written_and_stays_in_the_vault(
    sealed: tuple[Path, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, visit, number = sealed
    out = tmp_path / "copy.pdf"
    asked = ("--data", str(folder), "--document", number, "--kind", "clinician-summary", "--staff", "Priya Raman")
    assert copy(*asked, "--out", str(out)) == 0
    assert f"It is {number}-C." in capsys.readouterr().out
    assert verify(out.read_bytes(), now=utc_now()).ok
    with Vault.open(folder, DEMO_PASSPHRASE, kdf=CHEAP) as vault:
        assert vault.file(f"{number}-C") == out.read_bytes()
        noted = [event for event in vault.events(visit) if isinstance(event, e.CopySealed)]
    assert [one.kind for one in noted] == ["clinician_summary"]
    # A copy that was given out is as good a proof of the ledger's end as the document itself.
    assert main(["ledger", "verify", "--data", str(folder), "--against", str(out)]) == 0
    assert str(out) in capsys.readouterr().out


def test_a_copy_with_a_newer_stamp_is_known_to_the_ledger_too(
    sealed: tuple[Path, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, visit, number = sealed
    out = tmp_path / "copy.pdf"
    asked = ("--data", str(folder), "--document", number, "--kind", "large-print", "--staff", "Priya Raman")
    assert copy(*asked, "--out", str(out)) == 0
    assert main(["reseal", "--data", str(folder), "--days", "36500"]) == 0
    with Vault.open(folder, DEMO_PASSPHRASE, kdf=CHEAP) as vault:
        renewed = [event for event in vault.events(visit) if isinstance(event, e.DocumentResealed)]
        [newer] = [event for event in renewed if event.document_id == f"{number}-L"]
        out.write_bytes(vault.file(newer.file_id))
    assert main(["ledger", "verify", "--data", str(folder), "--against", str(out)]) == 0
    capsys.readouterr()


def test_what_is_no_document_of_a_decision_has_no_copies(
    sealed: tuple[Path, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _visit, number = sealed
    asked = ("--data", str(folder), "--staff", "Priya Raman", "--out", str(tmp_path / "copy.pdf"))
    assert copy(*asked, "--document", number, "--kind", "large-print") == 0
    (tmp_path / "copy.pdf").unlink()
    assert copy(*asked, "--document", f"{number}-L", "--kind", "patient-copy") == 2
    told = capsys.readouterr().err
    assert f"{number}-L comes out with --kind document only" in told
    assert f"copies are made of {number}" in told
    assert not (tmp_path / "copy.pdf").exists()


def test_the_document_itself_comes_out_as_it_is_kept(sealed: tuple[Path, str, str], tmp_path: Path) -> None:
    folder, visit, number = sealed
    out = tmp_path / "document.pdf"
    asked = ("--data", str(folder), "--document", number, "--kind", "document", "--staff", "Priya Raman")
    assert copy(*asked, "--out", str(out)) == 0
    with Vault.open(folder, DEMO_PASSPHRASE, kdf=CHEAP) as vault:
        happened = vault.events(visit)
        newer = [one.file_id for one in happened if isinstance(one, e.DocumentResealed) and one.document_id == number]
        assert vault.file([number, *newer][-1]) == out.read_bytes()
        assert any(isinstance(event, e.RecordViewed) for event in happened)


def test_a_copy_of_what_is_not_there_is_told_in_a_sentence(
    sealed: tuple[Path, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, _, number = sealed
    out = ("--out", str(tmp_path / "copy.pdf"))
    staff = ("--staff", "Priya Raman")
    assert copy("--data", str(folder), "--document", "CN-1", "--kind", "large-print", *staff, *out) == 1
    assert "This kiosk has no document CN-1." in capsys.readouterr().err
    nobody = ("--staff", "Nobody")
    assert copy("--data", str(folder), "--document", number, "--kind", "large-print", *nobody, *out) == 2
    assert "Nobody" in capsys.readouterr().err
    assert not (tmp_path / "copy.pdf").exists()
