"""Changes: a page counts as new when an earlier document does not have its words."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from kiosk.content import Content
from kiosk.document import Heading, Paragraph, Run
from kiosk.document.changes import new_pages, page_texts
from kiosk.settings import demo_settings
from tests.kiosk.visits import SEALED_AT, english, finished, plain_visit, real_content, real_plan


def found(content: Content, today: Content | None = None) -> tuple[str, ...]:
    walk = plain_visit("talk")
    opened = walk.state.opened.event
    earlier = finished(walk)
    return new_pages([earlier], opened, today or content, demo_settings(), english(), SEALED_AT)


def test_the_pages_of_a_document_are_read_in_their_order() -> None:
    document = finished(plain_visit("talk"))
    texts = page_texts(document)
    titles = [real_content().pages["en"][page].title for page in dict.fromkeys(real_plan().pages)]
    assert [text[0] for text in texts[: len(titles)]] == titles
    assert all(len(text) > 1 for text in texts[: len(titles)])


def test_a_document_without_annexes_has_no_pages() -> None:
    document = finished(plain_visit("talk"))
    assert page_texts(msgspec.structs.replace(document, blocks=document.blocks[:4])) == ()


def test_nothing_is_new_where_the_words_are_the_same() -> None:
    assert found(real_content()) == ()


def test_a_page_is_new_when_a_word_of_it_is() -> None:
    content = real_content()
    pages = content.pages["en"]
    first, *_, last = real_plan().pages
    changed = {
        last: replace(pages[last], title=f"{pages[last].title}!"),
        first: replace(pages[first], blocks=pages[first].blocks[1:]),
    }
    assert found(content, replace(content, pages={"en": pages | changed})) == (first, last)


def test_what_a_renewal_left_out_stands_in_the_consent_before_it() -> None:
    content = real_content()
    walk = plain_visit("talk")
    opened, whole = walk.state.opened.event, finished(walk)
    headings = [i for i, block in enumerate(whole.blocks) if isinstance(block, Heading) and block.level == 3]
    # A renewal that showed the first page alone, in other words than the consent and today's content.
    page = whole.blocks[headings[0] : headings[1]]
    part = next(block for block in whole.blocks if isinstance(block, Heading) and block.part)
    renewal = msgspec.structs.replace(whole, blocks=(part, *page, Paragraph((Run("One more line."),))))
    first, *_ = real_plan().pages
    settings, words = demo_settings(), english()
    assert new_pages([renewal, whole], opened, content, settings, words, SEALED_AT) == (first,)
    assert new_pages([whole, renewal], opened, content, settings, words, SEALED_AT) == ()
    assert set(new_pages([], opened, content, settings, words, SEALED_AT)) == set(real_plan().pages)
