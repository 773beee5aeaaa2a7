from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from kiosk.content import load_or_raise
from kiosk.lint import check_command
from kiosk.lint.paths import Limits
from tests.kiosk.packs import LEGAL_PACK, broken_legal_pack

SHORT = Limits(least_minutes=0)
TODAY = date(2026, 11, 22)
PAGE = "en/pages/better-sleep.md"


def test_a_sound_pack() -> None:
    code, text = check_command(LEGAL_PACK, TODAY, limits=SHORT, as_json=False)
    assert code == 0
    assert text.startswith("No problems. legal-pack 0.1 (draft): 9 pages, 19 facts")
    assert text.endswith(load_or_raise(LEGAL_PACK).digest)


def test_a_list_of_problems_and_a_count(tmp_path: Path) -> None:
    root, line = broken_legal_pack(tmp_path, PAGE, "36 of 100", "37 of 100")
    code, text = check_command(root, TODAY, limits=SHORT, as_json=False)
    assert code == 1
    assert text.splitlines()[0].startswith(f"{PAGE}:{line}: [C103] body.1: the number “37 of 100”")
    assert text.splitlines()[-1] == "1 problem in 1 file."


def test_json_for_programs(tmp_path: Path) -> None:
    good = json.loads(check_command(LEGAL_PACK, TODAY, limits=SHORT, as_json=True)[1])
    assert good["ok"] is True
    assert good["problems"] == []
    assert good["content"]["digest"] == load_or_raise(LEGAL_PACK).digest
    assert good["counts"]["must-know facts"] == 3
    root, line = broken_legal_pack(tmp_path, PAGE, "figure: sleep", "figure: slept")
    bad = json.loads(check_command(root, TODAY, limits=SHORT, as_json=True)[1])
    assert (bad["ok"], bad["content"], bad["counts"]) == (False, None, {})
    assert {(one["rule"], one["file"], one["line"], one["field"]) for one in bad["problems"]} == {
        ("C021", PAGE, line, "figure")
    }


def test_wrong_use(tmp_path: Path) -> None:
    code, text = check_command(tmp_path / "nowhere", TODAY, as_json=True)
    assert code == 2
    assert text.startswith("There is no content folder at ")
