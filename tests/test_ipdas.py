"""What the documents for clinicians say of the content is so: docs/ipdas.md, and docs/content-guide.md."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.content import load
from kiosk.lint import check

TOP = Path(__file__).resolve().parent.parent
ITEMS = [*(f"Q{n}" for n in range(1, 7)), *(f"Z{n}" for n in range(1, 11)), *(f"V{n}" for n in range(1, 29))]
NEED_PEOPLE = {"V12", "V13", "V14", "V15", "V16", "V17", "V22", "V23"}
SCREENING = {"Z7", "Z8", "Z9", "Z10", "V24", "V25", "V26", "V27", "V28"}
FIELDS = {"this type", "review_by"}


@cache
def rows() -> list[tuple[str, str]]:
    """Return pairs of item and where it is met."""
    text = (TOP / "docs" / "ipdas.md").read_text(encoding="utf-8")
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in text.splitlines()]
    return [(row[0], row[-1]) for row in cells if re.fullmatch(r"[QZV]\d+", row[0])]


@cache
def rules() -> set[str]:
    """Return every rule that the loader or the compiler can name."""
    sources = [*(TOP / "kiosk" / "lint").glob("*.py"), *(TOP / "kiosk" / "content").glob("*.py")]
    return {rule for path in sources for rule in re.findall(r'"(C\d{3})"', path.read_text(encoding="utf-8"))}


def test_all_44_items_stand_there_once_and_in_order() -> None:
    assert [item for item, _ in rows()] == ITEMS
    assert len(ITEMS) == 44


def test_what_needs_people_is_not_claimed() -> None:
    assert {item for item, where in rows() if where.startswith("**not yet field-tested**")} == NEED_PEOPLE
    assert {item for item, where in rows() if where == "does not apply: no screening test"} == SCREENING


def test_every_name_is_that_of_something() -> None:
    names = re.findall(r"`([^`]+)`", (TOP / "docs" / "ipdas.md").read_text(encoding="utf-8"))
    pages = {path.stem for path in (TOP / "content" / "en" / "pages").glob("*.md")}
    assert len(names) > 50
    for name in set(names) - FIELDS:
        if name.startswith("candor "):
            continue
        known = (TOP / name).is_file() if "/" in name else name in rules() if name[0] == "C" else name in pages
        assert known, name


def test_every_command_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    text = (TOP / "docs" / "ipdas.md").read_text(encoding="utf-8") + (TOP / "docs" / "content-guide.md").read_text(
        encoding="utf-8"
    )
    for command in sorted(set(re.findall(r"candor (content [a-z-]+)", text))):
        with pytest.raises(SystemExit) as ended:
            main([*command.split(), "--help"])
        assert ended.value.code == 0, command
    assert "Example: candor content" in capsys.readouterr().out


def test_the_guide_explains_every_rule_that_there_is() -> None:
    """A clinician who meets a rule's id finds it in the guide."""
    text = (TOP / "docs" / "content-guide.md").read_text(encoding="utf-8")
    explained: set[str] = set()
    for first, last in re.findall(r"^\| (C\d{3})(?:[–,] ?(?:to )?(C\d{3}))? \|", text, re.MULTILINE):
        explained |= {f"C{n:03}" for n in range(int(first[1:]), int((last or first)[1:]) + 1)}
    assert rules() - explained == set()
    assert explained - rules() == set()


def test_the_guides_example_of_a_clinics_own_folder_loads(tmp_path: Path) -> None:
    text = (TOP / "docs" / "content-guide.md").read_text(encoding="utf-8")
    files = re.findall(r"^File `([^`]+)`:\n\n```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in files][:1] == ["overlay.yaml"]
    for name, content in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    problems = check(load(TOP / "content", tmp_path), date(2026, 11, 1))
    assert [str(problem) for problem in problems if problem.file.startswith("overlay/")] == []
