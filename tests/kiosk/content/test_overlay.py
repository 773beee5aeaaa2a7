from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.content import Loaded, Overlay, SignOff, add_sign_off, digest_of, load, load_or_raise, read_files
from kiosk.content.loading import sign_offs_of
from kiosk.content.overlay import (
    foreign_files,
    lay_entries,
    lay_pages,
    missing_pages,
    read_added_pages,
    read_overlay,
    with_added_pages,
)
from kiosk.content.source import Report, parse_yaml
from kiosk.errors import Problem
from tests.kiosk.packs import SMALL_PACK, change, copy_of_small_pack

PAGE = """---
id: {id}
title: {title}
layout: text
facts: [{facts}]
review_by: 2030-05-31
status: draft
---
You can ask us what you like. Our own tea costs 3 coins.
"""
FACTS = """- id: clinic-price
  topic: price
  statement: Tea costs 3 coins here.
  figures: []
  strength: expert
  references: [clinic-list]
  confidence: VERIFIED
"""
REFERENCES = """- id: clinic-list
  short: Our list
  authors: The clinic
  title: What tea costs
  journal: On the wall
  year: 2026
"""


def page(name: str, facts: str = "tea-helps, clinic-price", title: str = "What does it cost?") -> str:
    return PAGE.format(id=name, facts=facts, title=title)


def own_folder(tmp_path: Path, **files: str) -> Path:
    """Write a sound overlay: one page in another's place, one new page, a fact, a reference; then other files."""
    all_files = {
        "overlay.yaml": 'id: harbour\nversion: "2"\nclinic: Harbour Street\n',
        "facts.yaml": FACTS,
        "references.yaml": REFERENCES,
        "treatments/mint-tea.yaml": "add_pages: {other_choices: [clinic-cost]}\n",
        "en/pages/side-by-side.md": page("side-by-side", title="Our drinks"),
        "en/pages/clinic-cost.md": page("clinic-cost", "clinic-price"),
        **{name.replace("__", "/"): text for name, text in files.items()},
    }
    folder = tmp_path / "own"
    for name, text in all_files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def found(loaded: Loaded) -> list[tuple[str, str]]:
    return [(problem.rule, problem.file) for problem in loaded.problems]


def test_a_clinics_pages_stand_in_the_pack(tmp_path: Path) -> None:
    folder = own_folder(tmp_path, **{"README.md": "Notes."})
    content = load_or_raise(SMALL_PACK, folder)
    assert content.overlay == Overlay("harbour", "2", "Harbour Street")
    pages = content.pages["en"]
    assert (pages["side-by-side"].title, pages["side-by-side"].origin) == ("Our drinks", "clinic")
    assert (pages["what-it-is"].origin, pages["clinic-cost"].origin) == ("core", "clinic")
    assert pages["clinic-cost"].file == "overlay/en/pages/clinic-cost.md"
    assert pages["clinic-cost"].source == "Our list"
    assert content.treatments["mint-tea"].variant("sleep").sections[5].pages == ("clinic-cost",)
    assert content.treatments["mint-tea"].variant("travel", "flask").sections[5].pages == (
        "side-by-side",
        "clinic-cost",
    )
    core = load_or_raise(SMALL_PACK)
    assert {key: fact for key, fact in content.facts.items() if key in core.facts} == core.facts


def test_the_digest_covers_both_folders(tmp_path: Path) -> None:
    folder = own_folder(tmp_path)
    before = load_or_raise(SMALL_PACK, folder).digest
    assert before == digest_of(read_files(SMALL_PACK, folder)) != load_or_raise(SMALL_PACK).digest
    change(folder, "en/pages/clinic-cost.md", "3 coins", "4 coins")
    assert load_or_raise(SMALL_PACK, folder).digest != before


def test_sign_offs_of_a_clinic_are_kept_in_its_own_folder(tmp_path: Path) -> None:
    folder = own_folder(tmp_path)
    digest = load_or_raise(SMALL_PACK, folder).digest
    entry = SignOff(digest, "Dr Ada Osei", "MD 12345", "2026-11-22", "All")
    add_sign_off(folder, entry)
    assert load_or_raise(SMALL_PACK, folder).sign_offs == (entry,)
    assert sign_offs_of(SMALL_PACK, folder, digest) == (entry,)
    assert load_or_raise(SMALL_PACK, folder).digest == digest
    change(folder, "overlay.yaml", "Street", "Road")
    assert load_or_raise(SMALL_PACK, folder).sign_offs == ()


