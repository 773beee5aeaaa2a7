from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from asn1crypto import cms

from kiosk.seal.envelope import Envelope, check_cms, find_envelopes, read_container
from tests.kiosk.seal.drafts import clinic_key, sealed

SEALED = sealed().data
[ENVELOPE] = find_envelopes(SEALED)


def container() -> bytes:
    found = read_container(SEALED, ENVELOPE)
    assert found is not None
    return found


def test_the_envelope_reaches_from_bracket_to_bracket() -> None:
    assert SEALED[ENVELOPE.start : ENVELOPE.start + 1] == b"<"
    assert SEALED[ENVELOPE.end - 1 : ENVELOPE.end] == b">"
    assert ENVELOPE.stop == len(SEALED)
    covered = SEALED[: ENVELOPE.start] + SEALED[ENVELOPE.end :]
    assert ENVELOPE.digest(SEALED) == hashlib.sha256(covered).digest()


@pytest.mark.parametrize(
    "data",
    [
        b"/ByteRange [0 0 2 1]",
        b"<AA>/ByteRange [0 0 4 9999]",
        b"<AA>/ByteRange [1 0 4 10]",
        b"<AA>/ByteRange [0  0 4 10]",
        b"<AA]/ByteRange [0 0 4 20]",
        b"<AA>/ByteRange [0 4 0 20]",
    ],
)
def test_ranges_that_fit_nothing_are_no_place(data: bytes) -> None:
    assert find_envelopes(data) == ()


def test_the_place_that_reaches_furthest_comes_first() -> None:
    data = b"<AA>/ByteRange [0 0 4 10]/ByteRange [0 0 4 30]" + b" " * 20

    assert find_envelopes(data) == (Envelope(0, 4, 34), Envelope(0, 4, 14))


def test_only_so_many_places_and_so_long_values_are_tried() -> None:
    """Each is tried by hashing the file: with a value of 10 MB and 100,000 places that took days."""
    places = b"".join(b"/ByteRange [0 0 4 %d]" % number for number in range(1000, 1200))
    found = find_envelopes(b"<AA>" + places + bytes(2000))
    assert [one.stop for one in found] == list(range(1203, 1187, -1))
    assert find_envelopes(b"<" + b"A" * 200_000 + b">/ByteRange [0 0 200002 10]") == ()


@pytest.mark.parametrize("text", [b"3000aa", b"30000", b"30 00", b"3000ff", b"", b"3003", b"300000FF", b"zz"])
def test_a_value_in_another_spelling_is_refused(text: bytes) -> None:
    data = b"<" + text + b">rest"

    assert read_container(data, Envelope(0, len(text) + 2, len(data))) is None


def test_padding_of_zeros_is_taken_off() -> None:
    data = b"<3003020105000000>"

    assert read_container(data, Envelope(0, len(data), len(data))) == bytes.fromhex("3003020105")


def test_our_container_is_intact_and_valid() -> None:
    verdict = check_cms(container(), ENVELOPE.digest(SEALED))

    assert verdict is not None
    assert verdict.intact
    assert verdict.valid
    assert verdict.certificate_der == clinic_key().certificate_der


def test_another_digest_is_not_intact() -> None:
    verdict = check_cms(container(), bytes(32))

    assert verdict is not None
    assert not verdict.intact


def _version_3(data: cms.SignedData) -> None:
    data["version"] = "v3"


def _other_digest_listed(data: cms.SignedData) -> None:
    data["digest_algorithms"] = [{"algorithm": "sha512"}]


def _certificate_twice(data: cms.SignedData) -> None:
    data["certificates"].append(data["certificates"][0])


def _no_serial(data: cms.SignedData) -> None:
    data["signer_infos"][0]["sid"].chosen["serial_number"] = 1


def _unsigned_attribute(data: cms.SignedData) -> None:
    data["signer_infos"][0]["unsigned_attrs"] = [
        {"type": "1.2.3.4", "values": [cms.OctetString(b"anything")]},
    ]


@pytest.mark.parametrize(
    "change", [_version_3, _other_digest_listed, _certificate_twice, _no_serial, _unsigned_attribute]
)
def test_what_no_signature_covers_may_not_differ(change: Callable[[cms.SignedData], None]) -> None:
    content = cms.ContentInfo.load(container())
    change(content["content"])
    changed = content.dump(force=True)

    assert changed != container()
    assert check_cms(changed, ENVELOPE.digest(SEALED)) is None


def test_the_container_is_written_as_we_expect_after_a_round_trip() -> None:
    assert cms.ContentInfo.load(container()).dump(force=True) == container()
