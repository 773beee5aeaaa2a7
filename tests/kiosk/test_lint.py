"""Packs with one thing wrong, each refused by its rule and no other, in the right file, on the right line."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import kiosk.content.loading
import kiosk.lint
from kiosk.content import Loaded, load
from kiosk.errors import Problem
from kiosk.lint import check_at_start
from kiosk.lint.hard_words import smog
from kiosk.lint.paths import Limits
from kiosk.lint.reading import flesch_kincaid
from kiosk.lint.run import Grades, check
from tests.kiosk.lint.broken_packs import BROKEN, Broken
from tests.kiosk.packs import LEGAL_PACK, REAL_PACK, change, copy_of_legal_pack, with_translation

TODAY = date(2026, 11, 22)
GRADES = Grades(cache(flesch_kincaid), cache(smog))  # most texts are the same in all packs
LEAST_PACKS = 60


def checked(loaded: Loaded, *, least_minutes: float = 0) -> tuple[Problem, ...]:
    return check(loaded, TODAY, limits=Limits(least_minutes=least_minutes), grades=GRADES)


def made(broken: Broken, folder: Path) -> tuple[Path, tuple[str, int]]:
    """Make a broken pack; return it and the place at which it is to be refused."""
    root = copy_of_legal_pack(folder)
    if broken.translated:
        with_translation(root)
    lines = [change(root, *one) for one in broken.changes]
    file = broken.file or broken.changes[0].file
    if not broken.shown:
        return root, (file, lines[0])
    text = (root / file).read_bytes().decode()
    return root, (file, text[: text.index(broken.shown)].count("\n") + 1)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_pack_is_refused_by_its_rule_and_no_other(name: str, tmp_path: Path) -> None:
    broken = BROKEN[name]
    root, place = made(broken, tmp_path)
    loaded = load(root)
    problems = checked(loaded, least_minutes=broken.least_minutes)
    assert {problem.rule for problem in problems} == {broken.rule}, [str(problem) for problem in problems]
    assert place in {(problem.file, problem.line) for problem in problems}, [str(problem) for problem in problems]
    assert all(": " in problem.message for problem in problems), "a message says what is wrong and then what to do"
    at_start = {problem.rule for problem in check_at_start(loaded)}
    assert at_start == ({broken.rule} if broken.rule in AT_START else set())


def test_the_legal_pack_has_nothing_wrong(tmp_path: Path) -> None:
    assert checked(load(LEGAL_PACK)) == ()
    root = copy_of_legal_pack(tmp_path)
    with_translation(root)
    assert checked(load(root)) == ()


def test_the_pack_that_ships_has_nothing_wrong() -> None:
    problems = check(load(REAL_PACK), TODAY)
    assert [str(problem) for problem in problems] == []


def rows_of(module: object) -> dict[str, str]:
    """Return rule -> second column of the table in a module's docstring."""
    return dict(re.findall(r"^\| (C\d{3}) \| ([^|]*) \|", module.__doc__ or "", flags=re.MULTILINE))


TABLE = rows_of(kiosk.lint)
LOADING = set(rows_of(kiosk.content.loading))
AT_START = {rule for rule, start in TABLE.items() if start == "yes"} | LOADING


def test_every_rule_refuses_a_broken_pack() -> None:
    assert len(BROKEN) >= LEAST_PACKS
    assert set(TABLE) | LOADING == {broken.rule for broken in BROKEN.values()}
    assert set(TABLE.values()) == {"yes", "   "}
