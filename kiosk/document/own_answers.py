"""What was said of the patient, in own words, and whether somebody asked for help: parts of annex B."""

from __future__ import annotations

from kiosk.content import Span
from kiosk.document.form import Cell, Desk, TableData, cell

__all__ = ["condition_table", "help_line", "teach_back_table"]


def condition_table(desk: Desk) -> TableData:
    """Return each question on what applies to the patient, the answer, and the page that then explained it."""
    words, state, language = desk.words, desk.state, desk.opened.language
    texts, pages = desk.content.condition_texts[language], desk.content.pages[language]
    rows = []
    for condition in desk.plan.conditions:
        answer = state.conditions.get(condition)
        said = words["document.no_answer"] if answer is None else words[f"document.condition_{answer}"]
        page = desk.plan.condition_pages[condition]
        explained = pages[page].title if state.may_apply(condition) and page in state.pages_shown else ""
        rows.append((cell(texts[condition].ask), cell(said, bold=state.may_apply(condition)), cell(explained)))
    header = (words["document.condition"], words["document.condition_answer"], words["document.condition_page"])
    return TableData("50 18 32", header, tuple(rows))


def teach_back_table(desk: Desk) -> TableData:
    """Return each fact that was to be said in own words: the prompt, the words, and how a clinician rated them."""
    words, state = desk.words, desk.state
    prompts = desk.content.teach_back[desk.opened.language]
    rows = []
    for fact in desk.plan.teach_back:
        prompt = (Span(desk.fact_name(fact), bold=True), Span(f"\n{prompts[fact].prompt}"))
        given = state.teach_backs.get(fact)
        if given is None:
            rows.append((prompt, cell(words["document.no_answer"]), cell("")))
            continue
        lines = [desk.say("quoted", text=given.event.text)] if given.event.text.strip() else []
        lines += [words["document.told_to_staff"]] if given.event.spoken else []
        rows.append((prompt, cell("\n".join((*lines, desk.time(given.at)))), _rating(desk, fact)))
    header = (
        words["document.teach_back_prompt"],
        desk.by_decider("teach_back_said"),
        words["document.teach_back_rated"],
    )
    return TableData("36 34 30", header, tuple(rows))


def _rating(desk: Desk, fact: str) -> Cell:
    rated = desk.state.teach_back_ratings.get(fact)
    if rated is None:
        return cell(desk.words["document.not_rated"])
    by = desk.say("by_at", staff=rated.event.staff.name, time=desk.time(rated.at))
    said = desk.say("teach_back_rating", rating=rated.event.rating, means=desk.words[_means(rated.event.rating)])
    return (Span(said, bold=True), Span("".join(f"\n{line}" for line in (rated.event.note, by) if line.strip())))


def _means(rating: int) -> str:
    return f"document.teach_back_{rating}"


def help_line(desk: Desk) -> str:
    """Return each time that the patient asked for a person to come, with the page that was on screen; or that none."""
    pages = desk.content.pages[desk.opened.language]
    lines = []
    for timed in desk.state.help_asked:
        page = pages.get(desk.plan.page_of(desk.plan.step(timed.event.step)))
        when = desk.time(timed.at)
        lines.append(when if page is None else desk.say("asked_on", page=page.title, time=when))
    return "\n".join(lines) or desk.words["document.no"]
