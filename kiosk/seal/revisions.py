"""A sealed file read back: the draft, then update by update, each held against what Candor would have written.

No PDF is parsed here. An update's values are taken out, the update is written anew, and the two must be the same to
the byte; only then its signature is computed. What cannot be read this way ends the reading, with the reason.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kiosk.seal import cms, der
from kiosk.seal.report import Reason
from kiosk.seal.stamping import Stamp, read_stamp
from kiosk.seal.updates import (
    MARK,
    Entries,
    StampForm,
    Written,
    entries_at,
    header,
    read_draft,
    write_signature,
    write_stamp,
    write_validation,
)

if TYPE_CHECKING:
    from hashlib import _Hash

__all__ = ["Signed", "Stamped", "Story", "read_story"]

_START: Final = b"%%EOF\n" + MARK
_UPPER_HEX: Final = re.compile(rb"(?:[0-9A-F]{2})+")
_OPEN: Final = b" /Contents <"
_STREAM: Final = re.compile(rb"\d{1,7} 0 obj\n<< /Length (\d{1,7}) >>\nstream\n")
_LONGEST_VALUE: Final = 1_000_000
"""Hex digits of a value, with the zeros after it; ours have below a hundred thousand, whoever's keys and stamps."""
_MOST_DATA: Final = 5_000
"""Certificates and lists in a file: a hundred years with a renewal each month do not come to as many."""
_MAX_HEADER: Final = 400
"""Bytes from an update's beginning to its value, at most."""
_SECOND_ID: Final = len("><") + 32
"""Bytes of a file's second id in the trailer, with what stands between it and the first."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A person's or the clinic's signature, right over the first `stop` bytes of the file."""

    name: str
    """Of the field."""
    entries: Entries
    container: cms.Container
    stamp: Stamp
    stop: int
    place: tuple[int, int]
    """Where its value's brackets open and end."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """An archive time stamp, right over the first `stop` bytes of the file."""

    stamp: Stamp
    stop: int
    place: tuple[int, int]


@dataclass(slots=True)
class Story:
    """What was read: up to `written.end` all is as Candor wrote it, and every signature up to there is right."""

    written: Written
    signed: list[Signed] = field(default_factory=list)
    stamped: list[Stamped] = field(default_factory=list)
    kinds: list[tuple[str, int]] = field(default_factory=list)
    """Each update's kind, with the length of the file after it."""
    certificates: list[bytes] = field(default_factory=list)
    lists: list[bytes] = field(default_factory=list)
    reason: Reason | None = None
    """Why the reading ended before the end of the file."""


class _Refusal(Exception):  # noqa: N818 - an answer, not an error
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def read_story(data: bytes) -> Story | Reason | None:
    """Read a sealed file; None when it has no update of ours, the reason when its draft cannot be read."""
    found = data.find(_START)
    if found < 0:
        return None
    try:
        written = read_draft(data, found + len(_START) - len(MARK))
    except ValueError:
        return Reason.DRAFT_CHANGED
    story = Story(written)
    before = hashlib.sha256(memoryview(data)[: written.end])
    while story.written.end < len(data):
        at = story.written.end
        words = header(data, at)
        try:
            _read_update(data, words, story, before)
        except _Refusal as refusal:
            story.reason = refusal.reason
            break
        before.update(memoryview(data)[at : story.written.end])
    return story


def _read_update(data: bytes, words: tuple[str, ...], story: Story, before: _Hash) -> None:
    """Read the next update into the story.

    Raises:
        _Refusal: it is not as we write it, or its signature is wrong.
    """
    match words:
        case ("signature", name):
            _read_signature(data, name, story, before)
        case ("validation", count, lists) if count.isdecimal() and lists.isdecimal():
            _read_validation(data, (int(count), int(lists)), story, before)
        case ("archive" | "stamp" as form, _):
            _read_archive_stamp(data, form, story, before)
        case ():
            started = MARK.startswith(data[story.written.end :][: len(MARK)])
            raise _Refusal(Reason.CUT if started else Reason.FOREIGN_UPDATE)
        case _:
            raise _Refusal(Reason.UPDATE_CHANGED)


def _read_signature(data: bytes, name: str, story: Story, before: _Hash) -> None:
    start, end = _value_place(data, story.written.end)
    try:
        entries = entries_at(data, end)
    except (ValueError, IndexError) as error:
        raise _Refusal(Reason.UPDATE_CHANGED) from error
    try:
        update = write_signature(story.written, name, entries, end - start - 2, before.digest())
    except ValueError as error:
        raise _Refusal(Reason.FIELD_WRONG) from error
    container, _ = _check(data, (start, end), update.data, update.after.end, before)
    if container.content is not None:
        raise _Refusal(Reason.VALUE_CHANGED)
    stamp = None if container.token is None else read_stamp(container.token)
    if stamp is None or stamp.imprint != hashlib.sha256(container.signature).digest():
        raise _Refusal(Reason.STAMP_WRONG)
    stop = update.after.end
    story.signed.append(Signed(name, entries, container, stamp, stop, (start, end)))
    _go_on(story, "signature", update.after)


