"""Setting a clinic up and opening it for the day."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk import clinic, environment
from kiosk.clinic import (
    CERTIFICATE_FILE,
    CONTENT_FOLDER,
    DEMO_PIN,
    Answers,
    OpenClinic,
    lift_keys,
    open_clinic,
    open_clinic_content,
    open_demo,
    overlay_of,
    read_answers,
    set_up,
    write_certificate,
)
from kiosk.codes import read_trust
from kiosk.content import SignOff, add_sign_off
from kiosk.errors import ContentError, OperatorError
from kiosk.i18n import catalogue
from kiosk.lint.paths import Limits
from kiosk.lint.run import check
from kiosk.seal import make_clinic_keys, read_certificate, read_certificates, verify
from kiosk.service import make_page_key, read_keys, read_page_key, utc_now
from kiosk.settings import parse_settings, read_settings, settings_exist, write_settings
from kiosk.staff import StaffBook
from kiosk.vault import KdfParameters, Vault, vault_exists
from tests.golden.golden import FOLDER as GOLDEN
from tests.kiosk.packs import LEGAL_PACK
from tests.kiosk.visits import ServiceWalk

KDF = KdfParameters(1, 8, 1)
NOW = datetime(2026, 5, 12, 14, tzinfo=UTC)
CLINIC: dict[str, Any] = {
    "clinic_name": "Harbour Street Clinic",
    "address": "12 Harbour Street",
    "phone": "555 0100",
    "country": "US",
    "time_zone": "America/New_York",
    "paper": "letter",
    "content_reviewer": "Dr Amara Osei",
    "content_reviewer_licence": "MD 10442",
}
UNSIGNED = {name: value for name, value in CLINIC.items() if not name.startswith("content_reviewer")}
PASSPHRASE = "four words of the day"


@pytest.fixture(autouse=True)
def legal_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the legal pack in the program's place: what is in the content does not matter here, and it loads at once."""
    monkeypatch.setattr(clinic, "content_root", lambda: LEGAL_PACK)
    monkeypatch.setattr(clinic, "check", partial(check, limits=Limits(least_minutes=0)))  # its paths are short


def answers(**changes: object) -> Answers:
    fields: dict[str, Any] = {
        "clinic": CLINIC,
        "staff_name": "Priya Raman",
        "staff_role": "front_desk",
        "staff_pin": "472910",
        "passphrase": PASSPHRASE,
    }
    return Answers(**(fields | changes))


def test_a_clinic_is_set_up_and_opened(tmp_path: Path) -> None:
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    clinic = opened(tmp_path)
    try:
        assert [account.name for account in clinic.staff.accounts()] == ["Priya Raman"]
        assert clinic.settings.device_id == clinic.vault.device
    finally:
        clinic.close()


