"""Words, dates and directions for screen and paper: a catalogue for each language, and a visible fallback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["Words", "catalogue", "clock_time", "long_date", "stamp"]

_FOLDER = Path(__file__).resolve().parent / "locale"


class Words(Mapping[str, str]):
    """A catalogue: key to sentence. A missing key shows itself in angle brackets and never stops a patient."""

    def __init__(self, language: str, entries: Mapping[str, str]) -> None:
        """Keep the entries of one language."""
        self.language = language
        self._entries = dict(entries)

    def __getitem__(self, key: str) -> str:
        """Return the sentence, or the key in a form that nobody takes for a sentence."""
        return self._entries.get(key, f"⟨{key}⟩")

    def __contains__(self, key: object) -> bool:
        """Tell whether the language has the key."""
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        """Go over the keys that the language has."""
        return iter(self._entries)

    def __len__(self) -> int:
        """Return how many keys the language has."""
        return len(self._entries)

    def say(self, key: str, facts: Mapping[str, str | int] | None = None) -> str:
        """Return a sentence with its places filled; a place without a fact stays visible."""
        return self[key].format_map(_Facts(facts or {}))


class _Facts(dict[str, str | int]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def catalogue(language: str) -> Words:
    """Read the catalogue of a language.

    Raises:
        FileNotFoundError: Candor does not speak it.
    """
    import yaml

    text = (_FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    entries = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # safe loader in C
    return Words(language, {str(key): str(value) for key, value in entries.items()})


def long_date(day: date, words: Words) -> str:
    """Return a date in words, "14 March 1961": no order of digits to mix up."""
    return words.say("date.long", {"day": day.day, "month": words[f"date.month_{day.month}"], "year": day.year})


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """Return the time of day in the clinic's zone, "10:42"."""
    return moment.astimezone(zone).strftime("%H:%M")


def stamp(moment: datetime, zone: ZoneInfo, words: Words) -> str:
    """Return a full time with its zone, "12 May 2026, 10:42:16 (UTC-04:00)", as a signature needs (21 CFR 11.50)."""
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    sign = "-" if offset < timedelta() else "+"
    minutes = int(abs(offset).total_seconds()) // 60
    shift = "UTC" if not offset and zone.key == str(UTC) else f"UTC{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{long_date(local.date(), words)}, {local:%H:%M:%S} ({shift})"
