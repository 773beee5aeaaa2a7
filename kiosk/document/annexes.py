"""The annexes: A is every page that was shown, word for word; B is the record of the visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk import content as c
from kiosk import events as e
from kiosk.content import Page, Span
from kiosk.document.form import Desk, Item, TableData, cell, status_lines
from kiosk.document.own_answers import condition_table, help_line, teach_back_table
from kiosk.document.signatures import decided_by_hand, how_signed, ink_rows, role_signatures
from kiosk.document.stamps import Stamp
from kiosk.visit import DECISION_ORDER, NOT_SURE, SupersededChoice, act_of

__all__ = ["AnnexList", "AnnexPage", "annex_lists", "annex_pages", "citation", "record_list", "reference_lines"]

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AnnexPage:
    """One page as it was shown, with its source line; `remark` says when it is not the program's text."""

    title: str
    blocks: tuple[Item, ...]
    source: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class AnnexList:
    """A part of the record: pairs of label and value, or a table."""

    title: str
    intro: str = ""
    pairs: tuple[Pair, ...] = ()
    table: TableData | None = None


# ---------------------------------------------------------------------- annex A


def annex_pages(desk: Desk) -> tuple[AnnexPage, ...]:
    """Return every content page that was shown, in the order of the steps, the summary, the decision and the words."""
    pages = desk.content.pages[desk.opened.language]
    shown = [pages[page] for page in _path(desk) if page in desk.state.pages_shown]
    return (*(_page(desk, page) for page in shown), _summary(desk), _decision(desk), *_terms(desk, shown))


def _path(desk: Desk) -> tuple[str, ...]:
    """Return the required pages and those that explain a condition, each once, in the order of the steps."""
    found: list[str] = []
    for step in desk.plan.steps:
        if step.kind == "page":
            found.append(step.subject)
        elif step.kind == "conditions":
            why = desk.plan.condition_pages.values()
            found.extend(page for page in why if page in desk.state.pages_shown and page not in desk.plan.pages)
    return tuple(dict.fromkeys(found))


def _page(desk: Desk, page: Page) -> AnnexPage:
    blocks = [_item(desk, block) for block in page.blocks]
    if page.figure:
        # A note qualifies the figure, so the figure stands before it, as on the screen.
        place = next((i for i, block in enumerate(page.blocks) if isinstance(block, c.Note)), len(blocks))
        blocks.insert(place, Item("figure", figure=page.figure))
    cards = [block for block in page.blocks if isinstance(block, c.Card)]
    # As on the screen: where each card names its own source, the page's line would say it all again.
    on_cards = bool(cards) and all(card.source for card in cards)
    remark = desk.words["document.clinic_text"] if page.origin == "clinic" else ""
    return AnnexPage(page.title, tuple(blocks), "" if on_cards else _source(desk, page.source), remark)


def _item(desk: Desk, block: c.Block) -> Item:
    match block:
        case c.Paragraph(spans=spans):
            return Item("paragraph", spans=spans)
        case c.Bullets(items=items):
            return Item("bullets", items=items)
        case c.Note(spans=spans):
            return Item("note", spans=spans)
        case c.Card():
            inner = tuple(_item(desk, part) for part in block.blocks)
            return Item("card", heading=block.heading, blocks=inner, source=_source(desk, block.source))


def _source(desk: Desk, source: str) -> str:
    return desk.say("source", source=source) if source else ""


def _summary(desk: Desk) -> AnnexPage:
    words, text = desk.words, desk.text
    parts = (("benefits", text.benefits), ("harms", text.harms), ("unknown", text.unknown))
    cards = [
        Item(
            "card",
            heading=words[f"document.summary_{name}"],
            blocks=(Item("bullets", items=tuple(cell(point.text) for point in points)),),
        )
        for name, points in parts
    ]
    other = Item(
        "card",
        heading=words["document.summary_other"],
        blocks=(Item("paragraph", spans=cell(text.other_choices)),),
    )
    return AnnexPage(words["document.summary"], (*cards, other))


def _decision(desk: Desk) -> AnnexPage:
    items = tuple(
        (Span(desk.text.decision[choice].title, bold=True), Span(f" {desk.text.decision[choice].next}"))
        for choice in DECISION_ORDER
    )
    words = desk.words
    blocks = [
        Item("paragraph", spans=cell(words["decision.lead"])),
        Item("bullets", items=items),
        Item("paragraph", spans=cell(words["decision.care"])),
    ]
    if desk.state.choice is not None:
        blocks.append(Item("paragraph", spans=cell(desk.text.decision[desk.state.choice].restated)))
    return AnnexPage(words["document.decision_page"], tuple(blocks))


def _terms(desk: Desk, shown: Sequence[Page]) -> tuple[AnnexPage, ...]:
    """Return what could be opened on the pages: their words with the meanings, each once, in order of the words."""
    glossary = desk.content.glossary[desk.opened.language]
    terms = sorted({term for page in shown for term in page.terms}, key=lambda term: glossary[term].word.casefold())
    if not terms:
        return ()
    items = tuple(
        (Span(desk.say("term", word=glossary[term].word), bold=True), Span(f" {glossary[term].meaning}"))
        for term in terms
    )
    intro = Item("paragraph", spans=cell(desk.by_decider("terms_intro")))
    return (AnnexPage(desk.words["document.terms"], (intro, Item("bullets", items=items))),)


