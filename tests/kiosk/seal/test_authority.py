from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.errors import OperatorError, TamperError
from kiosk.seal import (
    ClinicKeys,
    KeyPair,
    Purpose,
    expiring,
    has_own_list,
    issue_clinician_key,
    make_clinic_keys,
    migrate_clinic_key,
    read_certificates,
    refresh,
    revoke,
    rotate,
    trust_bundle,
    with_own_seal,
)
from kiosk.seal.authority import list_for
from kiosk.seal.scopes import covers
from tests.kiosk.seal.files import MADE, clinic, clinician
from tests.kiosk.seal.first_sealer import make_clinic_key

DAY = timedelta(days=1)
GOLDEN = Path(__file__).parents[2] / "golden"


def listed(keys: ClinicKeys) -> x509.CertificateRevocationList:
    return x509.load_der_x509_crl(keys.revocation_list)


@pytest.mark.parametrize("pair", [clinic().seal, clinic().kiosk, clinic().stamps, clinician()])
def test_the_root_issued_every_key(pair: KeyPair) -> None:
    certificate = pair.certificate

    certificate.verify_directly_issued_by(clinic().root.certificate)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment
    assert not usage.value.key_cert_sign
    assert not basic.value.ca
    assert certificate.not_valid_before_utc == MADE


def test_the_root_certifies_and_nothing_else() -> None:
    certificate = clinic().root.certificate

    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (usage.key_cert_sign, usage.crl_sign, usage.digital_signature) == (True, True, False)
    assert basic.critical
    assert (basic.value.ca, basic.value.path_length) == (True, 0)
    certificate.verify_directly_issued_by(certificate)
    assert certificate.not_valid_after_utc.year == MADE.year + 40


