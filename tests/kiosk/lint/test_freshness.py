from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kiosk.content import Loaded, load
from kiosk.lint.freshness import overdue_problems, stale_problems
from tests.kiosk.packs import LEGAL_PACK, broken_legal_pack, change, copy_of_legal_pack, with_translation

PAGE = "en/pages/what-it-is.md"
TRANSLATED = "xx/pages/what-it-is.md"


def overdue(loaded: Loaded, today: date) -> list[tuple[str, int]]:
    assert loaded.content is not None, loaded.problems
    found = list(overdue_problems(loaded.content, loaded.places, today))
    assert all(problem.rule == "C501" for problem in found)
    return [(problem.file, problem.line) for problem in found]


def stale(loaded: Loaded) -> list[tuple[str, int, str]]:
    assert loaded.content is not None, loaded.problems
    found = list(stale_problems(loaded.content, loaded.places))
    assert all(problem.rule == "C502" for problem in found)
    return [(problem.file, problem.line, problem.message) for problem in found]


@pytest.fixture
def translated(tmp_path: Path) -> Path:
    root = copy_of_legal_pack(tmp_path)
    with_translation(root)
    return root


def test_a_review_holds_until_the_end_of_its_day(tmp_path: Path) -> None:
    root, line = broken_legal_pack(tmp_path, PAGE, "review_by: 2030-05-31", "review_by: 2026-11-22")
    loaded = load(root)
    assert overdue(loaded, date(2026, 11, 22)) == []
    assert overdue(loaded, date(2026, 11, 23)) == [(PAGE, line)]
    assert len(overdue(loaded, date(2030, 6, 1))) == 9


def test_a_pack_of_one_language_has_no_translation() -> None:
    assert stale(load(LEGAL_PACK)) == []


def test_a_translation_holds_until_its_page_changes(translated: Path) -> None:
    assert stale(load(translated)) == []
    change(translated, PAGE, "You can ask them", "You can ask us")
    (found,) = stale(load(translated))
    assert found[:2] == (TRANSLATED, 2)
    # The message gives the line to write: with it, the translation is good again.
    old = (translated / TRANSLATED).read_text(encoding="utf-8").splitlines()[1]
    new = found[2].split("`")[1]
    change(translated, TRANSLATED, old, new)
    assert stale(load(translated)) == []


def test_a_translation_that_does_not_say_what_it_was_made_from_is_refused(translated: Path) -> None:
    path = translated / TRANSLATED
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    ((file, line, message),) = stale(load(translated))
    assert (file, line) == (TRANSLATED, 1)
    assert 'source_digest: "' in message


def test_a_page_of_the_other_language_only_is_no_translation(translated: Path) -> None:
    for language in ("en", "xx"):
        shelf = translated / language / "pages"
        text = (shelf / "spray-off-label.md").read_text(encoding="utf-8").replace("id: spray-off-label", "id: extra")
        (shelf / "extra.md").write_text(text, encoding="utf-8")
    (translated / "en" / "pages" / "extra.md").unlink()
    ((file, _, message),) = stale(load(translated))
    assert file == "xx/pages/extra.md"
    assert "write it in 'en' too" in message
