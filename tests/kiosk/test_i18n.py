"""The catalogue, its visible fallback, and dates that cannot be misread."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import kiosk.i18n
from kiosk.environment import templates_root
from kiosk.i18n import Words, catalogue, clock_time, long_date, stamp

_SAYERS = {"OperatorError", "Refused", "TamperError", "say"}
"""What is called with a key."""
_KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")


class _Keys:
    """The catalogue's keys as source and templates name them: whole, in parts of f-strings, and where one must be."""

    def __init__(self) -> None:
        self.whole: set[str] = set()
        self.made: set[str] = set()
        self.needed: dict[str, str] = {}
        root = Path(kiosk.i18n.__file__).parents[1]
        for path in sorted([*(root / "kiosk").rglob("*.py"), *(root / "ui").rglob("*.py")]):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                self._read(node, path.name)
        for path in sorted(templates_root().rglob("*.j2")):
            named = re.findall(r"""\bt\(["']([^"']+)["']\)""", path.read_text(encoding="utf-8"))
            self.whole.update(named)
            self.needed.update(dict.fromkeys(named, path.name))

    def _read(self, node: ast.AST, file: str) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.whole.add(node.value)
        elif isinstance(node, ast.JoinedStr) and _is_text(node.values[0], r"[a-z_]+\..*"):
            self.made.add(_pattern(node))
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("words"):
            self._need(node.slice, file)
        elif isinstance(node, ast.Call) and node.args and ast.unparse(node.func).split(".")[-1] in _SAYERS:
            self._need(node.args[0], file)

    def _need(self, key: ast.expr, file: str) -> None:
        for part in (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and _KEY.fullmatch(part.value):
                self.needed[part.value] = file
            elif isinstance(part, ast.JoinedStr) and _is_text(part.values[-1], r"\.[a-z_]+"):
                self.made.add(_pattern(part))


def _is_text(part: ast.expr, like: str) -> bool:
    return isinstance(part, ast.Constant) and re.fullmatch(like, str(part.value)) is not None


def _pattern(text: ast.JoinedStr) -> str:
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in text.values)


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


def test_every_key_of_the_catalogue_is_used_and_every_key_in_use_is_there() -> None:
    keys, words = _Keys(), catalogue("en")
    made = re.compile("|".join(sorted(keys.made)))
    assert [key for key in words if key not in keys.whole and made.fullmatch(key) is None] == []
    assert {key: file for key, file in keys.needed.items() if key not in words} == {}


def test_dates_and_times() -> None:
    words = catalogue("en")
    moment = datetime(2026, 5, 12, 14, 42, 16, tzinfo=UTC)
    assert long_date(date(1961, 3, 14), words) == "14 March 1961"
    assert clock_time(moment, ZoneInfo("America/New_York")) == "10:42"
    assert stamp(moment, ZoneInfo("America/New_York"), words) == "12 May 2026, 10:42:16 (UTC-04:00)"
    assert stamp(moment, ZoneInfo("Asia/Kolkata"), words) == "12 May 2026, 20:12:16 (UTC+05:30)"
    assert stamp(moment, ZoneInfo("UTC"), words) == "12 May 2026, 14:42:16 (UTC)"
