"""The parts of a good sealed file, for tests that put them together in other ways."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from kiosk.seal.revisions import Story, read_story
from tests.kiosk.seal.files import draft, sealed

__all__ = ["changed", "other", "other_with", "parts", "story"]


def story(data: bytes) -> Story:
    """Return a good file's story."""
    found = read_story(data)
    assert isinstance(found, Story)
    return found


def parts(data: bytes) -> list[bytes]:
    """Return a file's draft and updates, one by one."""
    first = data.index(b"%%EOF\n%Candor") + 6
    ends = [first, *(end for _, end in story(data).kinds)]
    return [data[:first], *(data[start:end] for start, end in pairwise(ends))]


def changed(data: bytes, old: bytes, new: bytes, *, last: bool = False) -> bytes:
    """Return a file with one stretch replaced; it must be there."""
    place = data.rindex(old) if last else data.index(old)
    return data[:place] + new + data[place + len(old) :]


@cache
def other() -> bytes:
    """Return another document of the same clinic, as long as the first."""
    return other_with("X")


@cache
def other_with(note: str) -> bytes:
    return sealed(draft(note)).data
