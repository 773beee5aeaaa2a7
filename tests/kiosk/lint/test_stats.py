from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest

from kiosk.content import Content, load_or_raise
from kiosk.lint.paths import ELEMENTS
from kiosk.lint.reading import names_of
from kiosk.lint.stats import PageStats, PathStats, page_stats, path_stats, stats_as_data, stats_as_text
from tests.kiosk.packs import LEGAL_PACK


@pytest.fixture(scope="module")
def content() -> Content:
    return load_or_raise(LEGAL_PACK)


def test_each_page_in_the_order_of_ids(content: Content) -> None:
    found = page_stats(content, "en", lambda _text: 2.5)
    assert [page.id for page in found] == sorted(content.pages["en"])
    assert {page.grade for page in found} == {2.5}
    by_id = {page.id: page for page in found}
    assert by_id["better-sleep"] == PageStats(
        id="better-sleep",
        words=54,
        grade=2.5,
        longest_sentence=12,
        average_sentence=34 / 3,
        facts=1,
        references=1,
    )
    assert by_id["side-effects"].references == 2


def test_a_page_without_text_has_sentences_of_no_length(content: Content) -> None:
    pages = {"en": {"empty": replace(content.pages["en"]["better-sleep"], id="empty", blocks=())}}
    (page,) = page_stats(replace(content, pages=pages), "en", lambda _text: 0)
    assert (page.longest_sentence, page.average_sentence) == (0, 0)


def test_each_path_for_each_reason_and_route(content: Content) -> None:
    graded: list[str] = []

    def grade(text: str) -> float:
        graded.append(text)
        return 4.0

    found = path_stats(content, "en", grade)
    assert [(path.treatment, path.reason, path.route) for path in found] == [
        ("mint-spray", "sleep", "nose"),
        ("mint-spray", "travel", "nose"),
        *(("mint-tea", reason, route) for reason in ("sleep", "travel") for route in ("cup", "flask")),
    ]
    assert len(graded) == 3, "equal paths are graded once"
    pages = content.pages["en"]
    assert found[1] == PathStats(
        treatment="mint-spray",
        reason="travel",
        route="nose",
        pages=8,
        words=sum(pages[page].words for page in content.treatments["mint-spray"].pages),
        minutes=found[1].words / 180,
        smog=4.0,
        benefit_words=pages["better-sleep"].words,
        risk_words=pages["side-effects"].words,
        figures=2,
        checks=3,
        elements=len(ELEMENTS),
    )
    assert found[0].pages == 7


def test_words_of_the_glossary_are_left_out_of_a_grade(content: Content) -> None:
    names = names_of(content, "en")
    texts: list[str] = []

    def grade(text: str) -> float:
        texts.append(text)
        return 0

    page_stats(content, "en", grade)
    assert len(texts) == len(content.pages["en"])
    assert all(not names.search(text) for text in texts)


def test_json_holds_everything(content: Content) -> None:
    told = json.loads(stats_as_text(content, "en", as_json=True))
    assert told == json.loads(json.dumps(stats_as_data(content, "en")))
    assert told["content"] == {
        "id": "legal-pack",
        "version": "0.1",
        "status": "draft",
        "digest": content.digest,
    }
    assert told["counts"] == {
        "pages": 9,
        "pages on a required path": 9,
        "pages in the library": 1,
        "words": sum(page.words for page in content.pages["en"].values()),
        "figures": 2,
        "facts used by pages": 19,
        "facts": 19,
        "references used by pages": 2,
        "references": 2,
        "check items": 6,
        "glossary words": 2,
        "must-know facts": 3,
    }
    assert [set(page) for page in told["pages"]] == [{one.name for one in fields(PageStats)}] * 9
    assert [set(path) for path in told["paths"]] == [{one.name for one in fields(PathStats)}] * 6
    assert told["elements"]["mint-spray"]["rems"] == ["spray-rules"]
    assert "rems" not in told["elements"]["mint-tea"]


def test_the_text_is_tables_that_line_up(content: Content) -> None:
    lines = stats_as_text(content, "en").splitlines()
    assert lines[0] == "legal-pack 0.1 (draft), en"
    paths = lines.index(next(line for line in lines if line.startswith("treatment")))
    table = lines[paths : paths + 7]
    assert table[1].startswith("mint-spray  sleep   nose")
    assert len({line.rstrip().rfind("/") for line in table[1:]}) == 1, "numbers stand under each other"
    pages = lines.index(next(line for line in lines if line.startswith("page ")))
    assert [line.split()[0] for line in lines[pages + 1 : pages + 10]] == sorted(content.pages["en"])
    assert "mint-tea: what covers each required element" in lines
    assert "  key_information: what-it-is" in lines


def test_an_element_that_nothing_covers_is_a_dash(content: Content) -> None:
    tea = content.treatments["mint-tea"]
    bare = replace(tea, elements={name: pages for name, pages in tea.elements.items() if name != "cost"})
    changed = replace(content, treatments={"mint-tea": bare})
    assert "  cost: -" in stats_as_text(changed, "en").splitlines()
    assert {path.elements for path in path_stats(changed, "en")} == {len(ELEMENTS) - 1}
