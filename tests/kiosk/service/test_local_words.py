"""Local words: settings win over the country, the country over plain words."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.content import PLACEHOLDERS, Country
from kiosk.i18n import catalogue
from kiosk.service import local_words
from kiosk.settings import demo_settings

COUNTRIES = {
    "US": Country("US", "911", "call or text 988", ()),
    "NZ": Country("NZ", "111", "", ()),
}


@pytest.mark.parametrize(
    ("changes", "emergency", "crisis"),
    [
        ({}, "911", "call or text 988"),
        ({"crisis_line": "call 0800 0"}, "911", "call 0800 0"),
        ({"emergency_number": "112"}, "112", "call or text 988"),
        ({"country": "NZ"}, "111", "call your local crisis line"),
        ({"country": "ZZ"}, "your local emergency number", "call your local crisis line"),
        ({"country": "ZZ", "emergency_number": "112", "crisis_line": "call 1"}, "112", "call 1"),
    ],
)
def test_numbers_come_from_the_nearest_who_knows_them(changes: dict[str, str], emergency: str, crisis: str) -> None:
    settings = msgspec.structs.replace(demo_settings(), **changes)
    found = local_words(settings, COUNTRIES, catalogue("en"))
    assert (found["emergency_number"], found["crisis_line"]) == (emergency, crisis)
    assert (found["clinic_name"], found["clinic_phone"]) == ("Harbour Street Clinic", "555 0100")


def test_every_place_has_a_value() -> None:
    found = local_words(demo_settings(), {}, catalogue("en"))
    assert set(found) == set(PLACEHOLDERS)
    assert all(found.values())
    assert "⟨" not in "".join(found.values())