def test_the_certificate_lies_beside_the_vault_and_the_key_does_not(tmp_path: Path) -> None:
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    written = (tmp_path / CERTIFICATE_FILE).read_bytes()
    [code_key] = read_trust(written).keys
    assert code_key.name == "Harbour Street Clinic"
    assert read_certificate(written).subject.rfc4514_string().find("Harbour Street Clinic") >= 0
    assert b"PRIVATE KEY" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_clinic_with_a_single_key_is_lifted_when_it_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder was made by the version before keys came below a root, with one sealed document in it."""
    monkeypatch.setattr(clinic, "content_root", environment.content_root)
    folder = shutil.copytree(GOLDEN / "clinic-1", tmp_path / "clinic")
    old = read_certificate((folder / CERTIFICATE_FILE).read_bytes())
    today = datetime(2026, 9, 1, 9, tzinfo=UTC)
    found = open_demo(folder, clock=lambda: today, kdf=KDF)
    try:
        bundle = read_certificates((folder / CERTIFICATE_FILE).read_bytes())
        assert bundle[1:] == (old,)
        [visit] = found.vault.visit_streams()
        report = verify(found.service.read_sealed(visit.stream), trust=bundle, now=today)
        assert (report.ok, report.trusted, report.level) == (True, True, "B-B")
        new = ServiceWalk(found.service).to_the_end("talk").visit_id
        found.service.seal(new)
        report = verify(found.service.read_sealed(new), trust=bundle, now=today)
        assert (report.ok, report.trusted, report.level) == (True, True, "B-LTA")
        assert found.vault.verify().ok
    finally:
        found.close()
    again = open_demo(folder, clock=lambda: today, kdf=KDF)
    again.close()
    assert read_certificates((folder / CERTIFICATE_FILE).read_bytes()) == bundle


def test_a_lift_that_was_cut_off_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pull(*_args: object) -> None:
        raise PulledPlugError

    folder = shutil.copytree(GOLDEN / "clinic-1", tmp_path / "clinic")
    today = datetime(2026, 9, 1, 9, tzinfo=UTC)
    with monkeypatch.context() as plug:
        plug.setattr(clinic, "put_keys", pull)
        with pytest.raises(PulledPlugError):
            open_demo(folder, clock=lambda: today, kdf=KDF)
    found = open_demo(folder, clock=lambda: today, kdf=KDF)
    try:
        root = read_keys(found.vault).root.certificate
        assert read_certificates((folder / CERTIFICATE_FILE).read_bytes())[0] == root
        assert_one_code_key(folder, found.vault)
    finally:
        found.close()


def assert_one_code_key(folder: Path, vault: Vault) -> None:
    """The file vouches for just the key that the vault signs codes with."""
    kept = read_page_key(vault)
    assert kept is not None
    [trusted] = read_trust((folder / CERTIFICATE_FILE).read_bytes()).keys
    assert trusted.public == kept.signer.public
    assert trusted.name == "Harbour Street Clinic"


def test_a_vault_without_a_key_for_codes_gets_one_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before_there_were_codes:
        before_there_were_codes.setattr(clinic, "put_page_key", lambda *_: None)
        set_up(tmp_path, answers(), NOW, kdf=KDF)
    settings = read_settings(tmp_path)
    with Vault.open(tmp_path, answers().passphrase, kdf=KDF) as vault:
        assert read_page_key(vault) is None
        keys = read_keys(vault)
        lift_keys(tmp_path, vault, settings, NOW)
        assert_one_code_key(tmp_path, vault)
        assert read_keys(vault) == keys
        made = (tmp_path / CERTIFICATE_FILE).read_bytes()
        lift_keys(tmp_path, vault, settings, NOW)
        assert (tmp_path / CERTIFICATE_FILE).read_bytes() == made


def test_a_certificate_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / CERTIFICATE_FILE).mkdir()
    keys = make_clinic_keys("Harbour Street Clinic", NOW)
    with pytest.raises(OperatorError, match=r"settings\.not_written"):
        write_certificate(tmp_path, keys, make_page_key(keys))


def test_a_certificate_that_is_cut_off_leaves_the_one_that_was_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError("no space left")

    keys = make_clinic_keys("Harbour Street Clinic", NOW)
    write_certificate(tmp_path, keys, make_page_key(keys))
    before = (tmp_path / CERTIFICATE_FILE).read_bytes()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OperatorError, match=r"settings\.not_written"):
        write_certificate(tmp_path, keys, make_page_key(keys))
    assert (tmp_path / CERTIFICATE_FILE).read_bytes() == before


class PulledPlugError(Exception):
    """Power is gone at this very moment."""


@pytest.mark.parametrize("moment", ["vault", "certificate", "sign-off", "settings"])
def test_a_set_up_that_was_cut_off_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def pull(*_args: object, **_named: object) -> None:
        raise PulledPlugError

    place = {
        "vault": (StaffBook, "add"),
        "certificate": (clinic, "write_certificate"),
        "sign-off": (clinic, "add_sign_off"),
        "settings": (clinic, "write_settings"),
    }[moment]
    with monkeypatch.context() as plug:
        plug.setattr(*place, pull)
        with pytest.raises(PulledPlugError):
            set_up(tmp_path, answers(), NOW, kdf=KDF)
    assert not vault_exists(tmp_path)
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    opened(tmp_path).close()
    assert not (tmp_path / "set-up.new").exists()
    assert len(open_clinic_content(tmp_path).sign_offs) == 1


@pytest.mark.parametrize("moves", range(4))
def test_a_set_up_that_was_cut_off_while_it_moved_in_is_finished_when_it_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    real = Path.replace
    done: list[str] = []

    def replace(path: Path, target: Path) -> Path:
        if path.parent.name == "set-up.new" and target.parent == tmp_path:
            if len(done) == moves:
                raise PulledPlugError
            done.append(path.name)
        return real(path, target)

    with monkeypatch.context() as plug:
        plug.setattr(Path, "replace", replace)
        with pytest.raises(PulledPlugError):
            set_up(tmp_path, answers(), NOW, kdf=KDF)
    assert len(done) == moves
    opened(tmp_path).close()


def test_the_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    with pytest.raises(OperatorError, match=r"vault\.wrong_passphrase"):
        open_clinic(tmp_path, "four words of a night", clock=utc_now, kdf=KDF)


@pytest.mark.parametrize(
    "changes",
    [
        {"staff_pin": "123456"},
        {"staff_name": " "},
        {"staff_name": "ᚠᚢ"},
        {"clinic": CLINIC | {"clinic_name": "Clinic \ue000"}},
        {"passphrase": "short"},
        {"clinic": CLINIC | {"paper": "a3"}},
        {"clinic": CLINIC | {"content_reviewer_licence": " "}},
        {"clinic": CLINIC | {"content_reviewer_licence": "ᚠ"}},
    ],
)
def test_a_refused_answer_leaves_no_clinic(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(OperatorError):
        set_up(tmp_path / "new", answers(**changes), NOW, kdf=KDF)
    assert not vault_exists(tmp_path / "new")


def test_a_clinic_is_not_set_up_twice(tmp_path: Path) -> None:
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    with pytest.raises(OperatorError, match=r"vault\.exists"):
        set_up(tmp_path, answers(), NOW, kdf=KDF)


# ---------------------------------------------------------------- content and its sign-off


def opened(folder: Path) -> OpenClinic:
    return open_clinic(folder, PASSPHRASE, clock=utc_now, kdf=KDF)


def refusal(folder: Path) -> str:
    """Return the sentence with which a clinic does not open."""
    with pytest.raises(OperatorError) as refused:
        opened(folder)
    return catalogue("en").say(refused.value.key, refused.value.facts)


def lay_page(folder: Path, title: str = "Where do you park?") -> None:
    """Put a page of the clinic's own into its folder, at the end of a section of the treatment."""
    own = folder / CONTENT_FOLDER
    (own / "en" / "pages").mkdir(parents=True, exist_ok=True)
    (own / "treatments").mkdir(exist_ok=True)
    (own / "overlay.yaml").write_text("id: harbour\nversion: '1'\nclinic: Harbour Street Clinic\n", encoding="utf-8")
    (own / "treatments" / "mint-tea.yaml").write_text("add_pages: {limits: [clinic-parking]}\n", encoding="utf-8")
    (own / "en" / "pages" / "clinic-parking.md").write_text(
        f"---\nid: clinic-parking\ntitle: {title}\nlayout: text\nfacts: [tea-may-stop]\nreview_by: 2030-05-31\n"
        "status: draft\n---\nYou can park behind the house, next to the river. There is room for all. If you "
        "come on foot, use the green door. Ring the bell and wait there. We let you in. You may stop at any time.\n",
        encoding="utf-8",
    )


