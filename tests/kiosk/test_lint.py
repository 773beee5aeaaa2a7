"""Packs with one thing wrong, each refused by its rule in the right file, near the right line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import kiosk.lint
from kiosk.content import load
from kiosk.lint import check, check_at_start, open_content
from tests.kiosk.packs import REAL_PACK, SMALL_PACK, broken_pack

TODAY = date(2026, 11, 22)
IDEA = "en/pages/what-it-is.md"
PAGE = "en/pages/better-sleep.md"
CHECKS = "en/checks.yaml"
WORDS = "en/treatments/mint-tea.yaml"
FIGURES = "figures.yaml"
TREATMENT = "treatments/mint-tea.yaml"
LONG = (
    "A person who is very tired can take a cup to bed and drink it there, "
    "and then lie down in the dark and go to sleep."
)
HARD = "Discontinuation necessitates institutional authorisation considerations. "
REST = (
    " It came and went on the same night. Most people had none at all. "
    "Tell your care team if you have one, and rest until it has gone."
)

WRONG = {
    "page-without-facts": ("C101", IDEA, "facts: [tea-may-stop]", "facts: []"),
    "bullet-without-facts": ("C101", WORDS, '28 did.", facts: [tea-helps]', '28 did.", facts: []'),
    "summary-without-facts": ("C101", WORDS, "a headache., facts: [tea-headache]", "a headache., facts: []"),
    "must-know-without-facts": ("C101", TREATMENT, "facts: [tea-may-stop]", "facts: []"),
    "fact-without-reference": (
        "C102",
        "facts.yaml",
        "strength: guideline\n  references: [berg-2021]",
        "strength: guideline\n  references: []",
    ),
    "number-on-page": ("C103", PAGE, "36 of 100", "37 of 100"),
    "size-as-result": ("C103", PAGE, "36 of 100", "7 of 100"),
    "word-number-on-page": ("C103", PAGE, "adults who slept badly drank", "forty adults who slept badly drank"),
    "half-of-people": ("C103", PAGE, "Others drank", "Half of the people drank"),
    "number-in-source-note": ("C103", PAGE, "200 adults", "300 adults"),
    "number-in-card": ("C103", "en/pages/what-is-open.md", "64 of 100", "74 of 100"),
    "number-from-another-card": (
        "C103",
        "en/pages/what-is-open.md",
        "Nobody knows what",
        "In 64 of 100, nobody knows what",
    ),
    "number-in-figure-text": (
        "C103",
        "en/figures.yaml",
        "population: adults who slept badly\n  time: after 7 days\neffects",
        "population: 300 adults who slept badly\n  time: after 7 days\neffects",
    ),
    "other-denominator": (
        "C103",
        "en/figures.yaml",
        'sleep:\n  intro: "Out of **100 people**',
        'sleep:\n  intro: "Out of **101 people**',
    ),
    "number-in-check": ("C103", CHECKS, "why: You can stop at any time.", "why: You can stop after 9 days."),
    "number-in-summary": ("C103", WORDS, "12 of 100 people had", "11 of 100 people had"),
    "number-in-document": ("C103", WORDS, "**64 of 100**", "**65 of 100**"),
    "number-in-glossary": ("C103", "en/glossary.yaml", "A green herb.", "A green herb with 8 leaves."),
    "number-in-decision": ("C103", WORDS, "next: You go home.", "next: You wait 20 minutes."),
    "count": ("C104", FIGURES, "counts: {mint-tea: 64", "counts: {mint-tea: 65"),
    "counts-swapped": ("C104", FIGURES, "{mint-tea: 64, hot-water: 28}", "{mint-tea: 28, hot-water: 64}"),
    "count-of-row": ("C104", FIGURES, "hot-water: 4}", "hot-water: 14}"),
    "figure-without-facts": ("C105", FIGURES, "facts: [tea-helps]", "facts: []"),
    "row-without-facts": ("C105", FIGURES, "hot-water: 4}, facts: [tea-headache]", "hot-water: 4}, facts: []"),
    "unproven-figure": (
        "C106",
        "facts.yaml",
        "references: [adams-2020]\n  confidence: VERIFIED",
        "references: [adams-2020]\n  confidence: RECALLED-CHECK",
    ),
    "figure-not-cited": ("C107", PAGE, "facts: [tea-helps]", "facts: [tea-unknown]"),
    "small-study": (
        "C108",
        "facts.yaml",
        "treatment_n: 100, treatment_pct: 64.3",
        "treatment_n: 20, treatment_pct: 64.3",
    ),
    "one-item": ("C201", TREATMENT, "items: [stop-a, stop-b]", "items: [stop-a]"),
    "page-not-required": ("C202", TREATMENT, "{id: benefits, pages: [better-sleep]}", "{id: benefits, pages: []}"),
    "all-of-the-above": ("C205", CHECKS, "When staff say so", "All of the above"),
    "negative-question": ("C205", CHECKS, "Who decides if you go on?", "Which of these does not stop you?"),
    "long-right-answer": (
        "C204",
        CHECKS,
        "text: I decide each day",
        "text: I decide it each day and nobody else does so",
    ),
    "short-right-answer": ("C204", CHECKS, "text: At any time I like", "text: Now"),
    "same-question": ("C206", CHECKS, "Who decides if you go on?", "When can you stop"),
    "hard-page": (
        "C301",
        IDEA,
        "Your care team talks with you about it.",
        HARD * 3,
    ),
    "hard-question": (
        "C302",
        CHECKS,
        "question: When can you stop?",
        "question: Discontinuation is permissible under which circumstances?",
    ),
    "hard-explanation": (
        "C302",
        CHECKS,
        "safe: You can stop at any time.",
        f"safe: {HARD * 3}",
    ),
    "long-sentence": ("C303", IDEA, "Your care team talks with you about it.", LONG),
    "short-page": (
        "C304",
        "en/pages/side-effects.md",
        REST,
        "",
    ),
    "long-page": ("C304", IDEA, "Your care team talks with you about it.", "We are glad to see you. " * 16),
    "waiver": ("C401", WORDS, "I can stop at any time.", "I waive all claims."),
    "rights": ("C401", WORDS, "I can stop at any time.", "I give up my legal rights."),
    "persuasion": ("C402", IDEA, "Your care team talks", "This breakthrough helps. Your care team talks"),
    "promise": ("C402", IDEA, "Your care team talks", "Sleep is guaranteed. Your care team talks"),
    "advice": ("C402", WORDS, "I want to have mint tea, next", "You should choose mint tea, next"),
    "percentage": ("C403", PAGE, "36 of 100 people", "36% of people"),
    "rare": ("C404", IDEA, "> Nobody is cross", "> Rarely, a harm can come. Nobody is cross"),
    "relative": ("C405", PAGE, "did **not** sleep better", "were twice as likely to sleep"),
    "overdue": ("C501", IDEA, "review_by: 2030-05-31", "review_by: 2026-05-31"),
}
ELSEWHERE = {
    # The rule shows the place that must change, which is not the place that the test changed.
    "unproven-figure": FIGURES,
    "small-study": PAGE,
    "page-not-required": CHECKS,
}
AT_START = {"C101", "C102", "C103", "C104", "C105", "C106", "C107", "C108", "C201", "C202", "C206"}
AT_START |= {"C401", "C402", "C403", "C404", "C405"}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_pack_is_refused_by_its_rule(name: str, tmp_path: Path) -> None:
    rule, file, old, new = WRONG[name]
    root, line = broken_pack(tmp_path, file, old, new)
    if name == "page-not-required":
        path = root / CHECKS
        path.write_text(path.read_text(encoding="utf-8").replace("page: what-it-is", "page: better-sleep", 1))
    if name == "one-item":
        text = (root / CHECKS).read_text(encoding="utf-8")
        (root / CHECKS).write_text(text[: text.index("- id: stop-b")], encoding="utf-8")
    loaded = load(root)
    assert loaded.problems == (), "the pack loads: the fault is for the compiler to find"
    found = [problem for problem in check(loaded, TODAY) if problem.rule == rule]
    assert {problem.file for problem in found} == {ELSEWHERE.get(name, file)}
    if name not in ELSEWHERE:
        nearest = min(found, key=lambda problem: abs(problem.line - line))
        assert abs(nearest.line - line) <= NEAR.get(name, 1), str(nearest)
    assert all(": " in problem.message for problem in found), "a message says what is wrong and then what to do"
    at_start = {problem.rule for problem in check_at_start(loaded)}
    assert (rule in at_start) == (rule in AT_START)


NEAR = {
    "fact-without-reference": 6,
    "hard-page": 11,  # a grade belongs to a whole page, shown at its top
    "hard-explanation": 5,
    "word-number-on-page": 1,
    "short-page": 3,
    "long-page": 3,
    "long-right-answer": 2,
    "figure-without-facts": 6,
    "row-without-facts": 2,
    "count-of-row": 1,
}


def test_the_small_pack_has_nothing_wrong() -> None:
    assert check(load(SMALL_PACK), TODAY) == ()
    assert open_content(SMALL_PACK).id == "small-pack"


def test_the_pack_that_ships_has_nothing_wrong() -> None:
    problems = check(load(REAL_PACK), TODAY)
    assert [str(problem) for problem in problems] == []


def test_every_rule_of_the_table_has_a_test_and_the_other_way() -> None:
    table = dict(re.findall(r"^\| (C\d{3}) \| (yes|   ) \|", kiosk.lint.__doc__ or "", flags=re.MULTILINE))
    tested = {rule for rule, *_ in WRONG.values()} | {"C203", "C305"}  # these two: test_coverage.py, test_reading.py
    assert set(table) == tested
    assert {rule for rule, start in table.items() if start == "yes"} == AT_START
