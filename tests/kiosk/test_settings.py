from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from kiosk.errors import OperatorError
from kiosk.i18n import catalogue
from kiosk.settings import (
    SETTINGS_FILE,
    InvalidSettingsError,
    demo_settings,
    parse_settings,
    read_settings,
    require_reviewed,
    settings_exist,
    write_settings,
)

GOOD: dict[str, Any] = {
    "device_id": "kiosk-1",
    "clinic_name": "Klinik Müller",
    "address": "1 High Street",
    "phone": "+49 (0) 30 555-0100",
    "country": "DE",
    "time_zone": "Europe/Berlin",
    "paper": "a4",
}


def faults(**changes: object) -> dict[str, str]:
    """Return the faults of the good settings with changes: field -> key."""
    with pytest.raises(InvalidSettingsError) as caught:
        parse_settings({**GOOD, **changes})
    return {fault.field: fault.key for fault in caught.value.faults}


def test_the_needed_settings_are_enough() -> None:
    settings = parse_settings(GOOD)
    assert settings.zone == ZoneInfo("Europe/Berlin")
    assert (settings.idle_ask_s, settings.idle_cover_s, settings.done_clear_s, settings.staff_lock_s) == (
        120,
        60,
        30,
        300,
    )
    assert (settings.language, settings.check_tries, settings.demo, settings.crisis_line) == ("en", None, False, "")


def test_all_faults_are_told_at_once() -> None:
    found = faults(
        clinic_name="",
        phone="call us",
        country="Germany",
        time_zone="Berlin",
        paper="a5",
        idle_ask_s=30,
        demo="yes",
        colour="red",
    )
    assert found == {
        "clinic_name": "settings.wrong_value",
        "phone": "settings.wrong_value",
        "country": "settings.wrong_value",
        "time_zone": "settings.time_zone",
        "paper": "settings.wrong_value",
        "idle_ask_s": "settings.wrong_value",
        "demo": "settings.wrong_value",
        "colour": "settings.unknown_field",
    }


@pytest.mark.parametrize(
    "address",
    [
        "ftp://tsa.example.org",
        "file:///etc/passwd",
        "tsa.example.org",
        "https://",
        "http://user:word@tsa.example.org/",
        "http://tsa.example.org/a b",
        "HTTP://tsa.example.org/\n",
    ],
)
def test_an_address_of_a_time_stamp_service_that_is_none_is_told(address: str) -> None:
    assert faults(time_stamp_url=address) == {"time_stamp_url": "settings.wrong_value"}


def test_what_is_missing_is_named() -> None:
    with pytest.raises(InvalidSettingsError) as caught:
        parse_settings({})
    assert {fault.field for fault in caught.value.faults} == set(GOOD)
    assert caught.value.facts["count"] == 7
    assert "clinic_name" in str(caught.value.facts["fields"])


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("idle_ask_s", 120, 1800),
        ("idle_cover_s", 60, 600),
        ("done_clear_s", 30, 600),
        ("staff_lock_s", 300, 1800),
        ("check_tries", 1, 5),
    ],
)
def test_times_can_be_lengthened_and_not_removed(name: str, least: int, most: int) -> None:
    for value in (least, most):
        assert getattr(parse_settings({**GOOD, name: value}), name) == value
    for wrong in (least - 1, 0, -1, most + 1, "120", 1e9):
        assert faults(**{name: wrong}) == {name: "settings.wrong_value"}


@pytest.mark.parametrize("zone", ["Berlin", "", "../../etc/passwd", "Europe", "UTC\x00", "Europe/Berlin\n"])
def test_a_time_zone_must_exist(zone: str) -> None:
    assert set(faults(time_zone=zone)) == {"time_zone"}


def test_a_blank_or_unprintable_line_is_refused() -> None:
    for value in ("   ", "a\x00b", "line\nbreak", "\ud800"):
        assert faults(clinic_name=value) == {"clinic_name": "settings.empty_or_control"}


OLD_FILE = (
    b'{"format": 1, "device_id": "kiosk-1", "clinic_name": "Klinik", "address": "1 High Street", "phone": "555 0100", '
    b'"country": "DE", "time_zone": "Europe/Berlin", "paper": "a4", "language": "en", "check_tries": null, '
    b'"idle_ask_s": 120, "idle_cover_s": 60, "done_clear_s": 30, "staff_lock_s": 300, "crisis_line": "", '
    b'"demo": false, "accept_unreviewed_content": true, "content_reviewer": "Dr Amara Osei"}'
)
"""Settings as the first version wrote them."""


def test_settings_of_the_first_version_are_read(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(OLD_FILE)
    settings = read_settings(tmp_path)
    assert (settings.accept_unreviewed_content, settings.content_reviewer) == (True, "Dr Amara Osei")
    assert (settings.emergency_number, settings.content_reviewer_licence) == ("", "")


def test_content_opens_by_a_sign_off_or_in_a_demo() -> None:
    settings = parse_settings(GOOD)
    require_reviewed(settings, signed_off=True)
    require_reviewed(demo_settings(), signed_off=False)
    with pytest.raises(OperatorError, match=r"settings\.content_unreviewed"):
        require_reviewed(settings, signed_off=False)


def test_accepting_a_draft_in_the_settings_opens_nothing_any_more() -> None:
    accepted = parse_settings({**GOOD, "accept_unreviewed_content": True, "content_reviewer": "Dr Amara Osei"})
    with pytest.raises(OperatorError) as refused:
        require_reviewed(accepted, signed_off=False)
    said = catalogue("en").say(refused.value.key, refused.value.facts)
    assert "accept_unreviewed_content does not open content any more" in said
    assert "candor content sign-off" in said
    require_reviewed(accepted, signed_off=True)


def test_who_accepted_a_draft_has_a_name() -> None:
    for reviewer in ({}, {"content_reviewer": " "}):
        assert faults(accept_unreviewed_content=True, **reviewer) == {"content_reviewer": "settings.reviewer_missing"}


def test_settings_are_written_whole_and_read_back(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    assert not settings_exist(folder)
    settings = parse_settings({**GOOD, "idle_ask_s": 180, "check_tries": 3, "emergency_number": "112"})
    write_settings(folder, settings)
    assert settings_exist(folder)
    assert read_settings(folder) == settings
    assert [path.name for path in folder.iterdir()] == [SETTINGS_FILE]
    write_settings(folder, demo_settings(paper="a4"))
    assert read_settings(folder) == demo_settings(paper="a4")


def test_the_demo_clinic_passes_its_own_rules() -> None:
    assert parse_settings(msgspec.to_builtins(demo_settings())) == demo_settings()
    assert demo_settings().demo


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
def test_an_unreadable_file_is_told(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(raw)
    with pytest.raises(OperatorError, match=r"settings\.unreadable"):
        read_settings(tmp_path)


def test_a_file_edited_by_hand_is_checked(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text(json.dumps({**GOOD, "paper": "a5"}))
    with pytest.raises(InvalidSettingsError, match=r"settings\.invalid"):
        read_settings(tmp_path)


def test_no_file_is_no_clinic(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"settings\.not_set_up"):
        read_settings(tmp_path)


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OperatorError, match=r"settings\.not_written"):
        write_settings(tmp_path / "file", demo_settings())
