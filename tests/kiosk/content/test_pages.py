from __future__ import annotations

from kiosk.content import Bullets, Card, Choice, ChoiceTable, Paragraph, Span, load_or_raise
from kiosk.content.pages import PageMaker
from kiosk.content.source import Report
from kiosk.content.words import read_page
from tests.kiosk.packs import SMALL_PACK


def test_a_page_of_choices_gets_a_card_for_each_in_its_own_order() -> None:
    page = load_or_raise(SMALL_PACK).pages["en"]["side-by-side"]
    cards = [block for block in page.blocks if isinstance(block, Card)]
    assert [(card.heading, card.icon, card.source) for card in cards] == [
        ("Mint tea", "clock", "Adams and others, 2020"),
        ("Hot water", "people", "Adams and others, 2020"),
    ]
    first = cards[0].blocks[0]
    assert first == Paragraph(
        (
            Span("What it is.", bold=True),
            Span(" A drink with "),
            Span("mint", term="mint"),
            Span(" in it. You drink it hot."),
        )
    )
    assert (page.facts, page.references, page.terms) == (("tea-helps",), ("adams-2020",), ("mint",))
    assert (page.layout, page.choices, page.more, page.local, page.origin) == (
        "choices",
        ("mint-tea", "hot-water"),
        ("what-is-open",),
        True,
        "core",
    )
    assert page.words == 77


def test_a_row_that_begins_with_a_mark_is_still_apart_from_its_label() -> None:
    content = load_or_raise(SMALL_PACK)
    rows: dict[str, tuple[Span, ...]] = {"what": (Span("Mint", term="mint"), Span(" in water."))}
    table = ChoiceTable({"what": "What it is"}, {name: Choice(name, name, "clock", (), rows) for name in ("a", "b")})
    maker = PageMaker(content.facts, content.references, content.figures, table, "en")
    text = (SMALL_PACK / "en/pages/side-by-side.md").read_text(encoding="utf-8").replace("mint-tea, hot-water", "b, a")
    draft = read_page(text, Report("p.md"))
    assert draft is not None
    page = maker.page(draft, "p.md", "0123456789abcdef", "clinic")
    assert (page.origin, page.digest, page.source_digest) == ("clinic", "0123456789abcdef", "")
    cards = [block for block in page.blocks if isinstance(block, Card)]
    assert [card.heading for card in cards] == ["b", "a"]
    (paragraph,) = cards[0].blocks
    assert not isinstance(paragraph, Bullets)
    assert "".join(span.text for span in paragraph.spans) == "What it is. Mint in water."
