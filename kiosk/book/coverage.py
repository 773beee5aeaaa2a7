"""What covers each topic of the source articles, as a Markdown page made from the content itself."""

from __future__ import annotations

from kiosk.content import Content, Topic

__all__ = ["coverage_text"]

_HEAD = """\
# What covers each topic

Made from `content/topics.yaml` and the content itself by `candor content coverage --out docs/coverage.md`. Do not edit.
Each row is a topic of the popular articles that the content started from. It is covered by pages, by words of the
glossary or by facts of the dossier, or it is left out, with the reason. A row can be both: then a part is left out.
"""


def coverage_text(content: Content) -> str:
    """Return the page, with a line end: counts, then a row for each topic in the order of the content."""
    language = content.default_language
    topics = content.topics
    covered = [topic for topic in topics if topic.pages or topic.terms or topic.facts]
    left_out = [topic for topic in topics if topic.excluded]
    pages = {page for topic in topics for page in topic.pages}
    counts = [
        ("topics", len(topics)),
        ("covered", len(covered)),
        ("of them with a part that is left out", sum(topic in left_out for topic in covered)),
        ("left out as a whole", len(topics) - len(covered)),
        ("pages that cover them", len(pages)),
        ("words of the glossary", len({term for topic in topics for term in topic.terms})),
        ("facts", len({fact for topic in topics for fact in topic.facts})),
    ]
    lines = [_HEAD, "| | |", "|---|--:|", *(f"| {name} | {number} |" for name, number in counts)]
    lines += ["", "| Topic | Pages | Words | Facts | Left out, and why |", "|---|---|---|---|---|"]
    lines += [_row(topic, content, language) for topic in topics]
    return "\n".join(lines) + "\n"


def _row(topic: Topic, content: Content, language: str) -> str:
    pages = (f"{content.pages[language][page].title} (`{page}`)" for page in topic.pages)
    terms = (content.glossary[language][term].word for term in topic.terms)
    facts = (f"`{fact}`" for fact in topic.facts)
    cells = (topic.topic, "<br>".join(pages), ", ".join(terms), ", ".join(facts), topic.excluded)
    return "| " + " | ".join(_cell(text) for text in cells) + " |"


def _cell(text: str) -> str:
    """Return a text that stays in its cell."""
    return " ".join(text.split()).replace("|", "\\|")
