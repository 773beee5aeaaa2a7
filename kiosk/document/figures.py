"""Figures of the content as blocks: the same words as on the screen, and the sentence that stands for the dots."""

from __future__ import annotations

from kiosk.content import Content, Figure, FigureText, Span
from kiosk.document.blocks import FigureBlock, FigureGroup, FigureRow, Run
from kiosk.i18n import Words

__all__ = ["BRIEF", "figure_blocks"]

BRIEF = "brief:"
"""Before a figure's id in a template's reference: the short form, beside a text that says the rest."""


def figure_blocks(content: Content, language: str, words: Words) -> dict[str, FigureBlock]:
    """Return all figures of a language, whole under their id and brief under `brief:` and their id."""
    blocks = {}
    for figure in content.figures.values():
        text = figure.text.get(language)
        if text is not None:
            blocks[figure.id] = _block(figure, text, words, brief=False)
            blocks[BRIEF + figure.id] = _block(figure, text, words, brief=True)
    return blocks


def _block(figure: Figure, text: FigureText, words: Words, *, brief: bool) -> FigureBlock:
    rows = _effects(figure, text, words) if figure.kind == "effect_rows" else (_array(figure, text, words),)
    caption = words.say("document.figure_caption", {"population": text.population, "time": text.time})
    return FigureBlock(
        id=figure.id,
        rows=rows,
        intro=() if brief else _runs(text.intro),
        caption="" if brief else caption,
        brief=brief,
    )


def _array(figure: Figure, text: FigureText, words: Words) -> FigureRow:
    total = figure.denominator
    groups = []
    for group, count in figure.counts:
        facts: dict[str, str | int] = {
            "count": count,
            "total": total,
            "outcome": text.outcome,
            "group": text.groups[group],
            "rest_count": total - count,
            "rest": text.rest,
        }
        groups.append(
            FigureGroup(
                label=text.groups[group],
                count=count,
                total=total,
                number=words.say("document.figure_number", facts),
                outcome=text.outcome,
                rest=words.say("document.figure_rest", facts),
                sentence=words.say("document.figure_sentence", facts),
            )
        )
    return FigureRow(tuple(groups))


def _effects(figure: Figure, text: FigureText, words: Words) -> tuple[FigureRow, ...]:
    rows = []
    for row in figure.rows:
        effect = text.rows[row.id]
        groups = []
        for group, count in row.counts:
            facts: dict[str, str | int] = {
                "count": count,
                "total": figure.denominator,
                "effect": effect.name,
                "group": text.groups[group],
            }
            groups.append(
                FigureGroup(
                    label=text.groups[group],
                    count=count,
                    total=figure.denominator,
                    number=words.say("document.figure_number", facts),
                    outcome="",
                    rest="",
                    sentence=words.say("document.figure_effect", facts),
                )
            )
        duration = words.say("document.figure_duration", {"duration": effect.duration})
        rows.append(FigureRow(tuple(groups), name=effect.name, explain=effect.explain, duration=duration))
    return tuple(rows)


def _runs(spans: tuple[Span, ...]) -> tuple[Run, ...]:
    return tuple(Run(span.text, span.bold) for span in spans)
