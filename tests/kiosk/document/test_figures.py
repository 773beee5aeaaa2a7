"""Figures as blocks: the numbers of the content, in full words, whole and brief."""

from __future__ import annotations

import pytest

from kiosk.content import Content
from kiosk.document.blocks import FigureBlock, block_text
from kiosk.document.figures import BRIEF, figure_blocks
from tests.kiosk.visits import english, real_content


@pytest.fixture(scope="module")
def content() -> Content:
    return real_content()


@pytest.fixture(scope="module")
def figures(content: Content) -> dict[str, FigureBlock]:
    return figure_blocks(content, "en", english())


def test_each_figure_is_there_whole_and_brief(content: Content, figures: dict[str, FigureBlock]) -> None:
    assert set(figures) == {name for figure in content.figures for name in (figure, BRIEF + figure)}


def test_every_number_of_the_content_is_in_words(content: Content, figures: dict[str, FigureBlock]) -> None:
    for figure in content.figures.values():
        block = figures[figure.id]
        counts = [count for _, count in figure.counts] + [count for row in figure.rows for _, count in row.counts]
        groups = [group for row in block.rows for group in row.groups]
        assert [group.count for group in groups] == counts
        assert {group.total for group in groups} == {figure.denominator}
        for group in groups:
            assert group.number == f"{group.count} of {figure.denominator}"
            assert f"{group.count} of {figure.denominator}" in group.sentence
            assert group.label in group.sentence
        assert len(block.sentences) == len(counts)
        assert "⟨" not in "".join(block_text(block))
        assert "{" not in "".join(block_text(block))


def test_who_was_studied_stands_below_a_whole_figure(content: Content, figures: dict[str, FigureBlock]) -> None:
    for figure in content.figures.values():
        whole, brief = figures[figure.id], figures[BRIEF + figure.id]
        text = figure.text["en"]
        assert text.population in whole.caption
        assert text.time in whole.caption
        assert "".join(run.text for run in whole.intro) == "".join(span.text for span in text.intro)
        assert (brief.caption, brief.intro, brief.brief) == ("", (), True)
        assert brief.rows == whole.rows


def test_an_effect_has_its_name_and_how_long_it_lasts(content: Content, figures: dict[str, FigureBlock]) -> None:
    effects = [figure for figure in content.figures.values() if figure.kind == "effect_rows"]
    assert effects
    for figure in effects:
        for row, block in zip(figure.rows, figures[figure.id].rows, strict=True):
            text = figure.text["en"].rows[row.id]
            assert (block.name, block.explain) == (text.name, text.explain)
            assert text.duration in block.duration


def test_a_language_without_figures_has_none(content: Content) -> None:
    assert figure_blocks(content, "xx", english()) == {}
