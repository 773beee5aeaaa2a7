from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.seal import Reason
from kiosk.seal.revisions import read_story
from tests.kiosk.seal.altering import parts, story
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.drafts import sealed as sealed_first_form
from tests.kiosk.seal.files import FIELDS, NAMES, clinic, draft, whole


def test_a_whole_file_is_read_to_its_end() -> None:
    found = story(whole())

    assert found.reason is None
    assert found.written.end == len(whole())
    assert [one.name for one in found.signed] == list(FIELDS)
    assert [one.entries.name for one in found.signed] == [NAMES[field] for field in FIELDS]
    assert [kind for kind, _ in found.kinds] == ["signature"] * 4 + ["validation", "stamp"]
    assert found.certificates == [clinic().root.certificate_der]
    assert [one.stamp.time for one in found.stamped] == [NOW]


def test_files_of_other_kinds_have_no_story() -> None:
    for data in (b"", draft().data, sealed_first_form().data):
        assert read_story(data) is None


@pytest.mark.parametrize("kept", range(1, 7))
def test_a_file_without_its_last_parts_is_right_as_far_as_it_goes(kept: int) -> None:
    found = story(b"".join(parts(whole())[: kept + 1]))

    assert found.reason is None
    assert len(found.kinds) == kept


@pytest.mark.parametrize("hurt", range(1, 7))
def test_the_story_ends_where_the_file_was_changed(hurt: int) -> None:
    held = parts(whole())
    held[hurt] = held[hurt].replace(b"endobj", b"endobx", 1)

    found = story(b"".join(held))

    assert found.reason is Reason.UPDATE_CHANGED
    assert len(found.kinds) == hurt - 1


def test_a_change_in_the_draft_leaves_nothing() -> None:
    data = whole().replace(b"10 10 l", b"10 11 l", 1)

    assert (story(data).reason, story(data).signed) == (Reason.BYTES_CHANGED, [])


@given(st.binary(max_size=120))
def test_anything_after_the_end_is_seen(tail: bytes) -> None:
    found = story(whole() + tail)

    assert (found.reason is None) is (tail == b"")
    assert found.written.end == len(whole())


def test_a_value_and_validation_data_beyond_all_measure_are_not_read() -> None:
    held = parts(whole())
    long = held[1].replace(b"/Contents <", b"/Contents <" + b"0" * 1_000_000, 1)
    assert story(held[0] + long).reason is Reason.VALUE_CHANGED
    many = b"".join(held[:5]) + b"%Candor 1 validation 1 5000\n" + bytes(500)
    assert story(many).reason is Reason.UPDATE_CHANGED
