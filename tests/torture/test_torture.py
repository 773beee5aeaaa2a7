"""The short form of each part: the long forms are `make torture`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import events as e
from kiosk.clinic import open_demo
from kiosk.lettering import LATIN
from kiosk.service import utc_now
from tests.torture import flips, hostile, kills, names, scans, trouble
from tests.torture.__main__ import PARTS, main
from tests.torture.walking import CHEAP


def test_no_flipped_bit_and_no_cut_is_taken_for_good() -> None:
    from tests.kiosk.seal.drafts import sealed

    outcome = flips.run(sealed().data, seed=3, flips=60, cuts=15)
    assert outcome.accepted == ()


def test_the_flips_are_of_a_file_that_verifies() -> None:
    from tests.kiosk.seal.drafts import draft

    with pytest.raises(ValueError, match="does not verify"):
        flips.run(draft().data, seed=1, flips=1, cuts=0)


def test_nothing_confirmed_is_lost_when_the_plug_is_pulled(tmp_path: Path) -> None:
    outcome = kills.run(tmp_path, "service", kills=3, seed=5)
    assert outcome.faults == []
    assert (outcome.kills, outcome.lines > 0) == (3, True)


def test_a_kill_that_loses_something_is_found(tmp_path: Path) -> None:
    open_demo(tmp_path, clock=utc_now, kdf=CHEAP).close()
    faults, state = kills.findings(tmp_path, ["visit v9", "shown identity 0", "answered mk-purpose a"])
    assert (len(faults), state) == (4, None)


def test_a_visit_that_reopens_two_steps_off_is_found() -> None:
    events = [e.StepEntered(step=step) for step in ("companion", "page:a", "page:b")]
    said = [f"shown {event.step} 0" for event in events]
    assert [kills._missing("v", said[:count], events) != [] for count in (1, 2, 3)] == [True, False, False]


def test_hostile_texts_are_printed_as_typed_or_refused(tmp_path: Path) -> None:
    outcome = hostile.run(tmp_path, {label: hostile.TEXTS[label] for label in ("reportlab", "nul")})
    assert outcome.faults == []
    assert outcome.kept == 7
    assert set(outcome.refused) == {
        "check_in.bad_field",
        "visit.cannot_print",
        "document.unsupported_character",
    }


def test_names_in_every_script_are_read_back_as_typed() -> None:
    outcome = names.printed(400, seed=20260512)
    assert outcome.faults == []
    assert outcome.tried.keys() == names.SCRIPTS.keys()
    assert len(outcome.tried) >= 20
    # Most are printed, of each script; those that are not hold something that is no letter of it.
    assert sum(outcome.refused.values()) < 20
    assert outcome.size < 400_000


def test_names_are_of_all_kinds() -> None:
    made = [name for _, name in names.generated(2000, seed=4)]
    assert {1, 200} <= {len(name) for name in made}
    wanted = ("'", "’", "\u200d", "\u200c", "27", "\u0323", "(")
    assert [sign for sign in wanted if not any(sign in name for name in made)] == []
    assert made == [name for _, name in names.generated(2000, seed=4)]


def test_a_name_that_comes_out_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "generated", lambda _count, _seed: [("runic", "ab ᚠ")])
    monkeypatch.setattr(names, "unsupported_characters", lambda _name: ())
    monkeypatch.setattr("kiosk.pdf.fonts.unsupported_characters", lambda _text: ())
    monkeypatch.setattr("kiosk.pdf.glyphs._font_of", lambda *_arguments: LATIN)
    assert [fault for fault in names.printed(1, 1).faults if "missing glyph" in fault]


def test_bad_content_is_told_with_its_place(tmp_path: Path) -> None:
    outcome = trouble.bad_content(tmp_path, ("a missing page", "an unknown fact"))
    assert (outcome.faults, outcome.met) == ([], {"content.refused": 2})


def test_a_damaged_vault_is_told(tmp_path: Path) -> None:
    outcome = trouble.damaged(tmp_path, tries=8, seed=2)
    assert outcome.faults == []
    assert set(outcome.met) <= {"vault.damaged", "vault.key_file_damaged", "harmless"}


@pytest.mark.skipif(sys.platform == "win32", reason="a full disk is made of POSIX's means")
def test_a_full_disk_and_a_protected_one_lose_nothing(top: Path) -> None:
    """In a process of its own: the limit on the size of files is one of the whole process."""
    command = [sys.executable, "-m", "tests.torture", "--quick", "disk-full", "read-only"]
    done = subprocess.run(command, cwd=top, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "vault.disk_" in done.stdout


def test_bad_scans_are_read_and_forged_codes_are_refused(tmp_path: Path) -> None:
    outcome = scans.run(tmp_path, pages=6, seed=4)
    assert (outcome.faults, outcome.decoded, outcome.told) == ([], 6, 6)


def test_every_kind_of_forgery_differs_from_what_was_signed() -> None:
    kinds = [scans.forged(scans.page_text(3), number) for number in range(len(scans.FORGERIES))]
    assert len({scans.page_text(3), *kinds}) == len(scans.FORGERIES) + 1


def test_a_part_that_finds_something_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(PARTS, "flips", lambda _folder, _quick, _seed: ("1 flip", ["bit 3 of byte 4 flipped"]))
    assert main(["--quick", "flips"]) == 1
    assert "FAILED flips" in capsys.readouterr().out


def test_an_unknown_part_is_wrong_use() -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["no-such-part"])
