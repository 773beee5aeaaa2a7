from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kiosk.content import load
from kiosk.errors import ContentError
from kiosk.lint import check_at_start, open_content
from kiosk.lint.paths import Limits
from kiosk.lint.run import Grades, check
from tests.kiosk.packs import LEGAL_PACK, broken_legal_pack

SHORT = Limits(least_minutes=0)
PAGE = "en/pages/better-sleep.md"


def test_a_kiosk_does_not_open_on_a_wrong_number(tmp_path: Path) -> None:
    root, line = broken_legal_pack(tmp_path, PAGE, "36 of 100", "37 of 100")
    with pytest.raises(ContentError) as caught:
        open_content(root)
    assert [(one.rule, one.file, one.line) for one in caught.value.problems] == [("C103", PAGE, line)]


def test_a_pack_that_does_not_load_shows_what_loading_found(tmp_path: Path) -> None:
    root, _ = broken_legal_pack(tmp_path, PAGE, "figure: sleep", "figure: slept")
    loaded = load(root)
    assert check(loaded, date(2026, 1, 1)) == check_at_start(loaded) == loaded.problems
    with pytest.raises(ContentError):
        open_content(root)


def test_a_review_is_due_the_day_after(tmp_path: Path) -> None:
    root, _ = broken_legal_pack(tmp_path, PAGE, "review_by: 2030-05-31", "review_by: 2026-05-31")
    loaded = load(root)
    assert check(loaded, date(2026, 5, 31), limits=SHORT) == ()
    assert [problem.rule for problem in check(loaded, date(2026, 6, 1), limits=SHORT)] == ["C501"]
    assert check_at_start(loaded) == ()


def test_problems_stand_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    root, _ = broken_legal_pack(tmp_path, "en/glossary.yaml", "A green herb.", "A miracle herb with 8 leaves.")
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
        f"open_content(Path({str(LEGAL_PACK)!r})); print('textstat' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=top, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_a_kiosk_does_not_open_on_a_path_with_a_gap(tmp_path: Path) -> None:
    root, _ = broken_legal_pack(tmp_path, "treatments/mint-tea.yaml", "  cost: [your-rights]\n", "")
    with pytest.raises(ContentError) as caught:
        open_content(root)
    assert [one.rule for one in caught.value.problems] == ["C701"]


def test_the_grades_can_be_given() -> None:
    """A test that checks many packs keeps the grades of the texts that it has seen."""
    hard = Grades(page=lambda _text: 7.0, path=lambda _text: 9.0)
    found = {problem.rule for problem in check(load(LEGAL_PACK), date(2026, 1, 1), limits=SHORT, grades=hard)}
    assert found == {"C301", "C302", "C306"}


def test_a_clinics_own_page_is_held_to_the_same_rules(tmp_path: Path) -> None:
    """A page with `local: true` is free for a clinic to say in its own words: true, plain and neutral ones."""
    own = tmp_path / "own"
    pages = own / "en" / "pages"
    pages.mkdir(parents=True)
    (own / "overlay.yaml").write_text('id: own\nversion: "1"\nclinic: Harbour\n', encoding="utf-8")
    text = (LEGAL_PACK / "en" / "pages" / "your-rights.md").read_text(encoding="utf-8")
    page = pages / "your-rights.md"
    page.write_text(text.replace("The price is on the wall.", "Ask Ada what it is."), encoding="utf-8")
    assert check(load(LEGAL_PACK, own), date(2026, 1, 1), limits=SHORT) == ()
    page.write_text(text.replace("The price is on the wall.", "It is 9 coins. It is a miracle."), encoding="utf-8")
    found = check_at_start(load(LEGAL_PACK, own))
    assert [(one.rule, one.file) for one in found] == [
        ("C103", "overlay/en/pages/your-rights.md"),
        ("C402", "overlay/en/pages/your-rights.md"),
    ]
