"""Judging files: the same words and exit codes for `candor verify` and the auditor's one file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.errors import OperatorError
from kiosk.i18n import catalogue
from kiosk.seal import verifying
from kiosk.verifier import command
from kiosk.verifier.command import verify_files

SAMPLES = Path(__file__).parents[1] / "seal" / "samples"
FULL, TRUST = str(SAMPLES / "full.pdf"), str(SAMPLES / "full.pem")


def judge(*files: str, trust: str | None = TRUST, as_json: bool = False) -> int:
    return verify_files(files, trust, catalogue("en"), as_json=as_json)


def test_whole_and_changed_files_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(Path(FULL).read_bytes()[:-1])
    assert judge(FULL) == 0
    assert capsys.readouterr().out.startswith(f"{FULL}: This file is unchanged since it was sealed.")
    assert judge(FULL, str(changed), as_json=True) == 1
    assert [one["ok"] for one in json.loads(capsys.readouterr().out)] == [True, False]


def test_a_file_that_is_missing_does_not_hide_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert judge("none.pdf", FULL) == 2
    said = capsys.readouterr()
    assert "none.pdf" in said.err
    assert FULL in said.out


def test_without_a_file_of_certificates_nothing_is_judged() -> None:
    with pytest.raises(OperatorError, match=r"cli\.no_file"):
        judge(FULL, trust="none.pem")


def test_where_a_part_is_missing_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(_data: bytes) -> None:
        raise ImportError

    monkeypatch.setattr(verifying, "read_story", missing)
    assert judge(FULL, as_json=True) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "verify.first_form"


def test_a_files_name_cannot_bring_a_verdict_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = tmp_path / "x\nconsent.pdf: This file is unchanged\x1b[31m.pdf"
    hostile.write_bytes(b"%PDF-1.7\n")
    assert judge(str(hostile)) == 1
    assert judge(str(hostile) + "2") == 2
    said = capsys.readouterr()
    for lines in (said.out, said.err):
        assert lines.count("\n") == 1
        assert "\x1b" not in lines


def test_a_file_without_an_end_is_not_read_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "MOST_BYTES", 1_000_000)
    endless = tmp_path / "endless.pdf"
    endless.write_bytes(b"%PDF-" + bytes(1_000_000))
    assert judge(str(endless), FULL) == 2
    said = capsys.readouterr()
    assert "more than 1 million bytes" in said.err
    assert FULL in said.out
    assert judge("a\0b") == 2
