from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.content import Card, digest_of, load, load_or_raise, read_files
from kiosk.errors import ContentError
from tests.kiosk.packs import SMALL_PACK, broken_pack, copy_of_small_pack

PAGE = "en/pages/better-sleep.md"
TREATMENT = "treatments/mint-tea.yaml"
WORDS = "en/treatments/mint-tea.yaml"
CHECKS = "en/checks/all.yaml"
SIDE = "en/pages/side-by-side.md"

BROKEN = {
    "yaml-cut-off": ("C002", "facts.yaml", "[adams-2020, berg-2021]", "[adams-2020, berg-2021"),
    "yaml-tab": ("C002", "pack.yaml", "version: ", "\tversion: "),
    "anchor": ("C003", "facts.yaml", "topic: harm", "topic: &a harm\n  again: *a"),
    "tag": ("C003", "facts.yaml", "topic: harm", "topic: !!python/name:os.system harm"),
    "repeated-key": ("C003", "facts.yaml", "  topic: harm", "  topic: harm\n  topic: limits"),
    "missing-field": ("C010", "references.yaml", "  title: Mint tea for sleep\n", ""),
    "unfindable-reference": ("C018", "references.yaml", "  journal: Journal of Tea\n  year: 2020", "  year: 2020"),
    "no-licence": ("C017", "pack.yaml", "licence: GPL-3.0-or-later\n", ""),
    "picture-without-text": ("C016", "en/pages/what-it-is.md", "- You can say", "- ![](x.png) You can say"),
    "empty-field": ("C010", "references.yaml", "title: Mint tea for sleep", "title:"),
    "unknown-field": ("C011", "facts.yaml", "  topic: harm", "  topic: harm\n  topics: harm"),
    "text-for-number": ("C012", "figures.yaml", "mint-tea: 64", "mint-tea: many"),
    "text-for-list": ("C012", "facts.yaml", "references: [adams-2020]", "references: adams-2020"),
    "number-for-text": ("C012", PAGE, "title: How many people slept better?", "title: 64"),
    "count-over-100": ("C013", "figures.yaml", "mint-tea: 64", "mint-tea: 164"),
    "unknown-layout": ("C013", PAGE, "layout: text", "layout: columns"),
    "unknown-icon": ("C013", "en/pages/what-is-open.md", "icon: clock", "icon: smile"),
    "bad-date": ("C013", PAGE, "review_by: 2030-05-31", "review_by: 31 May 2030"),
    "bad-id": ("C013", "facts.yaml", "id: tea-headache", "id: Tea Headache"),
    "html": ("C014", PAGE, "In one [trial]", "In <b>one</b> [trial]"),
    "italics": ("C014", PAGE, "**not**", "*not*"),
    "link-outside": ("C014", PAGE, "(term:trial)", "(https://example.org)"),
    "heading-on-text-page": ("C014", PAGE, "> With", "## With"),
    "markup-in-plain-text": (
        "C014",
        CHECKS,
        "question: When can you stop?",
        "question: When **can** you stop?",
    ),
    "treatment-listed-twice": (
        "C020",
        "pack.yaml",
        "licence: GPL-3.0-or-later",
        "licence: GPL-3.0-or-later\ntreatments: [mint-tea, mint-tea]",
    ),
    "unknown-treatment": (
        "C021",
        "pack.yaml",
        "licence: GPL-3.0-or-later",
        "licence: GPL-3.0-or-later\ntreatments: [mint-tea, sage-tea]",
    ),
    "duplicate-fact": ("C020", "facts.yaml", "id: tea-unknown", "id: tea-headache"),
    "duplicate-check": ("C020", CHECKS, "id: stop-b", "id: stop-a"),
    "page-in-two-sections": ("C020", TREATMENT, "{id: about_you, pages: []}", "{id: about_you, pages: [what-it-is]}"),
    "unknown-fact": ("C021", PAGE, "facts: [tea-helps]", "facts: [tea-cures]"),
    "unknown-fact-of-card": ("C021", "en/pages/what-is-open.md", "facts: [tea-helps]", "facts: [tea-cures]"),
    "unknown-reference": ("C021", "facts.yaml", "references: [adams-2020]", "references: [adams-1920]"),
    "unknown-figure": ("C021", PAGE, "figure: sleep", "figure: slept"),
    "unknown-term": ("C021", PAGE, "(term:trial)", "(term:study)"),
    "unknown-group": ("C021", "figures.yaml", "{mint-tea: 64,", "{mint: 64,"),
    "unknown-check": ("C021", TREATMENT, "[stop-a, stop-b]", "[stop-a, stop-b, stop-c]"),
    "unknown-must-know": ("C021", "en/must_know.yaml", "mk-stop:", "mk-halt:"),
    "unknown-page-of-check": (
        "C021",
        CHECKS,
        "page: what-it-is\n  question: When",
        "page: what-is-it\n  question: When",
    ),
    "must-know-page-not-read": ("C021", TREATMENT, "page: what-it-is\n", "page: what-else\n"),
    "unknown-section": ("C022", TREATMENT, "id: risks", "id: dangers"),
    "section-order": (
        "C022",
        TREATMENT,
        "  - {id: decide, pages: []}",
        "  - {id: decide, pages: []}\n  - {id: decide, pages: []}",
    ),
    "id-is-not-file": ("C023", PAGE, "id: better-sleep", "id: sleep-better"),
    "rows-without-figure": ("C023", "en/pages/side-effects.md", "figure: effects\n", ""),
    "rows-figure-on-text-page": ("C023", "en/pages/side-effects.md", "layout: rows", "layout: text"),
    "cards-and-headings": ("C023", "en/pages/what-is-open.md", "## Not for all\n", ""),
    "two-right-answers": (
        "C024",
        CHECKS,
        "why: You decide when to stop.}",
        "why: You decide when to stop., right: true}",
    ),
    "no-right-answer": ("C024", CHECKS, "why: It is up to you., right: true}", "why: It is up to you.}"),
    "missing-page": ("C025", TREATMENT, "pages: [side-effects]", "pages: [side-effects, more-effects]"),
    "words-missing": ("C026", WORDS, "values: {sleep-soon: Better sleep soon}", "values: {}"),
    "unknown-placeholder": ("C015", PAGE, "> With", "> {clinic_fax} with"),
    "brace-in-plain-text": ("C015", "en/reasons.yaml", "for sleep", "'for {sleep'"),
    "duplicate-check-in-another-file": ("C020", "en/checks/choices.yaml", "id: choices-b", "id: stop-a"),
    "page-on-two-shelves": (
        "C020",
        "library.yaml",
        "- {id: open-questions, pages: [what-is-open]}",
        "- {id: open-questions, pages: [what-is-open]}\n- {id: more, pages: [what-is-open]}",
    ),
    "topic-that-nothing-covers": ("C010", "topics.yaml", ", excluded: It is no tea.", ""),
    "unknown-page-of-topic": ("C025", "topics.yaml", "[what-it-is]", "[what-is-it]"),
    "unknown-word-of-topic": ("C021", "topics.yaml", "terms: [mint]", "terms: [thyme]"),
    "unknown-page-of-shelf": ("C025", "library.yaml", "[what-is-open]", "[what-is-shut]"),
    "shelf-without-name": ("C026", "en/library.yaml", "open-questions:", "open-answers:"),
    "unknown-condition": ("C021", TREATMENT, "[sore-head]", "[sore-foot]"),
    "unknown-group-of-condition": ("C013", "conditions.yaml", "group: body", "group: head"),
    "unknown-page-of-condition": ("C025", "conditions.yaml", "page: side-effects", "page: side-affects"),
    "unknown-fact-of-condition": ("C021", "conditions.yaml", "[tea-headache]", "[tea-toothache]"),
    "condition-without-words": ("C026", "en/conditions.yaml", "sore-head:", "sore-foot:"),
    "reason-without-words": ("C026", "en/reasons.yaml", "travel:", "flight:"),
    "reason-without-label": ("C010", "en/reasons.yaml", "label: Bad sleep, ", ""),
    "unknown-reason-of-page": ("C021", TREATMENT, "side-by-side, reasons: [travel]", "side-by-side, reasons: [flight]"),
    "unknown-route-of-must-know": ("C021", TREATMENT, "    routes: [flask]\n    facts", "    routes: [jug]\n    facts"),
    "unknown-reason-of-point": ("C021", WORDS, "reasons: [travel]", "reasons: [flight]"),
    "unknown-route-of-block": ("C021", WORDS, "routes: [flask]}", "routes: [jug]}"),
    "approved-for-another-reason": ("C021", TREATMENT, "approved_for: [sleep]", "approved_for: [flight]"),
    "route-without-label": ("C026", WORDS, ", flask: From a flask", ""),
    "no-routes": ("C013", TREATMENT, "routes: [cup, flask]", "routes: []"),
    "must-know-without-words": ("C026", "en/must_know.yaml", "mk-choices:", "mk-chosen:"),
    "must-know-without-sentences": ("C010", "en/must_know.yaml", "[Plain water that was made hot.]", "[]"),
    "must-know-page-not-for-all": (
        "C028",
        TREATMENT,
        "    reasons: [travel]\n    routes: [flask]\n    facts",
        "    facts",
    ),
    "teach-back-not-for-all": ("C028", TREATMENT, "teach_back: [mk-stop]", "teach_back: [mk-stop, mk-choices]"),
    "teach-back-unknown": ("C021", TREATMENT, "teach_back: [mk-stop]", "teach_back: [mk-halt]"),
    "teach-back-without-words": ("C026", "en/teach_back.yaml", "mk-stop:", "mk-choices:"),
    "unknown-choice": ("C021", SIDE, "[mint-tea, hot-water]", "[mint-tea, cold-water]"),
    "one-choice": ("C023", SIDE, "[mint-tea, hot-water]", "[mint-tea]"),
    "no-choices": ("C010", SIDE, "choices: [mint-tea, hot-water]\n", ""),
    "more-above-the-choices": ("C023", SIDE, "Here is what", "One.\n\nHere is what"),
    "row-missing": ("C010", "en/choices.yaml", '      helps: "In the same', '      help: "In the same'),
    "unknown-row": (
        "C011",
        "en/choices.yaml",
        '      helps: "In the same',
        '      harms: "Burns."\n      helps: "In the same',
    ),
    "unknown-fact-of-choice": (
        "C021",
        "en/choices.yaml",
        "name: Hot water\n    icon: people\n    facts: [tea-helps]",
        "name: Hot water\n    icon: people\n    facts: [tea-cures]",
    ),
    "unknown-word-of-choice": ("C021", "en/choices.yaml", "(term:mint)", "(term:thyme)"),
    "unknown-page-of-learn-more": ("C025", SIDE, "more: [what-is-open]", "more: [what-is-shut]"),
    "too-much-to-learn": ("C023", SIDE, "more: [what-is-open]", "more: [what-is-open, what-it-is, side-effects]"),
    "local-is-no-truth-value": ("C012", SIDE, "local: true", "local: maybe"),
    "page-without-a-scope": (
        "C010",
        TREATMENT,
        "{page: side-by-side, reasons: [travel], routes: [flask]}",
        "{reasons: [travel], routes: [flask]}",
    ),
    "country-without-number": ("C010", "countries.yaml", 'emergency_number: "911", ', ""),
    "unknown-fact-of-country": ("C021", "countries.yaml", "[tea-may-stop]", "[tea-may-go]"),
    "figure-words-missing": ("C026", "en/figures.yaml", "  outcome: slept better\n", ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_pack_is_refused_by_its_rule(name: str, tmp_path: Path) -> None:
    rule, file, old, new = BROKEN[name]
    root, line = broken_pack(tmp_path, file, old, new)
    loaded = load(root)
    assert loaded.content is None
    found = [problem for problem in loaded.problems if (problem.rule, problem.file) == (rule, file)]
    assert found, f"no {rule} in {[str(problem) for problem in loaded.problems]}"
    nearest = min(found, key=lambda problem: abs(problem.line - line))
    assert abs(nearest.line - line) <= NEAR.get(name, 1), str(nearest)
    assert ": " in nearest.message, "a message says what is wrong and then what to do"


NEAR = {
    "missing-field": 6,  # shown at the entry that lacks it
    "unfindable-reference": 6,
    "no-licence": 6,
    "rows-without-figure": 6,
    "cards-and-headings": 14,  # shown at the top of the page: it is the two lists that differ
    "section-order": 8,  # shown at the first section
    "no-right-answer": 6,
    "two-right-answers": 8,
    "duplicate-check": 1,
    "figure-words-missing": 2,
    "topic-that-nothing-covers": 1,
    "reason-without-words": 2,
    "condition-without-words": 1,
    "must-know-without-words": 4,  # shown at the top: the entry is not there
    "teach-back-without-words": 1,
    "one-choice": 3,
    "no-choices": 3,
    "more-above-the-choices": 1,
    "too-much-to-learn": 4,
    "row-missing": 3,
    "unknown-row": 1,
    "unknown-fact-of-choice": 2,
    "must-know-page-not-for-all": 3,
    "rows-figure-on-text-page": 2,
}


def test_the_small_pack_is_sound() -> None:
    assert load(SMALL_PACK).problems == ()


def test_all_problems_are_found_at_once(tmp_path: Path) -> None:
    root = copy_of_small_pack(tmp_path)
    for name in ("anchor", "unknown-figure", "text-for-number", "two-right-answers", "html"):
        _, file, old, new = BROKEN[name]
        path = root / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    rules = {problem.rule for problem in load(root).problems}
    assert {"C003", "C021", "C012", "C024", "C014"} <= rules


FILES = [
    *("pack.yaml", "facts.yaml", "references.yaml", "figures.yaml", "conditions.yaml", "library.yaml", "topics.yaml"),
    *("countries.yaml", "en/choices.yaml", "en/reasons.yaml", "en/must_know.yaml", "en/teach_back.yaml"),
    *("en/conditions.yaml", "en/library.yaml", "en/glossary.yaml", "en/questions.yaml", "en/figures.yaml"),
]


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named_and_blamed_once(file: str, tmp_path: Path) -> None:
    root = copy_of_small_pack(tmp_path)
    (root / file).unlink()
    problems = load(root).problems
    assert [(problem.rule, problem.file) for problem in problems] == [("C001", file)]


def test_checks_stand_in_as_many_files_as_one_likes(tmp_path: Path) -> None:
    checks = load_or_raise(SMALL_PACK).checks["en"]
    assert {item.file for item in checks.values()} == {CHECKS, "en/checks/choices.yaml"}
    root = copy_of_small_pack(tmp_path)
    (root / CHECKS).write_bytes((root / CHECKS).read_bytes() + (root / "en/checks/choices.yaml").read_bytes())
    (root / "en/checks/choices.yaml").unlink()
    assert list(load_or_raise(root).checks["en"]) == list(checks)
    shutil.rmtree(root / "en/checks")
    assert [(problem.rule, problem.file) for problem in load(root).problems] == [("C001", "en/checks")]


def test_plain_words_may_be_missing(tmp_path: Path) -> None:
    root = copy_of_small_pack(tmp_path)
    assert load_or_raise(root).plain_words == {"en": ()}
    (root / "en/plain_words.yaml").write_text("[another]", encoding="utf-8")
    assert load_or_raise(root).plain_words == {"en": ("another",)}


def test_a_missing_page_file_is_shown_where_it_is_listed(tmp_path: Path) -> None:
    root = copy_of_small_pack(tmp_path)
    (root / PAGE).unlink()
    (problem,) = load(root).problems
    assert (problem.rule, problem.file, problem.line) == ("C025", TREATMENT, 38)
    assert PAGE in problem.message


def test_a_treatment_without_words_is_refused(tmp_path: Path) -> None:
    root = copy_of_small_pack(tmp_path)
    (root / WORDS).unlink()
    assert [problem.rule for problem in load(root).problems] == ["C025"]


def test_a_missing_folder_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        load_or_raise(tmp_path / "nowhere")
    assert [problem.rule for problem in caught.value.problems] == ["C001"]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"id: a\x00b\n", "id: a\u202eb\n".encode()])