CHANGED = FACTS.replace("clinic-price", "tea-helps").replace("clinic-list", "adams-2020")
REFUSED = {
    "a-page-that-is-not-local": ("C601", {"en/pages/what-it-is.md": page("what-it-is", "tea-may-stop")}),
    "a-must-know-fact-is-gone": ("C602", {"en/pages/side-by-side.md": page("side-by-side", "clinic-price")}),
    "a-new-page-without-the-name": ("C603", {"en/pages/cost.md": page("cost", "clinic-price")}),
    "another-page-is-added": ("C603", {"treatments/mint-tea.yaml": "add_pages: {limits: [better-sleep]}\n"}),
    "a-fact-is-changed": ("C604", {"facts.yaml": FACTS + CHANGED}),
    "a-fact-without-the-name": ("C604", {"facts.yaml": FACTS + CHANGED.replace("tea-helps", "tea-heals")}),
    "a-reference-is-changed": (
        "C604",
        {"references.yaml": REFERENCES + REFERENCES.replace("clinic-list", "adams-2020")},
    ),
    "figures": ("C605", {"figures.yaml": "[]\n"}),
    "the-pack-itself": ("C605", {"pack.yaml": "id: x\n"}),
    "checks": ("C605", {"en/checks/all.yaml": "[]\n"}),
    "another-language": ("C605", {"fr/pages/clinic-prix.md": page("clinic-prix", "clinic-price")}),
    "words-of-a-treatment": ("C605", {"en/treatments/mint-tea.yaml": "id: mint-tea\n"}),
    "another-section": ("C022", {"treatments/mint-tea.yaml": "add_pages: {extras: [clinic-cost]}\n"}),
    "a-page-that-is-not-there": ("C025", {"treatments/mint-tea.yaml": "add_pages: {limits: [clinic-lost]}\n"}),
    "a-page-that-is-added-twice": (
        "C020",
        {"treatments/mint-tea.yaml": "add_pages: {limits: [clinic-cost], risks: [clinic-cost]}\n"},
    ),
    "another-treatment": ("C021", {"treatments/sage-tea.yaml": "add_pages: {limits: [clinic-cost]}\n"}),
    "an-unknown-fact": ("C021", {"en/pages/clinic-cost.md": page("clinic-cost", "clinic-prices")}),
    "an-unknown-reference": ("C021", {"facts.yaml": FACTS.replace("clinic-list", "clinic-lists")}),
    "a-change-of-the-path": ("C011", {"treatments/mint-tea.yaml": "add_pages: {}\nvalues: []\n"}),
    "no-name": ("C010", {"overlay.yaml": 'id: harbour\nversion: "2"\n'}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_clinic_may_not_do_is_refused_by_its_rule_and_no_other(name: str, tmp_path: Path) -> None:
    rule, files = REFUSED[name]
    loaded = load(SMALL_PACK, own_folder(tmp_path, **files))
    assert loaded.content is None
    assert {one for one, _ in found(loaded)} == {rule}, [str(problem) for problem in loaded.problems]
    assert {file for _, file in found(loaded)} == {f"overlay/{file}" for file in files}


def test_a_folder_without_its_head_is_refused(tmp_path: Path) -> None:
    folder = own_folder(tmp_path)
    (folder / "overlay.yaml").unlink()
    assert found(load(SMALL_PACK, folder)) == [("C001", "overlay/overlay.yaml")]
    assert found(load(SMALL_PACK, tmp_path / "nowhere")) == [("C001", "nowhere")]


@pytest.mark.parametrize("with_own", [True, False])
def test_a_pack_may_not_have_the_folder_itself(tmp_path: Path, with_own: bool) -> None:
    root = copy_of_small_pack(tmp_path)
    (root / "overlay").mkdir()
    (root / "overlay" / "notes.txt").write_text("x", encoding="utf-8")
    assert found(load(root, own_folder(tmp_path) if with_own else None)) == [("C605", "overlay/notes.txt")]


def test_the_parts_one_by_one() -> None:
    report = Report("overlay/x.yaml")
    head = parse_yaml("{id: a, version: 1, clinic: B}", report)
    added = parse_yaml("add_pages: {limits: [clinic-a, b]}", report)
    assert head is not None
    assert added is not None
    assert read_overlay(head, report) == Overlay("a", "1", "B")
    assert read_added_pages(added, report) == {"limits": ("clinic-a",)}
    assert [problem.rule for problem in report.problems] == ["C603"]
    content = load_or_raise(SMALL_PACK)
    tea, pages = content.treatments["mint-tea"], content.pages
    assert with_added_pages(tea, {"limits": ("clinic-a",)}, pages) == tea
    lost = list(missing_pages({"limits": ("clinic-a",)}, pages, "f", {("f", "add_pages.limits.clinic-a"): 7}))
    assert [(problem.rule, problem.line) for problem in lost] == [("C025", 7)]
    assert lay_entries(content.facts, {}, "f", {}) == (content.facts, [])
    problems: list[Problem] = []
    assert lay_pages(pages["en"], {}, [tea], problems) == pages["en"]
    assert problems == []
    assert list(foreign_files(["facts.yaml"], ["en/pages/a.md", "LICENSE"], ["en"])) == []
