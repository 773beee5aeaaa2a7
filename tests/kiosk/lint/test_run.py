from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kiosk.content import load
from kiosk.errors import ContentError
from kiosk.lint import check, check_at_start, open_content
from tests.kiosk.packs import SMALL_PACK, broken_pack

PAGE = "en/pages/better-sleep.md"


def test_a_kiosk_does_not_open_on_a_wrong_number(tmp_path: Path) -> None:
    root, line = broken_pack(tmp_path, PAGE, "36 of 100", "37 of 100")
    with pytest.raises(ContentError) as caught:
        open_content(root)
    assert [(one.rule, one.file, one.line) for one in caught.value.problems] == [("C103", PAGE, line)]


def test_a_pack_that_does_not_load_shows_what_loading_found(tmp_path: Path) -> None:
    root, _ = broken_pack(tmp_path, PAGE, "figure: sleep", "figure: slept")
    loaded = load(root)
    assert check(loaded, date(2026, 1, 1)) == check_at_start(loaded) == loaded.problems
    with pytest.raises(ContentError):
        open_content(root)


def test_a_review_is_due_the_day_after(tmp_path: Path) -> None:
    root, _ = broken_pack(tmp_path, PAGE, "review_by: 2030-05-31", "review_by: 2026-05-31")
    loaded = load(root)
    assert check(loaded, date(2026, 5, 31)) == ()
    assert [problem.rule for problem in check(loaded, date(2026, 6, 1))] == ["C501"]
    assert check_at_start(loaded) == ()


def test_problems_stand_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    root, _ = broken_pack(tmp_path, "en/glossary.yaml", "A green herb.", "A miracle herb with 8 leaves.")
    path = root / PAGE
    path.write_text(path.read_text(encoding="utf-8").replace("36 of 100", "37 of 100"), encoding="utf-8")
    found = check_at_start(load(root))
    assert [(one.file, one.rule) for one in found] == [
        ("en/glossary.yaml", "C103"),
        ("en/glossary.yaml", "C402"),
        (PAGE, "C103"),
    ]


def test_opening_loads_no_readability_library(top: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from kiosk.lint import open_content; "
        f"open_content(Path({str(SMALL_PACK)!r})); print('textstat' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=top, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