def test_the_programs_own_content_opens_with_the_sign_off_of_the_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clinic, "content_root", environment.content_root)
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    real = opened(tmp_path)
    real.close()
    assert "ketamine-iv" in real.service.content.treatments
    assert [one.name for one in real.service.content.sign_offs] == ["Dr Amara Osei"]
    assert "Harbour Street Clinic" in repr(real.service.content.pages["en"])


def test_the_set_up_signs_the_content_off(tmp_path: Path) -> None:
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    clinic = opened(tmp_path)
    clinic.close()
    [given] = clinic.service.content.sign_offs
    assert (given.name, given.licence, given.date) == ("Dr Amara Osei", "MD 10442", "2026-05-12")
    assert given.digest == clinic.service.content.digest == open_clinic_content(tmp_path).digest
    assert [path.name for path in (tmp_path / CONTENT_FOLDER).iterdir()] == ["signoffs.yaml"]


def test_the_day_of_the_sign_off_is_the_clinics(tmp_path: Path) -> None:
    set_up(tmp_path, answers(), datetime(2026, 5, 13, 2, tzinfo=UTC), kdf=KDF)
    assert open_clinic_content(tmp_path).sign_offs[0].date == "2026-05-12"


def test_a_real_clinic_does_not_open_on_content_that_nobody_signed_off(tmp_path: Path) -> None:
    set_up(tmp_path, answers(clinic=UNSIGNED), NOW, kdf=KDF)
    assert not (tmp_path / CONTENT_FOLDER).exists()
    assert "candor content sign-off" in refusal(tmp_path)
    content = open_clinic_content(tmp_path)
    (tmp_path / CONTENT_FOLDER).mkdir()
    add_sign_off(tmp_path / CONTENT_FOLDER, SignOff(content.digest, "Dr Ines Vale", "7", "2026-05-12", "All"))
    opened(tmp_path).close()


