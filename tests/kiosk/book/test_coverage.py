"""The list of topics, made from the content."""

from __future__ import annotations

from dataclasses import replace

from kiosk.book import coverage_text
from kiosk.content import Topic
from tests.kiosk.book.books import small_content


def rows(text: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("|")
    ]


def test_each_topic_has_its_row() -> None:
    found = rows(coverage_text(small_content()))
    assert found[-2] == ["Mint", "What is mint tea? (`what-it-is`)", "mint", "`tea-helps`", ""]
    assert found[-1] == ["Coffee", "", "", "", "It is no tea."]


def test_the_counts_stand_at_the_top() -> None:
    counts = {row[0]: row[1] for row in rows(coverage_text(small_content())) if len(row) == 2}
    assert counts["topics"] == "2"
    assert counts["covered"] == "1"
    assert counts["left out as a whole"] == "1"
    assert counts["of them with a part that is left out"] == "0"


def test_a_topic_can_be_covered_and_left_out_in_part() -> None:
    topic = Topic("Tea | leaf", ("what-it-is", "better-sleep"), (), (), "The rest is\nno matter.")
    text = coverage_text(replace(small_content(), topics=(topic,)))
    assert text.endswith(
        "| Tea \\| leaf | What is mint tea? (`what-it-is`)<br>How many people slept better? (`better-sleep`)"
        " |  |  | The rest is no matter. |\n"
    )
    assert "| of them with a part that is left out | 1 |" in text