def test_bytes_that_are_no_clean_text_are_refused(data: bytes, tmp_path: Path) -> None:
    root = copy_of_small_pack(tmp_path)
    (root / "facts.yaml").write_bytes(data)
    assert ("C001", "facts.yaml", 1) in [(one.rule, one.file, one.line) for one in load(root).problems]


def test_windows_line_ends_load_to_the_same_pages(tmp_path: Path) -> None:
    root = copy_of_small_pack(tmp_path)
    for path in root.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    same, other = load_or_raise(SMALL_PACK), load_or_raise(root)
    pages = {name: replace(page, digest=same.pages["en"][name].digest) for name, page in other.pages["en"].items()}
    assert pages == same.pages["en"]
    assert other.digest != same.digest


def test_source_lines_and_words_of_a_page() -> None:
    pages = load_or_raise(SMALL_PACK).pages["en"]
    assert pages["better-sleep"].source == "Adams and others, 2020. 200 adults took part."
    assert pages["side-effects"].references == ("adams-2020", "berg-2021")
    assert pages["side-effects"].source == "Adams and others, 2020; Berg, 2021"
    assert pages["what-is-open"].facts == ("tea-unknown", "tea-helps")
    cards = [block for block in pages["what-is-open"].blocks if isinstance(block, Card)]
    assert [(card.icon, card.heading, card.source) for card in cards] == [
        ("clock", "Over a long time", "Berg, 2021"),
        ("people", "Not for all", "Adams and others, 2020"),
    ]
    assert pages["what-it-is"].words == 60
    assert pages["what-it-is"].terms == ("mint",)