def test_each_certificate_says_what_its_key_is_for() -> None:
    keys = clinic()
    units = [
        str(pair.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)[0].value)
        for pair in (keys.seal, keys.kiosk, keys.stamps, clinician())
    ]

    assert units == ["Seal", "Kiosk", "Time stamps", "Clinician"]
    stamps = keys.stamps.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert stamps.critical
    assert list(stamps.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def test_a_clinicians_certificate_has_the_name_and_the_staff_id() -> None:
    subject = clinician().certificate.subject

    assert subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == "Dr Amara Osei"
    assert subject.get_attributes_for_oid(NameOID.USER_ID)[0].value == "staff-7"
    assert subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "Harbor Clinic"


def test_stored_keys_come_back_as_they_were() -> None:
    assert ClinicKeys.from_bytes(clinic().to_bytes()) == clinic()


def _no_json(keys: ClinicKeys) -> bytes:
    return b"nonsense"


def _other_key(keys: ClinicKeys) -> bytes:
    other = clinic("Another").seal.private_key_pem
    return msgspec.structs.replace(keys, seal=msgspec.structs.replace(keys.seal, private_key_pem=other)).to_bytes()


def _no_list(keys: ClinicKeys) -> bytes:
    return msgspec.structs.replace(keys, revocation_list=b"").to_bytes()


def _no_key(keys: ClinicKeys) -> bytes:
    return msgspec.structs.replace(keys, root=KeyPair(b"", keys.root.certificate_der)).to_bytes()


@pytest.mark.parametrize("damage", [_no_json, _other_key, _no_list, _no_key])
def test_damaged_keys_are_told(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(TamperError, match=r"seal\.key_damaged"):
        ClinicKeys.from_bytes(damage(clinic()))


def test_private_keys_are_not_shown() -> None:
    assert "PRIVATE" not in repr(clinic()) + repr(clinic().seal)


def test_long_and_foreign_names_fit() -> None:
    keys = make_clinic_keys("Klinik für Ketamintherapie " * 8, MADE)

    assert keys.clinic_name.startswith("Klinik für Ketamintherapie")
    assert len(keys.clinic_name.encode()) <= 64


def test_a_leap_day_leads_to_a_day_that_exists() -> None:
    keys = make_clinic_keys("Leap", datetime(2028, 2, 29, tzinfo=UTC))

    assert keys.seal.certificate.not_valid_after_utc == datetime(2031, 2, 28, tzinfo=UTC)


# ---------------------------------------------------------------------- coming and going


def test_an_empty_list_is_there_from_the_start() -> None:
    found = listed(clinic())

    assert found.is_signature_valid(clinic().root.certificate.public_key())  # type: ignore[arg-type]
    assert len(list(found)) == 0


def test_a_lost_key_is_on_the_list() -> None:
    keys = revoke(clinic(), clinician().certificate, MADE + DAY, lost=True)

    taken = listed(keys).get_revoked_certificate_by_serial_number(clinician().certificate.serial_number)
    assert taken is not None
    assert taken.revocation_date_utc == MADE + DAY
    assert taken.extensions.get_extension_for_class(x509.CRLReason).value.reason is x509.ReasonFlags.key_compromise
    assert revoke(keys, clinician().certificate, MADE + 2 * DAY, lost=False) is keys


def test_the_list_grows() -> None:
    keys = revoke(clinic(), clinician().certificate, MADE + DAY, lost=True)
    keys = revoke(keys, keys.kiosk.certificate, MADE + 2 * DAY, lost=False)

    numbers = [
        one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for one in map(listed, (clinic(), keys))
    ]
    assert len(list(listed(keys))) == 2
    assert numbers == [1, 3]


def own_list(keys: ClinicKeys, certificate: x509.Certificate, now: datetime) -> x509.CertificateRevocationList:
    found = list_for(keys, certificate, now)
    assert found is not None
    return x509.load_der_x509_crl(found)


def test_each_certificate_has_a_list_of_its_own_that_lasts_as_long() -> None:
    keys = revoke(clinic(), clinician().certificate, MADE + DAY, lost=True)
    keys = revoke(keys, keys.kiosk.certificate, MADE + 2 * DAY, lost=False)
    now = MADE + 3 * DAY

    for pair, taken in ((clinician(), 1), (keys.kiosk, 1), (keys.seal, 0), (keys.stamps, 0)):
        found = own_list(keys, pair.certificate, now)
        assert found.is_signature_valid(keys.root.certificate.public_key())  # type: ignore[arg-type]
        assert (found.last_update_utc, found.next_update_utc) == (now, pair.certificate.not_valid_after_utc)
        assert {one.serial_number for one in found} <= {pair.certificate.serial_number}
        assert len(list(found)) == taken
        assert covers(found, pair.certificate)
    assert not covers(own_list(keys, keys.seal.certificate, now), keys.kiosk.certificate)


def test_the_number_of_a_certificates_list_grows() -> None:
    kiosk = clinic().kiosk.certificate
    lists = [own_list(clinic(), kiosk, MADE + days * DAY) for days in (1, 2, 2000)]

    numbers = [one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for one in lists]
    assert numbers == sorted(set(numbers))
    # Past the end of its certificate a list has nothing to wait for.
    assert lists[-1].next_update_utc == MADE + 2000 * DAY + timedelta(seconds=1)


def test_there_is_no_list_for_what_the_root_did_not_certify() -> None:
    assert list_for(clinic(), clinic("Another").kiosk.certificate, MADE) is None


def test_keys_without_lists_of_their_own_share_one_and_are_replaced() -> None:
    """The clinic's keys as the first versions with a root made them."""
    stored = json.loads((GOLDEN / "clinician-key.json").read_bytes())["clinic_keys"]
    old = ClinicKeys.from_bytes(json.dumps(stored).encode())
    now = old.seal.certificate.not_valid_before_utc

    assert list_for(old, old.seal.certificate, now) == old.revocation_list
    new = refresh(old, now)
    assert new.root == old.root
    assert not {new.seal, new.kiosk, new.stamps} & {old.seal, old.kiosk, old.stamps}
    assert all(has_own_list(pair.certificate) for pair in (new.seal, new.kiosk, new.stamps))
    assert refresh(new, now) is new


def test_other_peoples_certificates_are_not_ours_to_revoke() -> None:
    with pytest.raises(OperatorError, match=r"seal\.not_ours"):
        revoke(clinic(), clinic("Another").seal.certificate, MADE, lost=True)


@pytest.mark.parametrize("purpose", [Purpose.SEAL, Purpose.KIOSK, Purpose.STAMPS])
def test_a_rotated_key_is_a_new_one_under_the_same_root(purpose: Purpose) -> None:
    keys = rotate(clinic(), purpose, MADE + DAY)

    changed = [name for name in ("root", "seal", "kiosk", "stamps") if getattr(keys, name) != getattr(clinic(), name)]
    assert changed == [{Purpose.STAMPS: "stamps"}.get(purpose, purpose.lower())]


def test_a_clinicians_key_is_not_rotated_here() -> None:
    with pytest.raises(ValueError, match="Clinician"):
        rotate(clinic(), Purpose.CLINICIAN, MADE)


def test_nothing_is_refreshed_before_it_is_due() -> None:
    assert refresh(clinic(), MADE + timedelta(hours=20)) is clinic()


def test_the_list_is_of_today() -> None:
    keys = refresh(clinic(), MADE + 5 * DAY)

    assert listed(keys).last_update_utc == MADE + 5 * DAY
    assert keys.seal == clinic().seal


def test_keys_are_replaced_before_they_run_out() -> None:
    keys = refresh(clinic(), MADE + 365 * 3 * DAY - 60 * DAY)

    assert keys.seal != clinic().seal
    assert keys.kiosk != clinic().kiosk
    assert keys.stamps == clinic().stamps


def test_a_new_stamp_always_has_seven_years_before_it() -> None:
    for years in (1, 2, 3, 4, 9, 20):
        now = MADE + 365 * years * DAY
        until = refresh(clinic(), now).stamps.certificate.not_valid_after_utc
        assert until - now >= timedelta(days=365 * 7)


def test_what_runs_out_is_told_ninety_days_ahead() -> None:
    assert expiring(clinic(), MADE + 900 * DAY, clinician()) == ()

    found = expiring(clinic(), MADE + 1010 * DAY, clinician())

    assert [one.purpose for one in found] == [
        "Seal, Harbor Clinic",
        "Kiosk, Harbor Clinic – kiosk",
        "Clinician, Dr Amara Osei",
    ]
    assert {one.days for one in found} == {86}
    assert expiring(clinic(), MADE + 1200 * DAY)[0].days < 0


# ---------------------------------------------------------------------- what others are given


def test_a_clinic_with_one_key_gets_an_authority_and_keeps_its_past() -> None:
    old = make_clinic_key("Harbor Clinic", MADE)

    keys = migrate_clinic_key(old, "Harbor Clinic", MADE + DAY)

    assert read_certificates(trust_bundle(keys)) == (keys.root.certificate, old.certificate)
    assert read_certificates(trust_bundle(clinic())) == (clinic().root.certificate,)


def test_a_seal_from_elsewhere_is_pinned_itself() -> None:
    own = clinic("Elsewhere").seal

    keys = with_own_seal(clinic(), own)
    later = with_own_seal(keys, clinic("Elsewhere else").seal)

    assert own.certificate in read_certificates(trust_bundle(keys))
    assert own.certificate in read_certificates(trust_bundle(later))
    assert refresh(keys, MADE + 365 * 3 * DAY).seal == own
    back = rotate(later, Purpose.SEAL, MADE)
    assert own.certificate in read_certificates(trust_bundle(back))
    assert len(read_certificates(trust_bundle(back))) == 3
    assert with_own_seal(back, own).former == (clinic("Elsewhere else").seal.certificate_der,)


def test_a_seal_on_a_token_is_kept_without_its_key_and_signs_by_the_token_only() -> None:
    own = KeyPair(b"", clinic("Elsewhere").seal.certificate_der)
    keys = with_own_seal(clinic(), own)

    assert ClinicKeys.from_bytes(keys.to_bytes()) == keys
    with pytest.raises(OperatorError, match=r"seal\.token_failed"):
        own.sign(b"data")
    ours = msgspec.structs.replace(keys, seal=KeyPair(b"", clinic().seal.certificate_der))
    with pytest.raises(TamperError, match=r"seal\.key_damaged"):
        ClinicKeys.from_bytes(ours.to_bytes())


def test_everybody_gets_a_key_of_their_own() -> None:
    one, other = (issue_clinician_key(clinic(), "Dr A", "staff-1", MADE) for _ in range(2))

    assert one.certificate.public_key() != other.certificate.public_key()
    assert one.certificate.serial_number != other.certificate.serial_number
