"""A page in the booklet: as it is shown, with its facts word for word and its checks."""

from __future__ import annotations

from pathlib import Path

from kiosk.book.pages import fact_table, page_blocks, runs, shown_blocks
from kiosk.content import Scope, Span
from kiosk.document import Bullets, FigureBlock, NoteBox, Paragraph, Run, Table
from kiosk.document.figures import figure_blocks
from tests.kiosk.book.books import WORDS, content_of, headings, lines, review, small_content
from tests.kiosk.packs import SMALL_PACK

FIGURES = figure_blocks(small_content(), "en", WORDS)


def test_every_word_of_a_page_stands_as_it_is_shown() -> None:
    for name, page in small_content().pages["en"].items():
        text = "\n".join(lines(shown_blocks(review(), page, FIGURES)))
        for span in page.spans:
            assert span.text.strip() in text, (name, span.text)
        if page.source and page.layout not in {"cards", "choices"}:
            assert f"Source: {page.source}" in text


def test_a_figure_stands_before_the_notes() -> None:
    kinds = [type(block) for block in shown_blocks(review(), review().page("better-sleep"), FIGURES)]
    assert kinds == [Paragraph, FigureBlock, NoteBox, Paragraph]
    kinds = [type(block) for block in shown_blocks(review(), review().page("side-effects"), FIGURES)]
    assert kinds == [Paragraph, FigureBlock, Paragraph]


def test_lists_and_cards_keep_their_form() -> None:
    blocks = list(shown_blocks(review(), review().page("what-is-open"), FIGURES))
    assert headings(blocks) == [(4, "Over a long time"), (4, "Not for all")]
    assert Bullets(((Run("The rest did not."),), (Run("No test can tell this ahead of time."),))) in blocks
    sources = [text for text in lines(blocks) if text.startswith("Source:")]
    assert sources == ["Source: Berg, 2021", "Source: Adams and others, 2020"]


def test_a_page_tells_its_state_and_for_whom_it_is() -> None:
    blocks = list(page_blocks(review(), "side-by-side", FIGURES, Scope(("travel",), ("flask",))))
    text = lines(blocks)
    assert text[0] == "What else could you drink?"
    assert text[1].startswith("Page side-by-side · draft · review by 2030-05-31 · ")
    assert text[2] == "Only for: A long journey. Only by: From a flask."
    assert text[3] == "Required elements: alternatives"
    assert text[4] == "“Learn more” opens: What do we not know?"
    assert text[5] == "A clinic may put a page of its own in the place of this one."
    assert "Ask [name of the clinic] if you want to know more." in "\n".join(text)


def test_a_page_of_the_clinic_says_that_it_is_one(tmp_path: Path) -> None:
    pages = tmp_path / "en" / "pages"
    pages.mkdir(parents=True)
    (tmp_path / "overlay.yaml").write_text('id: own\nversion: "1"\nclinic: Harbour\n', encoding="utf-8")
    page = (SMALL_PACK / "en" / "pages" / "side-by-side.md").read_text(encoding="utf-8")
    (pages / "side-by-side.md").write_text(page.replace("Here is what", "Here we tell what"), encoding="utf-8")
    found = review(content_of(SMALL_PACK, tmp_path))
    blocks = list(page_blocks(found, "side-by-side", FIGURES))
    assert NoteBox((Run("Text of this clinic"),), "info") in blocks
    assert any(text.startswith("Here we tell what") for text in lines(blocks))


def test_facts_stand_word_for_word_with_how_sure_they_are() -> None:
    (table,) = fact_table(review(), ["tea-helps", "tea-headache"])
    assert isinstance(table, Table)
    first, second = lines([table])[2:4]
    fact = small_content().facts["tea-helps"]
    assert first == "tea-helps\nrct · VERIFIED"
    assert second.startswith(fact.statement)
    assert "– outcome: better sleep; treatment: mint tea; treatment_n: 100; treatment_pct: 64.3;" in second
    assert second.endswith("Works: [1] Adams and others, 2020")
    assert lines([table])[-1].endswith("Works: [1] Adams and others, 2020; [2] Berg, 2021")


def test_a_fact_that_stands_again_is_repeated_without_its_figures() -> None:
    fact = small_content().facts["tea-helps"]
    first = lines(fact_table(review(), ["tea-helps"], page="better-sleep"))
    again = lines(fact_table(review(), ["tea-helps"], page="what-is-open"))
    assert "Works: [1]" in first[-1]
    assert again[-2:] == ["tea-helps", f"{fact.statement} (Figures and works: on page better-sleep.)"]


def test_a_page_without_facts_says_so() -> None:
    assert lines(fact_table(review(), [])) == ["It states no fact."]


def test_what_must_be_known_stands_with_its_sentences_and_all_checks() -> None:
    blocks = list(page_blocks(review(), "what-it-is", FIGURES))
    text = lines(blocks)
    assert (4, "Must know: That you can stop") in headings(blocks)
    place = text.index("These sentences of the page teach it:")
    assert text[place + 1] == "You can stop at any time."
    items = [small_content().checks["en"][name] for name in ("stop-a", "stop-b")]
    for number, item in enumerate(items, start=1):
        assert f"Question {number}: {item.question}" in text
        for choice in item.choices:
            shown = f"Right: {choice.text}" if choice.right else choice.text
            assert text[text.index(shown) + 1] == choice.why
        assert item.not_sure in text
        assert any(item.safe in one and item.kind in one and item.id in one for one in text)
    assert sum(one.startswith("Right: ") for one in text) == 2


def test_the_right_answer_is_bold_and_no_other() -> None:
    blocks = list(page_blocks(review(), "what-it-is", FIGURES))
    tables = [block for block in blocks if isinstance(block, Table)][1:]
    for table in tables:
        bold = [row[0][0].text for row in table.rows if row[0][0].bold]
        assert len(bold) == 1
        assert bold[0].startswith("Right: ")


def test_a_must_know_fact_of_another_reason_is_left_out() -> None:
    assert not any(
        "That there are other drinks" in one
        for one in lines(page_blocks(review(reason="sleep"), "side-by-side", FIGURES))
    )
    shown = lines(page_blocks(review(), "side-by-side", FIGURES))
    assert shown[shown.index("Must know: That there are other drinks") + 1].startswith("Only for: A long journey.")


def test_runs_keep_their_weight() -> None:
    assert runs((Span("a"), Span("b", bold=True, term="x"))) == (Run("a"), Run("b", bold=True))