# ---------------------------------------------------------------------- annex B


def annex_lists(desk: Desk, stamp: Stamp, form: str) -> tuple[AnnexList, ...]:
    """Return the record: what was said and answered, reading, and the details. `form` is the digest of the form."""
    words = desk.words
    asked = (AnnexList(words["document.conditions"], desk.by_decider("conditions_intro"), table=condition_table(desk)),)
    told = (AnnexList(desk.by_decider("teach_back"), words["document.teach_back_intro"], table=teach_back_table(desk)),)
    return (
        *(asked if desk.plan.conditions else ()),
        *(told if desk.plan.teach_back else ()),
        AnnexList(words["document.values"], words["document.values_intro"], table=_values(desk)),
        AnnexList(words["document.answers"], table=_answers(desk)),
        AnnexList(words["document.reading"], pairs=_reading_pairs(desk), table=_reading(desk)),
        AnnexList(words["document.visit"], pairs=_visit_pairs(desk)),
        record_list(desk, stamp, form),
    )


def record_list(desk: Desk, stamp: Stamp, form: str) -> AnnexList:
    """Return what names this document: its number, code, versions and digests. `form` is the digest of the form."""
    words = desk.words
    return AnnexList(words["document.record"], words["document.record_intro"], pairs=_record_pairs(desk, stamp, form))


def _values(desk: Desk) -> TableData:
    words = desk.words
    rows = []
    for value in desk.plan.values:
        rating = desk.state.values.get(value)
        said = desk.say("rating", rating=rating) if rating else words["document.no_answer"]
        rows.append((cell(desk.text.values[value]), cell(said)))
    return TableData("7 3", (words["document.value"], words["document.importance"]), tuple(rows))


def _answers(desk: Desk) -> TableData:
    """Return every answer of every try, with what was then explained on the screen."""
    words = desk.words
    rows = []
    for fact in desk.plan.must_know:
        for timed in desk.state.answers.get(fact, ()):
            answered = timed.event
            item = desk.check(answered.item)
            chosen = next((choice for choice in item.choices if choice.id == answered.choice), None)
            said = words["document.answer_right" if answered.right else "document.answer_other"]
            why = chosen.why if chosen is not None else item.not_sure
            kind = () if answered.right else (item.kind,)
            explained = "\n".join((*kind, item.safe, desk.say("explained_why", why=why)))
            tried = desk.say("answer_try", attempt=answered.attempt, result=said, time=desk.time(timed.at))
            answer = (Span(desk.answer(answered), bold=True), Span(f"\n{tried}"))
            rows.append((_asked(desk, answered), answer, cell(explained)))
    header = (words["document.check_question"], desk.by_decider("check_answer"), words["document.explained"])
    return TableData("42 28 30", header, tuple(rows), words["document.no_checks"])


def _asked(desk: Desk, answered: e.CheckAnswered) -> tuple[Span, ...]:
    """Return a check's question and the answers that stood below it, in their order on the screen."""
    item = desk.check(answered.item)
    texts = {choice.id: choice.text for choice in item.choices} | {NOT_SURE: desk.words["document.not_sure"]}
    shown = "\n".join(desk.say("answer_shown", text=texts[choice]) for choice in answered.order)
    return (Span(item.question, bold=True), Span(f"\n{shown}"))


def _reading_pairs(desk: Desk) -> tuple[Pair, ...]:
    words, state = desk.words, desk.state
    aloud = words["document.yes" if state.read_aloud_used else "document.no"]
    pairs = [
        (words["document.read_aloud"], aloud),
        (words["document.breaks"], str(state.breaks)),
        (words["document.help_asked"], help_line(desk)),
    ]
    if state.display is not None:
        look = desk.say(
            "look", theme=words[f"document.theme_{state.display.theme}"], size=state.display.text_step.replace(".0", "")
        )
        pairs.append((words["document.display"], look))
    return tuple(pairs)


def _reading(desk: Desk) -> TableData:
    words, state = desk.words, desk.state
    pages = desk.content.pages[desk.opened.language]
    rows = []
    for page in _path(desk):
        shown = state.pages_shown.get(page)
        when = desk.time(shown) if shown is not None else words["document.not_shown"]
        facts = [fact.id for fact in desk.plan.must_know.values() if fact.page == page]
        again = sum(state.rereads.get(subject, 0) for subject in (page, *facts))
        rows.append((cell(pages[page].title), cell(when), cell(str(again))))
    header = (words["document.page"], words["document.first_shown"], words["document.read_again"])
    return TableData("50 36 14", header, tuple(rows))


