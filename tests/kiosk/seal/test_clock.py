from __future__ import annotations

from datetime import timedelta, timezone
from pathlib import Path

import pytest
import yaml

import kiosk
from kiosk.errors import OperatorError
from kiosk.seal import Clock, ClockDoubt, ClockVerdict, judge_clock
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import MADE, clinic

EN = Path(kiosk.__file__).parent / "locale" / "en.yaml"
CATALOGUE: dict[str, str] = yaml.safe_load(EN.read_text(encoding="utf-8"))
HELD = (clinic().seal.certificate, clinic().stamps.certificate)
FIRST = Clock(NOW - timedelta(hours=3), 1000.0)


def judged(minutes: float = 0, *, steady: float = 3 * 3600, last: float = -1) -> ClockVerdict:
    now = Clock(NOW + timedelta(minutes=minutes), FIRST.steady + steady)
    return judge_clock(now, first=FIRST, last_event=NOW + timedelta(minutes=last), certificates=HELD)


def test_a_right_clock_is_not_doubted() -> None:
    assert judged().sure
    assert judged(0.5).sure
    assert judged().require(go_on=False) == ()


@pytest.mark.parametrize("minutes", [5, -5, 60])
def test_a_clock_that_was_set_is_seen(minutes: float) -> None:
    verdict = judged(minutes, last=-600)

    assert verdict.doubts == (ClockDoubt.JUMPED,)
    assert verdict.facts["minutes"] == str(minutes)
    with pytest.raises(OperatorError, match=r"seal\.clock_jumped"):
        verdict.require(go_on=False)


def test_a_machine_that_slept_is_no_jump_when_its_steady_clock_counts_on() -> None:
    assert judged(600, steady=13 * 3600, last=-1).sure


def test_a_clock_before_the_last_event_is_seen() -> None:
    verdict = judged(last=10)

    assert verdict.doubts == (ClockDoubt.BEFORE_LAST,)
    with pytest.raises(OperatorError, match=r"seal\.clock_before_last"):
        verdict.require(go_on=False)


def test_times_are_compared_with_their_zones() -> None:
    zone = timezone(timedelta(hours=-7))
    last = (NOW - timedelta(minutes=1)).astimezone(zone)

    assert judge_clock(Clock(NOW, 0), last_event=last, certificates=HELD).sure


def test_with_a_doubt_the_clinic_may_go_on_and_print_it() -> None:
    verdict = judged(-200, last=0)

    assert verdict.require(go_on=True) == (ClockDoubt.BEFORE_LAST, ClockDoubt.JUMPED)
    for key in verdict.printed_keys:
        assert CATALOGUE[key]


@pytest.mark.parametrize(
    ("now", "key"),
    [(MADE - timedelta(days=1), r"seal\.clock_wrong"), (MADE + timedelta(days=2000), r"seal\.clock_too_late")],
)
def test_outside_of_the_certificates_time_there_is_no_choice(now: object, key: str) -> None:
    verdict = judge_clock(Clock(now, 0), last_event=None, certificates=HELD)  # type: ignore[arg-type]

    assert verdict.stops
    with pytest.raises(OperatorError, match=key):
        verdict.require(go_on=True)


@pytest.mark.parametrize("doubt", ClockDoubt)
def test_each_doubt_has_a_sentence_for_staff(doubt: ClockDoubt) -> None:
    facts = {"now": "", "since": "", "until": "", "last": "", "minutes": ""}

    assert CATALOGUE[f"seal.clock_{doubt}"].format(**facts)


def test_nothing_to_compare_with_is_no_doubt() -> None:
    assert judge_clock(Clock(NOW, 0), last_event=None, certificates=()).sure
