"""What can be believed, when. Forged files are in `tests.contracts.test_attacks`, renewal in `test_sealing`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.seal import Trust, revoke, trust
from kiosk.seal.trust import DAYLIGHT, Judged, judge
from tests.kiosk.seal.altering import story
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import at, clinic, clinician, whole
from tests.kiosk.seal.forgeries import foreign_kiosk, lists_of, seal_key_alone

ROOT = clinic().root.certificate
HOUR = timedelta(hours=1)


def judged(years: float = 0, *, lists: tuple[bytes, ...] = ()) -> Judged:
    return judge(story(whole()), (ROOT,), lists, at(years))


def test_a_good_file_is_believed_with_the_root_alone() -> None:
    found = judged()

    assert found.trust is Trust.YES
    assert found.signatures == ((Trust.YES, NOW),) * 4
    assert found.until == clinic().stamps.certificate.not_valid_after_utc
    assert not found.unlisted


def test_signers_certificates_may_run_out() -> None:
    assert clinic().seal.certificate.not_valid_after_utc < at(4)
    assert judged(4).trust is Trust.YES


def test_after_the_stamps_time_nothing_is_proven() -> None:
    found = judged(10.1)

    assert found.trust is Trust.EXPIRED
    assert {proven for _, proven in found.signatures} == {None}


def test_without_a_root_nothing_is_believed() -> None:
    assert judge(story(whole()), (), (), NOW).trust is Trust.OTHER
    assert judge(story(whole()), (clinic("Another").root.certificate,), (), NOW).trust is Trust.OTHER


def test_clocks_may_differ_a_little() -> None:
    for seconds, answer in ((DAYLIGHT, Trust.YES), (DAYLIGHT + 1, Trust.TIME)):
        assert judge(story(whole()), (ROOT,), (), NOW - timedelta(seconds=seconds)).trust is answer


def test_a_key_lost_before_and_found_out_after_counts_from_its_loss() -> None:
    for since, answer in ((-HOUR, Trust.REVOKED), (HOUR, Trust.YES)):
        later = revoke(clinic(), clinician().certificate, NOW + since, lost=True).revocation_list
        found = judged(1, lists=(later,))
        assert found.trust is answer
        assert [trust for trust, _ in found.signatures] == [Trust.YES, Trust.YES, answer, Trust.YES]


def test_when_the_stamps_key_was_lost_only_what_another_stamp_saw_before_counts() -> None:
    lost = revoke(clinic(), clinic().stamps.certificate, NOW + HOUR, lost=True).revocation_list
    retired = revoke(clinic(), clinic().stamps.certificate, NOW + HOUR, lost=False).revocation_list

    assert judged(1, lists=(lost,)).trust is Trust.REVOKED
    assert judged(1, lists=(retired,)).trust is Trust.YES


def test_a_list_that_speaks_of_another_certificate_is_none() -> None:
    told = story(whole())
    [kiosk, *others] = told.lists

    told.lists = others
    found = judge(told, (ROOT,), (), NOW)
    assert found.trust is Trust.NO_LIST
    assert [trust for trust, _ in found.signatures] == [Trust.NO_LIST, Trust.NO_LIST, Trust.YES, Trust.YES]
    assert judge(told, (ROOT,), (kiosk,), NOW).trust is Trust.YES
    assert judge(told, (ROOT,), (clinic().revocation_list,), NOW).trust is Trust.YES


def test_a_list_of_another_authority_says_nothing() -> None:
    fake = revoke(clinic("Another"), clinic("Another").seal.certificate, NOW - HOUR, lost=True).revocation_list

    assert judged(1, lists=(fake,)).trust is Trust.YES


def test_thousands_of_certificates_of_one_name_are_not_all_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    told = story(whole())
    tried: list[int] = []

    def issued(_below: bytes, _above: bytes, depth: int) -> bool:
        tried.append(depth)
        return False

    serial = ROOT.serial_number.to_bytes(20, "big").lstrip(b"\0")
    base = clinic().root.certificate_der
    told.certificates = [base.replace(serial, serial[:-2] + n.to_bytes(2, "big"), 1) for n in range(500)]
    monkeypatch.setattr(trust, "_issued_by", issued)

    assert judge(told, (clinic("Third").root.certificate,), (), NOW).trust is Trust.OTHER
    assert 0 < len(tried) < 500


def test_certificates_and_lists_that_cannot_be_read_say_nothing() -> None:
    told = story(whole())
    told.certificates, told.lists = [b"no certificate", *told.certificates], [b"no list", *told.lists]
    assert judge(told, (ROOT,), (), NOW).trust is Trust.YES


def test_who_trusts_two_clinics_trusts_neither_for_the_other() -> None:
    """The thief of one clinic's seal is, or robs, another clinic that the asker trusts as well."""
    evil = clinic("Evil").root.certificate
    stolen = judge(story(seal_key_alone()), (ROOT, evil), (), NOW)
    assert stolen.trust is Trust.STAMP
    signed = judge(story(foreign_kiosk()), (ROOT, evil), lists_of(clinic("Evil")), NOW)
    assert [found for found, _ in signed.signatures] == [Trust.OTHER, Trust.YES, Trust.YES, Trust.YES]
    assert judge(story(whole()), (evil, ROOT), (), NOW).trust is Trust.YES
