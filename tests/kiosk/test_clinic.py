"""Setting a clinic up and opening it for the day."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk import clinic
from kiosk.clinic import (
    CERTIFICATE_FILE,
    DEMO_PIN,
    Answers,
    open_clinic,
    open_demo,
    read_answers,
    set_up,
    write_certificate,
)
from kiosk.errors import OperatorError
from kiosk.seal import make_clinic_key, read_certificate
from kiosk.service import utc_now
from kiosk.staff import StaffBook
from kiosk.vault import KdfParameters, vault_exists

KDF = KdfParameters(1, 8, 1)
NOW = datetime(2026, 5, 12, 14, tzinfo=UTC)
CLINIC: dict[str, Any] = {
    "clinic_name": "Harbour Street Clinic",
    "address": "12 Harbour Street",
    "phone": "555 0100",
    "country": "US",
    "time_zone": "America/New_York",
    "paper": "letter",
    "accept_unreviewed_content": True,
    "content_reviewer": "Dr Amara Osei",
}


def answers(**changes: object) -> Answers:
    fields: dict[str, Any] = {
        "clinic": CLINIC,
        "staff_name": "Priya Raman",
        "staff_role": "front_desk",
        "staff_pin": "472910",
        "passphrase": "four words of the day",
    }
    return Answers(**(fields | changes))


def test_a_clinic_is_set_up_and_opened(tmp_path: Path) -> None:
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    clinic = open_clinic(tmp_path, "four words of the day", clock=utc_now, kdf=KDF)
    try:
        assert [account.name for account in clinic.staff.accounts()] == ["Priya Raman"]
        assert clinic.settings.device_id == clinic.vault.device
    finally:
        clinic.close()


def test_the_certificate_lies_beside_the_vault_and_the_key_does_not(tmp_path: Path) -> None:
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    written = (tmp_path / CERTIFICATE_FILE).read_bytes()
    assert read_certificate(written).subject.rfc4514_string().find("Harbour Street Clinic") >= 0
    assert b"PRIVATE KEY" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_certificate_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / CERTIFICATE_FILE).mkdir()
    with pytest.raises(OperatorError, match=r"settings\.not_written"):
        write_certificate(tmp_path, make_clinic_key("Harbour Street Clinic", NOW))


class PulledPlugError(Exception):
    """Power is gone at this very moment."""


@pytest.mark.parametrize("moment", ["vault", "certificate", "settings"])
def test_a_set_up_that_was_cut_off_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def pull(*_args: object, **_named: object) -> None:
        raise PulledPlugError

    place = {
        "vault": (StaffBook, "add"),
        "certificate": (clinic, "write_certificate"),
        "settings": (clinic, "write_settings"),
    }[moment]
    with monkeypatch.context() as plug:
        plug.setattr(*place, pull)
        with pytest.raises(PulledPlugError):
            set_up(tmp_path, answers(), NOW, kdf=KDF)
    assert not vault_exists(tmp_path)
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    open_clinic(tmp_path, "four words of the day", clock=utc_now, kdf=KDF).close()
    assert not (tmp_path / "set-up.new").exists()


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
    open_clinic(tmp_path, "four words of the day", clock=utc_now, kdf=KDF).close()


def test_the_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    set_up(tmp_path, answers(), NOW, kdf=KDF)
    with pytest.raises(OperatorError, match=r"vault\.wrong_passphrase"):
        open_clinic(tmp_path, "four words of a night", clock=utc_now, kdf=KDF)


@pytest.mark.parametrize(
    "changes",
    [
        {"staff_pin": "123456"},
        {"staff_name": " "},
        {"staff_name": "李明"},
        {"clinic": CLINIC | {"clinic_name": "Clinic 🙂"}},
        {"passphrase": "short"},
        {"clinic": CLINIC | {"paper": "a3"}},
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


def test_a_real_clinic_does_not_open_on_content_that_nobody_accepted(tmp_path: Path) -> None:
    clinic = {
        name: value for name, value in CLINIC.items() if name not in {"accept_unreviewed_content", "content_reviewer"}
    }
    set_up(tmp_path, answers(clinic=clinic), NOW, kdf=KDF)
    with pytest.raises(OperatorError, match=r"settings\.content_unreviewed"):
        open_clinic(tmp_path, "four words of the day", clock=utc_now, kdf=KDF)


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
