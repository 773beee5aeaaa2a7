from __future__ import annotations

from kiosk.seal.people import mapping, recorded_people, text_or_none


def test_people_are_read_from_a_record() -> None:
    one = {"role": "patient", "name": "Ana", "meaning": "I agree", "time": "2026-08-12", "method": "paper"}
    [found] = recorded_people({"signatures": [one | {"paper": {"received_by": {"name": "Priya"}}}]})

    assert (found.role, found.name, found.how, found.received_by) == ("patient", "Ana", "paper", "Priya")


def test_what_is_not_there_is_left_out() -> None:
    assert recorded_people({}) == ()
    assert recorded_people({"signatures": "nobody"}) == ()
    assert recorded_people({"signatures": ["x", 7, None]}) == ()
    assert recorded_people({"signatures": [{"name": 7}]})[0].name == ""


def test_only_values_of_the_right_kind_count() -> None:
    assert mapping([]) == {}
    assert mapping({"a": 1}) == {"a": 1}
    assert text_or_none(7) is None
    assert text_or_none("x") == "x"
