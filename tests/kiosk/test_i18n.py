"""The catalogue, its visible fallback, and dates that cannot be misread."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import kiosk.i18n
from kiosk.i18n import Words, catalogue, clock_time, long_date, stamp


def test_a_missing_key_is_visible_and_stops_nothing() -> None:
    words = Words("en", {"a": "Apple {n}"})
    assert words["b"] == "⟨b⟩"
    assert words.say("a") == "Apple {n}"
    assert words.say("a", {"n": 2}) == "Apple 2"
    assert ("a" in words, "b" in words, list(words), len(words)) == (True, False, ["a"], 1)


def test_no_key_stands_twice_in_a_catalogue() -> None:
    text = (Path(kiosk.i18n.__file__).parent / "locale" / "en.yaml").read_text(encoding="utf-8")
    keys = Counter(re.findall(r"^([\w.]+):", text, re.MULTILINE))
    assert [key for key, times in keys.items() if times > 1] == []


def test_dates_and_times() -> None:
    words = catalogue("en")
    moment = datetime(2026, 5, 12, 14, 42, 16, tzinfo=UTC)
    assert long_date(date(1961, 3, 14), words) == "14 March 1961"
    assert clock_time(moment, ZoneInfo("America/New_York")) == "10:42"
    assert stamp(moment, ZoneInfo("America/New_York"), words) == "12 May 2026, 10:42:16 (UTC-04:00)"
    assert stamp(moment, ZoneInfo("Asia/Kolkata"), words) == "12 May 2026, 20:12:16 (UTC+05:30)"
    assert stamp(moment, ZoneInfo("UTC"), words) == "12 May 2026, 14:42:16 (UTC)"
