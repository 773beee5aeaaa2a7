"""Which certificates a revocation list speaks of; that other programs see it so is shown in `test_sealing`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from kiosk.seal.scopes import covers, has_own_list, list_scope, new_list_name, read_list
from tests.kiosk.seal.drafts import NOW
from tests.kiosk.seal.files import clinic

KIOSK, SEAL = clinic().kiosk.certificate, clinic().seal.certificate
NAME = x509.UniformResourceIdentifier("urn:uuid:46b44a28-98c4-4d1a-9661-584535361ad6")


def scope(changes: dict[str, Any]) -> x509.IssuingDistributionPoint:
    """Return a scope that speaks of the kiosk's certificate, with some changes."""
    settings: dict[str, Any] = {
        "full_name": list_scope(KIOSK).full_name,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**settings | changes)


def listed(
    of: x509.IssuingDistributionPoint | None, more: tuple[x509.ExtensionType, bool] | None = None
) -> x509.CertificateRevocationList:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(clinic().root.certificate.subject)
        .last_update(NOW)
        .next_update(NOW + timedelta(days=1))
    )
    if of is not None:
        builder = builder.add_extension(of, critical=True)
    if more is not None:
        builder = builder.add_extension(more[0], critical=more[1])
    private = serialization.load_pem_private_key(clinic().root.private_key_pem, password=None)
    return builder.sign(private, hashes.SHA384())  # type: ignore[arg-type]


def test_a_list_speaks_of_the_certificate_that_names_it() -> None:
    found = listed(list_scope(KIOSK))
    assert covers(found, KIOSK)
    assert not covers(found, SEAL)


def test_a_list_without_a_scope_speaks_of_all() -> None:
    assert covers(listed(None), KIOSK)
    assert covers(listed(None), clinic().root.certificate)


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, True),
        ({"only_contains_user_certs": True}, True),
        ({"full_name": [NAME]}, False),
        ({"full_name": None, "only_contains_user_certs": True}, True),
        ({"full_name": None, "only_contains_ca_certs": True}, False),
        ({"full_name": None, "only_contains_attribute_certs": True}, False),
        ({"indirect_crl": True}, False),
        ({"full_name": None, "indirect_crl": True}, False),
        ({"only_some_reasons": frozenset({x509.ReasonFlags.key_compromise})}, False),
        (
            {
                "full_name": None,
                "relative_name": x509.RelativeDistinguishedName(
                    [x509.NameAttribute(x509.NameOID.COMMON_NAME, "one part")]
                ),
            },
            False,
        ),
    ],
)
def test_a_list_for_others_is_none_to_rely_on(changes: dict[str, Any], answer: bool) -> None:
    assert covers(listed(scope(changes)), KIOSK) is answer


def test_each_new_name_is_another_one_and_no_address() -> None:
    points = [new_list_name() for _ in range(3)]
    names = {name.value for [point] in points for name in point.full_name or ()}
    assert len(names) == 3
    assert all(name.startswith("urn:uuid:") for name in names)


def test_a_certificate_without_a_name_has_no_list_of_its_own() -> None:
    root = clinic().root.certificate
    assert (has_own_list(root), has_own_list(KIOSK)) == (False, True)
    assert not covers(listed(list_scope(KIOSK)), root)
    with pytest.raises(ValueError, match="no list of its own"):
        list_scope(root)


def test_a_list_of_changes_or_with_a_critical_part_that_nobody_knows_is_none_to_rely_on() -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.25.1"), b"\x05\x00")
    for extension, critical, answer in (
        (x509.DeltaCRLIndicator(1), True, False),
        (x509.DeltaCRLIndicator(1), False, False),
        (unknown, True, False),
        (unknown, False, True),
    ):
        assert covers(listed(None, (extension, critical)), KIOSK) is answer


def test_a_list_for_users_does_not_speak_of_an_authority() -> None:
    users = listed(scope({"full_name": None, "only_contains_user_certs": True}))
    assert not covers(users, clinic().root.certificate)


def test_a_list_that_cannot_be_reckoned_with_is_refused() -> None:
    good = listed(None).public_bytes(serialization.Encoding.DER)
    assert read_list(good).issuer == clinic().root.certificate.subject
    end = NOW.strftime("%y%m%d%H%M%SZ").encode()
    for data in (b"", good[:-1], good.replace(b"\x17\x0d" + end, b"\x17\x0d" + b"x" * 13)):
        with pytest.raises(ValueError, match=r"\w"):
            read_list(data)