def _read_archive_stamp(data: bytes, form: StampForm, story: Story, before: _Hash) -> None:
    start, end = _value_place(data, story.written.end)
    try:
        update = write_stamp(story.written, end - start - 2, before.digest(), form)
    except ValueError as error:
        raise _Refusal(Reason.FIELD_WRONG) from error
    container, digest = _check(data, (start, end), update.data, update.after.end, before)
    if container.token is not None or len(container.certificates) != 1:
        # Nothing covers what a signature does not, in the last stamp's value: so there may be nothing.
        raise _Refusal(Reason.VALUE_CHANGED)
    stamp = read_stamp(_whole_value(data, start, end) or b"")
    if container.content is None or stamp is None or not stamp.own or stamp.imprint != digest:
        raise _Refusal(Reason.STAMP_WRONG)
    story.stamped.append(Stamped(stamp, update.after.end, (start, end)))
    _go_on(story, "stamp", update.after)


def _read_validation(data: bytes, counts: tuple[int, int], story: Story, before: _Hash) -> None:
    at = data.index(b"\n", story.written.end) + 1
    if sum(counts) + len(story.certificates) + len(story.lists) > _MOST_DATA:
        raise _Refusal(Reason.UPDATE_CHANGED)
    found = []
    for _ in range(sum(counts)):
        match = _STREAM.match(data, at)
        if match is None:
            raise _Refusal(Reason.UPDATE_CHANGED)
        found.append(data[match.end() : match.end() + int(match[1])])
        at = match.end() + int(match[1]) + len(b"\nendstream\nendobj\n")
    certificates, lists = found[: counts[0]], found[counts[0] :]
    try:
        update = write_validation(story.written, certificates, lists, before.digest())
    except ValueError as error:
        raise _Refusal(Reason.FIELD_WRONG) from error
    found_here = data[story.written.end : update.after.end]
    if found_here != update.data:
        raise _Refusal(_different(found_here, update.data))
    story.certificates += certificates
    story.lists += lists
    _go_on(story, "validation", update.after)


def _go_on(story: Story, kind: str, after: Written) -> None:
    story.written = after
    story.kinds.append((kind, after.end))


def _value_place(data: bytes, at: int) -> tuple[int, int]:
    """Return where an update's value opens and ends, brackets included."""
    opens = data.find(_OPEN, at, at + _MAX_HEADER)
    closes = data.find(b">", opens) if opens >= 0 else -1
    if closes < 0:
        raise _Refusal(Reason.CUT if len(data) - at < _MAX_HEADER or opens >= 0 else Reason.UPDATE_CHANGED)
    if closes - opens > _LONGEST_VALUE:
        raise _Refusal(Reason.VALUE_CHANGED)
    return opens + len(_OPEN) - 1, closes + 1


def _check(
    data: bytes, place: tuple[int, int], expected: bytes, stop: int, before: _Hash
) -> tuple[cms.Container, bytes]:
    """Hold an update with a value against what it must be, and check the value's signature and digest."""
    start, end = place
    at = stop - len(expected)
    container = None
    value = _whole_value(data, start, end)
    if value is not None:
        container = cms.read(value)
    found, wanted = data[at:start] + data[end:stop], expected[: start - at] + expected[end - at :]
    if found != wanted:
        raise _Refusal(_different(found, wanted))
    if container is None:
        raise _Refusal(Reason.VALUE_CHANGED)
    covered = before.copy()
    covered.update(memoryview(data)[at:start])
    covered.update(memoryview(data)[end:stop])
    digest = covered.digest()
    # A time stamp's container covers its content, and that names the digest.
    if digest != container.digest and container.content is None:
        raise _Refusal(Reason.BYTES_CHANGED)
    if not cms.good_signature(container.certificate, container.attributes, container.signature):
        raise _Refusal(Reason.SIGNATURE_WRONG)
    return container, digest


def _different(found: bytes, expected: bytes) -> Reason:
    """Say whether an update was cut short, changed, or stands after something else than it was written for."""
    if len(found) < len(expected):
        return Reason.CUT
    # The second id in its trailer names the bytes before it. If that alone is another there, those were changed: the
    # update is where it was written, and what it repeats of them (a field) follows the change.
    end, at = expected.rindex(b"\nxref\n"), expected.rindex(b"><")
    after = at + _SECOND_ID
    same = found[end:at] == expected[end:at] and found[after:] == expected[after:]
    return Reason.BYTES_CHANGED if same and found[at:after] != expected[at:after] else Reason.UPDATE_CHANGED


def _whole_value(data: bytes, start: int, end: int) -> bytes | None:
    """Return the DER bytes of a value; None when it is not upper-case hex of one value and zeros after it."""
    text = data[start + 1 : end - 1]
    if _UPPER_HEX.fullmatch(text) is None:
        return None
    raw = bytes.fromhex(text.decode("ascii"))
    try:
        first = next(der.read(raw), None)
    except ValueError:
        return None
    if first is None or any(raw[len(first.whole) :]):
        return None
    return first.whole