def test_the_source_line_stays_short(tmp_path: Path) -> None:
    root = copy_of_small_pack(tmp_path)
    references = (root / "references.yaml").read_text(encoding="utf-8")
    entry = references[references.index("- id: berg") :]
    for name in ("carr", "dahl", "eliot"):
        references += entry.replace("berg-2021", f"{name}-2021").replace("Berg, 2021", f"{name.title()}, 2021")
    (root / "references.yaml").write_text(references, encoding="utf-8")
    facts = root / "facts.yaml"
    text = facts.read_text(encoding="utf-8")
    wanted = "references: [adams-2020, berg-2021, carr-2021, dahl-2021, eliot-2021]"
    facts.write_text(text.replace("references: [adams-2020]", wanted), encoding="utf-8")
    page = load_or_raise(root).pages["en"]["better-sleep"]
    assert page.source == "Adams and others, 2020; Berg, 2021; Carr, 2021; … 200 adults took part."
    assert len(page.references) == 5


def test_the_digest_is_of_names_and_bytes_in_any_order() -> None:
    files = read_files(SMALL_PACK)
    assert digest_of(files) == digest_of(dict(reversed(files.items()))) == load_or_raise(SMALL_PACK).digest
    assert digest_of({"a": b"bc"}) != digest_of({"ab": b"c"}) != digest_of({"a": b"b", "c": b""})


