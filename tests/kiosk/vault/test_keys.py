from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiosk.errors import OperatorError, TamperError
from kiosk.vault.keys import (
    DEFAULT_KDF,
    KdfParameters,
    KeyFile,
    check_passphrase,
    new_data_key,
    read_key_file,
    unwrap_key,
    wrap_key,
    write_key_file,
)

CHEAP = KdfParameters(1, 8, 1)
WORDS = "correct horse battery"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "vault.json"
    write_key_file(path, wrap_key(b"k" * 32, WORDS, CHEAP))
    return path


def test_a_key_comes_back_by_its_passphrase_only(path: Path) -> None:
    key_file = read_key_file(path)
    assert unwrap_key(key_file, WORDS) == b"k" * 32
    for wrong in ("", "correct horse batter", WORDS + " ", WORDS.upper()):
        with pytest.raises(OperatorError, match=r"vault\.wrong_passphrase"):
            unwrap_key(key_file, wrong)


def test_keys_are_new_each_time() -> None:
    assert len(new_data_key()) == 32
    assert new_data_key() != new_data_key()
    one, other = wrap_key(b"k" * 32, WORDS, CHEAP), wrap_key(b"k" * 32, WORDS, CHEAP)
    assert (one.salt, one.nonce, one.wrapped) != (other.salt, other.nonce, other.wrapped)


def test_the_key_is_not_in_the_file(path: Path) -> None:
    raw = path.read_bytes()
    assert b"kkkk" not in raw
    assert msgspec.json.encode(b"k" * 32).strip(b'"=')[:-1] not in raw
    assert not path.with_name("vault.json.new").exists()


def test_a_letter_may_be_composed_in_two_ways() -> None:
    key_file = wrap_key(b"k" * 32, "caf\u00e9 au lait", CHEAP)
    assert unwrap_key(key_file, "cafe\u0301 au lait") == b"k" * 32


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaaaaaa", "abababababab", "123412341234"])
def test_a_passphrase_that_is_easy_to_guess_is_refused(weak: str) -> None:
    with pytest.raises(OperatorError, match=r"vault\.weak_passphrase"):
        check_passphrase(weak)


def test_every_changed_byte_of_the_file_is_damage_and_not_a_wrong_passphrase(path: Path) -> None:
    raw = path.read_bytes()
    for place, byte in enumerate(raw):
        if chr(byte).isspace():
            continue
        # The highest bit makes bytes that are no text at all.
        for bit in (1, 0x80):
            path.write_bytes(raw[:place] + bytes([byte ^ bit]) + raw[place + 1 :])
            with pytest.raises((TamperError, OperatorError)) as caught:
                read_key_file(path)
            assert caught.value.key in {"vault.key_file_damaged", "vault.newer"}


def test_a_cut_file_is_damage(path: Path) -> None:
    raw = path.read_bytes()
    for length in range(0, len(raw) - 2, 7):
        path.write_bytes(raw[:length])
        with pytest.raises(TamperError, match=r"vault\.key_file_damaged"):
            read_key_file(path)


def test_a_forger_cannot_lower_the_costs() -> None:
    """The checksum can be made anew by anybody; the wrapped key is bound to salt and costs."""
    key_file = wrap_key(b"k" * 32, WORDS, KdfParameters(2, 64, 1))
    forged = msgspec.structs.replace(key_file, kdf=CHEAP)
    with pytest.raises(OperatorError, match=r"vault\.wrong_passphrase"):
        unwrap_key(forged, WORDS)


def test_costs_without_measure_are_refused_before_they_are_paid(path: Path) -> None:
    raw = path.read_bytes().replace(b'"memory_kib": 8', b'"memory_kib": 99999999999')
    path.write_bytes(raw)
    with pytest.raises(TamperError):
        read_key_file(path)


def test_a_file_of_a_newer_program_is_refused(path: Path) -> None:
    path.write_text('{"format": 2, "anything": "else"}')
    with pytest.raises(OperatorError, match=r"vault\.newer"):
        read_key_file(path)


def test_no_file_is_no_vault(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"vault\.not_found"):
        read_key_file(tmp_path / "vault.json")
    with pytest.raises(OperatorError, match=r"vault\.cannot_open"):
        read_key_file(tmp_path)


def test_the_default_costs_are_those_we_promise() -> None:
    assert KdfParameters(8, 65536, 2) == DEFAULT_KDF
    assert CHEAP.is_weaker_than(DEFAULT_KDF)
    assert not DEFAULT_KDF.is_weaker_than(DEFAULT_KDF)
    assert msgspec.json.decode(msgspec.json.encode(wrap_key(b"k" * 32, WORDS, CHEAP)), type=KeyFile).kdf == CHEAP