def test_accepting_the_draft_in_the_settings_does_not_open_it(tmp_path: Path) -> None:
    old = UNSIGNED | {"accept_unreviewed_content": True, "content_reviewer": "Dr Amara Osei"}
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    shutil.rmtree(tmp_path / CONTENT_FOLDER)
    write_settings(tmp_path, parse_settings({"device_id": read_settings(tmp_path).device_id} | old))
    assert "accept_unreviewed_content does not open content any more" in refusal(tmp_path)


def test_a_sign_off_is_lost_when_the_content_changes(tmp_path: Path) -> None:
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    lay_page(tmp_path)
    assert "candor content sign-off" in refusal(tmp_path)
    add_sign_off(
        tmp_path / CONTENT_FOLDER,
        SignOff(open_clinic_content(tmp_path).digest, "Dr Amara Osei", "MD 10442", "2026-05-13", "All"),
    )
    clinic = opened(tmp_path)
    clinic.close()
    page = clinic.service.content.pages["en"]["clinic-parking"]
    assert (page.title, page.origin) == ("Where do you park?", "clinic")
    lay_page(tmp_path, "Where do you stand?")
    assert "candor content sign-off" in refusal(tmp_path)


def test_the_content_in_the_folder_from_the_start_is_what_the_set_up_signs_off(tmp_path: Path) -> None:
    lay_page(tmp_path)
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    clinic = opened(tmp_path)
    clinic.close()
    assert "clinic-parking" in clinic.service.content.pages["en"]


def test_a_clinics_own_content_that_is_refused_opens_nothing(tmp_path: Path) -> None:
    lay_page(tmp_path)
    (tmp_path / CONTENT_FOLDER / "en" / "pages" / "what-it-is.md").write_text("---\nid: what-it-is\n---\nNo.\n")
    with pytest.raises(ContentError):
        set_up(tmp_path, answers(), NOW, kdf=KDF)
    assert not vault_exists(tmp_path)
    with pytest.raises(ContentError):
        open_clinic_content(tmp_path)


def test_a_folder_with_nothing_but_sign_offs_is_no_content_of_the_clinics_own(tmp_path: Path) -> None:
    assert overlay_of(tmp_path) is None
    own = tmp_path / CONTENT_FOLDER
    own.mkdir()
    (own / "signoffs.yaml").write_text("[]\n")
    (own / ".hidden").write_text("x")
    assert overlay_of(tmp_path) is None
    (own / "overlay.yaml").write_text("id: x\n")
    assert overlay_of(tmp_path) == own


def test_a_demo_opens_on_a_draft_and_shows_the_clinics_own_pages(tmp_path: Path) -> None:
    lay_page(tmp_path)
    demo = open_demo(tmp_path, clock=utc_now, kdf=KDF)
    demo.close()
    assert demo.service.content.sign_offs == ()
    assert "clinic-parking" in demo.service.content.pages["en"]


def test_a_sign_off_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / CONTENT_FOLDER).write_text("in the way")
    with pytest.raises(OperatorError, match=r"settings\.not_written"):
        set_up(tmp_path, answers(), NOW, kdf=KDF)
    assert not settings_exist(tmp_path)


# ---------------------------------------------------------------- the demo


def test_the_demo_clinic_opens_again_after_the_plug_was_pulled(tmp_path: Path) -> None:
    first = open_demo(tmp_path, clock=utc_now, kdf=KDF)
    first.vault.close()
    again = open_demo(tmp_path, clock=utc_now, kdf=KDF)
    try:
        account = again.staff.accounts()[0]
        assert again.staff.sign_in(account.id, DEMO_PIN, now=utc_now()).name == "Priya Raman"
        assert again.settings.demo
    finally:
        again.close()


def test_a_demo_never_opens_a_real_clinic(tmp_path: Path) -> None:
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    with pytest.raises(OperatorError, match=r"setup\.not_a_demo"):
        open_demo(tmp_path, clock=utc_now, kdf=KDF)


def test_answers_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    with pytest.raises(OperatorError, match=r"setup\.no_answers"):
        read_answers(path)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(OperatorError, match=r"setup\.bad_answers"):
        read_answers(path)
    given = {"clinic": CLINIC, "staff_name": "A", "staff_role": "nurse", "staff_pin": "1", "passphrase": "p"}
    path.write_text(json.dumps(given), encoding="utf-8")
    assert read_answers(path).staff_role == "nurse"
