"""The bench's own arithmetic, and a small run of each measurement: that it works, not how fast it is."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from kiosk.document import document_text
from tests.bench import ledger, papers, seals
from tests.bench.measure import figure, not_measured, percentile, table, write_json
from tests.bench.paper_page import page_of
from tests.bench.windows import Answer, _memory_figure, _start_figures, _turn_figures, environment, run_child
from tests.kiosk.visits import finished, full_visit

FIELDS = ["name", "value", "unit", "against", "goal", "met"]


@pytest.mark.parametrize(("value", "wanted", "met"), [(1.5, "less", True), (1.51, "less", False), (0.7, "more", False)])
def test_a_figure_is_judged_by_its_goal(value: float, wanted: str, met: bool) -> None:
    goal = 1.5 if wanted == "less" else 0.71
    assert figure("f", value, "x", "a", goal, "less" if wanted == "less" else "more").met is met


def test_a_figure_without_a_goal_has_no_verdict() -> None:
    assert (figure("f", 3, "x", "a").goal, figure("f", 3, "x", "a").met) == ("", None)


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert [percentile(values, share) for share in (0.5, 0.99, 1.0, 0.0)] == [50, 99, 100, 1]
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_the_file_holds_what_the_table_shows(tmp_path: Path) -> None:
    figures = [
        figure("start", 1.4, "x", "a bare window", 1.5),
        not_measured("print", "x", "Chromium is missing", 5, "more"),
    ]
    write_json(figures, tmp_path / "out" / "bench.json")
    written = json.loads((tmp_path / "out" / "bench.json").read_text(encoding="utf-8"))
    assert [list(one) for one in written] == [FIELDS, FIELDS]
    assert [(one["value"], one["met"]) for one in written] == [(1.4, True), (None, None)]
    lines = table(figures).splitlines()
    assert [("met" in lines[1]), ("not measured: Chromium is missing" in lines[2])] == [True, True]


def test_the_ledger_is_measured(tmp_path: Path) -> None:
    own, other = ledger.measure(tmp_path, rounds=2, appends=5)
    assert (own.goal, other.goal) == ("0.7 or more", "")
    assert own.value is not None
    assert own.value > 0


def test_the_seal_is_measured(tmp_path: Path) -> None:
    made, *beside, size, checked = seals.measure(tmp_path, repeats=1, files=2, treatments=["kap"])
    assert (made.goal, size.goal, checked.goal) == ("1 or less", "400 or less", "20 or more")
    assert [one.name.split(", against ")[1] for one in beside] == [
        "Jinja2",
        "ReportLab",
        "pyHanko",
        "cryptography",
        "pyHanko",
    ]
    assert all(one.value for one in beside)
    assert "3 signatures, B-LTA" in made.against
    assert size.met


def test_the_rivals_print_the_same_words() -> None:
    document = finished(full_visit())
    page = re.sub(r"<(style|title)>.*?</\1>", "", page_of(document))
    text = "".join(unescape(re.sub("<[^>]+>", "", page)).split())
    lines = document_text(document).splitlines()
    assert [line for line in lines if "".join(line.split()) not in text] == []


def test_a_missing_rival_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "CHROMIUMS", ())
    found = papers._against_chromium(tmp_path / "page.html", 0.3, 0.5, 1)
    assert (found.value, found.met, found.against) == (None, None, "not measured: Chromium is not installed")


def test_a_child_is_heard_and_a_failing_one_is_told(tmp_path: Path) -> None:
    variables = environment(tmp_path)
    assert "PYTHONDONTWRITEBYTECODE" not in variables
    answer = run_child(["bare"], variables)
    assert answer.moments["painted"] > 0
    assert set(answer.facts) == {"peak_kib"}
    with pytest.raises(RuntimeError, match="no-such-child failed"):
        run_child(["no-such-child"], variables)


def test_the_windows_figures_come_from_what_the_children_said() -> None:
    bare = [Answer({"painted": 0.2}, {"peak_kib": 50_000})]
    frame, first, welcome = _start_figures(bare, [Answer({"painted": 0.25, "page": 0.3, "welcome": 0.9})])
    assert (frame.value, frame.met) == (1.25, None)
    assert (first.value, first.met, welcome.value, welcome.met) == (1.5, True, 4.5, None)
    turns, parts = _turn_figures({"turns": [0.01, 0.02, 0.002], "kinds": ["next", "back", "part"]})
    assert (turns.value, turns.met, parts.value) == (20, False, 2)
    assert _memory_figure({"peak_kib": 150_000}, bare[0].facts).met
    assert _memory_figure({"peak_kib": None}, bare[0].facts).value is None