def _visit_pairs(desk: Desk) -> tuple[Pair, ...]:
    """Return who did what, and when, from check-in to the last confirmation."""
    words, state, opened = desk.words, desk.state, desk.opened
    pairs = [
        (words["document.checked_in"], desk.say("by_at", staff=opened.staff.name, time=desk.time(state.opened.at))),
        (words["document.identity_method"], words[f"document.identity_{opened.identity_method}"]),
        (words["document.reason"], desk.reason.label),
    ]
    if state.identity is not None:
        pairs.append((desk.by_decider("identity_confirmed"), desk.time(state.identity.at)))
    pairs += [(words["document.earlier"], _earlier(desk, old)) for old in state.superseded]
    timed = (
        ("chosen_at", state.decision),
        ("confirmed_at", state.confirmed),
        ("form_shown_at", state.form_shown),
        ("signed_at", state.signature),
        ("reconfirmed_at", state.reconfirmed),
    )
    pairs += [(words[f"document.{key}"], desk.time(found.at)) for key, found in timed if found is not None]
    pairs += [
        (words["document.also_signed"], desk.say("by_at", staff=one.event.signer_name, time=desk.time(one.at)))
        for one in role_signatures(desk, act_of(state))
    ]
    printed, received = state.paper_printed, state.paper_received
    if printed is not None:
        said = desk.say("by_at", staff=printed.event.staff.name, time=desk.time(printed.at))
        pairs.append((words["document.paper_printed"], said))
    if received is not None:
        said = desk.say("by_at", staff=received.event.staff.name, time=desk.time(received.at))
        pairs.append((words["document.paper_received"], f"{said}\n{received.event.note}".rstrip("\n")))
    return tuple(pairs)


def _earlier(desk: Desk, old: SupersededChoice) -> str:
    """Return a choice that was taken back: which, when it was confirmed, how it was signed, and when it ended."""
    choice = desk.text.decision[old.decision.event.choice].title
    lines = [desk.say("earlier_confirmed", choice=choice, time=desk.time(old.confirmed.at))]
    if old.signature is not None:
        how = how_signed(desk, old.signature, old.paper_received)
        by_hand = old.signature.event.method == "paper"
        lines.append(how if by_hand else desk.say("earlier_signed", how=how, time=desk.time(old.signature.at)))
    lines.append(desk.say("earlier_taken_back", time=desk.time(old.taken_back_at)))
    return "\n".join(lines)


def _record_pairs(desk: Desk, stamp: Stamp, form: str) -> tuple[Pair, ...]:
    words, opened = desk.words, desk.opened
    treatment = desk.treatment
    pairs = [
        (words["document.document_id"], stamp.document_id),
        (words["document.code"], stamp.code),
        (words["document.code_means"], words["document.code_meaning"]),
        (words["document.made"], desk.time(stamp.sealed_at)),
        (words["document.treatment"], desk.say("versioned", name=desk.text.name, version=treatment.version)),
        (
            words["document.template"],
            desk.say("versioned", name=treatment.template, version=treatment.template_version),
        ),
        (words["document.content"], desk.say("versioned", name=desk.content.id, version=opened.content_version)),
        (words["document.content_digest"], opened.content_digest),
        (words["document.content_status"], "\n".join(status_lines(desk))),
    ]
    pairs += _form_pairs(desk, form)
    ledger = desk.say("ledger_head", device=stamp.device, sequence=stamp.ledger_sequence)
    return (*pairs, (words["document.ledger"], f"{ledger}\n{stamp.ledger_hash}"))


def _form_pairs(desk: Desk, form: str) -> list[Pair]:
    """Return the digests: of the form that was read, of later forms where they differ, and of the ink."""
    state, act, words = desk.state, act_of(desk.state), desk.words
    others = [one.event.form_digest for one in role_signatures(desk, act)]
    first = state.signature if decided_by_hand(act) else None
    if first is None and not others:
        return []
    read = first.event.form_digest if first is not None else others[0]
    pairs = [(words["document.form_digest"], read)]
    if first is not None and state.paper_printed is not None and state.paper_printed.event.form_digest != read:
        pairs.append((words["document.form_digest_paper"], state.paper_printed.event.form_digest))
    if form != read:
        pairs.append((words["document.form_digest_now"], form))
    return [*pairs, *ink_rows(desk)]


def reference_lines(desk: Desk) -> tuple[str, ...]:
    """Return all works that the visit's pages and facts rest on, in full, in order of their short names."""
    content = desk.content
    wanted: set[str] = set()
    for pages in content.pages.values():
        for page in _path(desk):
            if page in pages:
                wanted.update(pages[page].references)
    works = sorted((content.references[key] for key in wanted), key=lambda work: (work.short.casefold(), work.id))
    return tuple(citation(work) for work in works)


def citation(work: c.Reference) -> str:
    """Return a work as its own fields have it, in the usual order."""
    place = " ".join(part for part in (work.journal, str(work.year) if work.year else "") if part)
    if work.volume:
        place += f"; {work.volume}"
    if work.pages:
        place += f": {work.pages}"
    parts = [work.authors.rstrip("."), work.title.rstrip("."), place]
    if work.doi:
        parts.append(f"doi: {work.doi}")
    if work.pmid:
        parts.append(f"PMID: {work.pmid}")
    if work.url:
        parts.append(work.url)
    return ". ".join(part for part in parts if part) + ("" if work.url else ".")
