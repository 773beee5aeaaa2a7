from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.content import SignOff, add_sign_off, load, load_or_raise
from kiosk.content.loading import sign_offs_of
from kiosk.content.signoff import SIGN_OFFS, read_sign_offs
from kiosk.content.source import Report, parse_yaml
from kiosk.errors import ContentError
from tests.kiosk.packs import SMALL_PACK, change, copy_of_small_pack


def signed(root: Path, name: str = "Dr Ada Osei") -> SignOff:
    return SignOff(load_or_raise(root).digest, name, "MD 12345", "2026-11-22", "All pages of mint tea")


def test_a_sign_off_counts_for_the_content_that_was_signed(tmp_path: Path) -> None:
    root = copy_of_small_pack(tmp_path)
    assert load_or_raise(root).sign_offs == ()
    first, second = signed(root), signed(root, "Dr Ben Ito")
    add_sign_off(root, first)
    add_sign_off(root, second)
    content = load_or_raise(root)
    assert content.sign_offs == (first, second)
    assert content.digest == first.digest
    assert sign_offs_of(root, None, first.digest) == (first, second)
    assert [path.name for path in root.iterdir() if path.name.startswith(".")] == []


def test_it_is_lost_when_the_content_changes_and_comes_back_with_it(tmp_path: Path) -> None:
    root = copy_of_small_pack(tmp_path)
    add_sign_off(root, signed(root))
    change(root, "en/pages/what-it-is.md", "Nobody is cross", "No one is cross")
    assert load_or_raise(root).sign_offs == ()
    change(root, "en/pages/what-it-is.md", "No one is cross", "Nobody is cross")
    assert len(load_or_raise(root).sign_offs) == 1


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("licence: MD 12345", "licence:", "C010"),
        ("date: '2026-11-22'", "date: 22 November", "C013"),
        ("scope: ", "scopes: ", "C011"),
        ("digest: ", "digest: 0", "C013"),
        ("- digest", "digest", "C002"),
    ],
)
def test_a_damaged_file_is_a_problem_and_never_a_sign_off(tmp_path: Path, old: str, new: str, rule: str) -> None:
    root = copy_of_small_pack(tmp_path)
    entry = signed(root)
    add_sign_off(root, entry)
    change(root, SIGN_OFFS, old, new)
    loaded = load(root)
    assert loaded.content is None
    assert rule in [problem.rule for problem in loaded.problems]
    assert {problem.file for problem in loaded.problems} == {SIGN_OFFS}
    before = (root / SIGN_OFFS).read_bytes()
    for act in (lambda: add_sign_off(root, entry), lambda: sign_offs_of(root, None, entry.digest)):
        with pytest.raises(ContentError):
            act()
    assert (root / SIGN_OFFS).read_bytes() == before


@pytest.mark.parametrize("wrong", [{"name": ""}, {"licence": " "}, {"date": "today"}, {"scope": ""}, {"digest": "ab"}])
def test_a_sign_off_with_a_gap_is_not_written(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(ContentError):
        add_sign_off(tmp_path, replace(signed(SMALL_PACK), **wrong))
    assert list(tmp_path.iterdir()) == []


TEXT = st.text(st.characters(blacklist_categories=["C", "Z"], blacklist_characters="\x85"), min_size=1, max_size=30)


@given(TEXT, TEXT)
def test_any_name_is_kept(tmp_path_factory: pytest.TempPathFactory, name: str, licence: str) -> None:
    folder = tmp_path_factory.mktemp("signed")
    entry = SignOff("a" * 64, name, licence, "2026-01-31", f"{name} {licence}")
    add_sign_off(folder, entry)
    report = Report(SIGN_OFFS)
    node = parse_yaml((folder / SIGN_OFFS).read_text(encoding="utf-8"), report)
    assert node is not None
    assert read_sign_offs(node, report) == (entry,)