@given(st.data())
@settings(max_examples=60)
def test_the_digest_changes_with_any_byte(data: st.DataObject) -> None:
    files = read_files(SMALL_PACK)
    before = digest_of(files)
    name = data.draw(st.sampled_from(sorted(files)))
    place = data.draw(st.integers(0, len(files[name]) - 1))
    flip = data.draw(st.integers(1, 255))
    old = files[name]
    files[name] = old[:place] + bytes([old[place] ^ flip]) + old[place + 1 :]
    assert digest_of(files) != before
    files[name] = old[:place] + old[place + 1 :]
    assert digest_of(files) != before


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_files_never_crash_the_loader(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("damaged")
    shutil.copytree(SMALL_PACK, root, dirs_exist_ok=True)
    name = data.draw(st.sampled_from(sorted(read_files(SMALL_PACK))))
    old = (root / name).read_bytes()
    place = data.draw(st.integers(0, len(old)))
    junk = data.draw(st.binary(max_size=12) | st.text("{}[]:-#>*&!|'\"\n \t`<", max_size=12).map(str.encode))
    (root / name).write_bytes(old[:place] + junk + old[place + data.draw(st.integers(0, 40)) :])
    loaded = load(root)
    assert (loaded.content is None) == bool(loaded.problems)


def test_files_that_are_no_content_are_left_out(tmp_path: Path) -> None:
    root = copy_of_small_pack(tmp_path)
    (root / ".DS_Store").write_bytes(b"x")
    (root / "__pycache__").mkdir()
    (root / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert load_or_raise(root).digest == load_or_raise(SMALL_PACK).digest


def test_a_page_knows_its_own_digest_and_that_of_the_page_it_was_made_from(tmp_path: Path) -> None:
    root, _ = broken_pack(tmp_path, PAGE, "status: draft", 'status: draft\nsource_digest: "0123456701234567"')
    page = load_or_raise(root).pages["en"]["better-sleep"]
    assert page.digest == hashlib.sha256((root / PAGE).read_bytes()).hexdigest()[:16]
    assert page.source_digest == "0123456701234567"
    assert load_or_raise(SMALL_PACK).pages["en"]["better-sleep"].source_digest == ""


@pytest.mark.parametrize(
    ("listed", "order", "missing"),
    [("", [], []), ("[sage-tea, mint-tea]", ["sage-tea", "mint-tea"], []), ("[sage-tea]", [], ["mint-tea"])],
)
def test_treatments_stand_as_the_pack_lists_them(
    tmp_path: Path, listed: str, order: list[str], missing: list[str]
) -> None:
    folder = copy_of_small_pack(tmp_path)
    for file in (TREATMENT, WORDS):
        text = (folder / file).read_text(encoding="utf-8").replace("id: mint-tea", "id: sage-tea", 1)
        (folder / file.replace("mint-tea", "sage-tea")).write_text(text, encoding="utf-8")
    if listed:
        with (folder / "pack.yaml").open("a", encoding="utf-8") as pack:
            pack.write(f"treatments: {listed}\n")
    loaded = load(folder)
    assert [(one.rule, one.file) for one in loaded.problems] == [("C025", "pack.yaml") for _ in missing]
    assert all(name in one.message for name, one in zip(missing, loaded.problems, strict=True))
    if loaded.content is not None:
        assert list(loaded.content.treatments) == (order or ["mint-tea", "sage-tea"])
