"""`candor keys`: words, exit codes, and what is written where. The clinic is the demo's: no passphrase is asked for."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12

from kiosk.cli import main
from kiosk.clinic import DEMO_PASSPHRASE, DEMO_PIN, open_demo
from kiosk.codes import read_trust
from kiosk.events import KIOSK_STREAM, KeyChanged
from kiosk.seal import KeyPair, Trust, read_certificates, read_lists, verify
from kiosk.service import read_keys, signing_key
from kiosk.staff import StaffBook
from kiosk.vault import KdfParameters, Vault
from tests.kiosk.seal.elsewhere_certs import ec_key, pair
from tests.kiosk.seal.soft_token import LABEL, LIBRARY, PIN, make_token
from tests.kiosk.visits import ServiceWalk

CHEAP = KdfParameters(1, 8, 1)
START = datetime.now(UTC) - timedelta(minutes=5)
SINCE, UNTIL = START - timedelta(days=30), START + timedelta(days=800)


@dataclass(frozen=True)
class Clinic:
    """A demo clinic with a sealed document, outside of the vault too."""

    folder: Path
    sealed: Path

    @property
    def trust(self) -> Path:
        return self.folder / "clinic-certificate.pem"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    top = tmp_path_factory.mktemp("keys")
    found = Clinic(top / "clinic", top / "consent.pdf")
    clinic = open_demo(found.folder, clock=lambda: START, kdf=CHEAP)
    try:
        visit = ServiceWalk(clinic.service).to_the_end("talk").visit_id
        clinic.service.seal(visit)
        found.sealed.write_bytes(clinic.service.read_sealed(visit))
    finally:
        clinic.close()
    return found


@pytest.fixture
def clinic(made: Clinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    # A vault that was made cheaply is wrapped anew at its first usual opening, which takes its time.
    monkeypatch.setitem(Vault.open.__func__.__kwdefaults__, "kdf", CHEAP)  # type: ignore[attr-defined]
    folder = shutil.copytree(made.folder, tmp_path / "clinic")
    return Clinic(folder, made.sealed)


def keys(clinic: Clinic, part: str, *more: str) -> int:
    return main(["keys", part, "--data", str(clinic.folder), *more])


def verified(clinic: Clinic, file: Path | None = None) -> int:
    return main(["verify", str(file or clinic.sealed), "--trust", str(clinic.trust)])


def changes(clinic: Clinic) -> list[tuple[str, str, bool, str]]:
    with Vault.open(clinic.folder, DEMO_PASSPHRASE) as vault:
        found = [one for one in vault.events(KIOSK_STREAM) if isinstance(one, KeyChanged)]
    return [(one.what, one.purpose, one.lost, one.staff_id) for one in found]


def with_a_clinicians_key(clinic: Clinic) -> str:
    """Let the demo's clinician sign once; return the staff id."""
    with Vault.open(clinic.folder, DEMO_PASSPHRASE) as vault:
        [osei] = [one for one in StaffBook(vault, new_id=str).accounts() if one.name == "Dr Amara Osei"]
        signing_key(vault, osei.id, osei.name, DEMO_PIN, START, kdf=CHEAP)
    return osei.id


def seal_again(clinic: Clinic, out: Path) -> Path:
    """Seal one more document in the clinic, as the kiosk does."""
    opened = open_demo(clinic.folder, clock=lambda: datetime.now(UTC), kdf=CHEAP)
    try:
        visit = ServiceWalk(opened.service).to_the_end("talk").visit_id
        opened.service.seal(visit)
        out.write_bytes(opened.service.read_sealed(visit))
    finally:
        opened.close()
    return out


# ---------------------------------------------------------------- list


def test_all_keys_are_listed(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    staff_id = with_a_clinicians_key(clinic)
    assert keys(clinic, "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" (")[0] for line in lines] == [
        "Root of all",
        "The clinic's seal",
        "The kiosk, for signatures by ink",
        "Time stamps",
        "Codes on paper",
        "A clinician's own key",
    ]
    assert "(Dr Amara Osei): until 20" in lines[-1]
    assert keys(clinic, "list", "--json") == 0
    found = json.loads(capsys.readouterr().out)["keys"]
    assert [one["purpose"] for one in found] == ["root", "seal", "kiosk", "stamps", "codes", "clinician"]
    assert found[-1]["staff_id"] == staff_id
    assert found[-1]["fingerprint"] in lines[-1]
    assert found[1]["days_left"] > 1000
    assert {one["revoked"] for one in found} == {None}


# ---------------------------------------------------------------- rotate and revoke


@pytest.mark.parametrize("key", ["seal", "kiosk", "stamps", "codes"])
def test_a_key_is_rotated(clinic: Clinic, key: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert keys(clinic, "rotate", "--key", key) == 0
    assert capsys.readouterr().out.startswith("There is a new key: ")
    assert verified(clinic) == 0
    assert [(what, lost) for what, _, lost, _ in changes(clinic)] == [("rotated", False)]


def test_a_changed_key_for_codes_makes_a_trust_file_that_knows_both(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    [first] = read_trust(clinic.trust.read_bytes()).keys
    assert keys(clinic, "rotate", "--key", "codes") == 0
    assert "clinic-certificate.pem is new" in capsys.readouterr().out
    assert read_trust(clinic.trust.read_bytes()).keys[1:] == (first,)
    assert keys(clinic, "revoke", "--key", "codes", "--lost") == 0
    said = capsys.readouterr().out
    assert "there is a new one: Codes on paper" in said
    assert "No code that the old one made is believed any more" in said
    assert [one.revoked for one in read_trust(clinic.trust.read_bytes()).keys] == [False, True, False]
    assert keys(clinic, "revoke", "--key", "codes") == 0
    assert "No code that" not in capsys.readouterr().out
    assert verified(clinic) == 0
    assert [what for what, _, _, _ in changes(clinic)] == ["rotated", *["revoked", "rotated"] * 2]


def test_a_lost_seal_is_taken_back_and_the_trust_file_says_so(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    before = clinic.trust.read_bytes()
    assert keys(clinic, "revoke", "--key", "seal", "--lost") == 0
    said = capsys.readouterr().out
    assert "there is a new one: The clinic's seal" in said
    assert "clinic-certificate.pem is new" in said
    assert b"BEGIN X509 CRL" in clinic.trust.read_bytes()
    assert b"BEGIN X509 CRL" not in before
    assert verified(clinic) == 0
    assert [what for what, _, _, _ in changes(clinic)] == ["revoked", "rotated"]


def test_with_the_stamps_lost_stored_files_get_newer_stamps_and_old_copies_are_no_proof(
    clinic: Clinic, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keys(clinic, "revoke", "--key", "stamps", "--lost") == 0
    assert ": renewed, and can be believed until" in capsys.readouterr().out
    given, later = clinic.trust.read_bytes(), datetime.now(UTC) + timedelta(seconds=2)
    report = verify(clinic.sealed.read_bytes(), trust=read_certificates(given), lists=read_lists(given), now=later)
    assert (report.intact, report.trust) == (True, Trust.REVOKED)
    with Vault.open(clinic.folder, DEMO_PASSPHRASE) as vault:
        [name] = [name for name, _, _ in vault.files() if name.endswith(".1")]
        newer = tmp_path / "newer.pdf"
        newer.write_bytes(vault.file(name))
        assert vault.verify().ok
    assert verified(clinic, newer) == 0


@pytest.mark.parametrize("how", ["name", "id"])
def test_a_clinicians_key_is_taken_back_by_name_or_id(
    clinic: Clinic, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    staff_id = with_a_clinicians_key(clinic)
    assert keys(clinic, "revoke", "--staff", staff_id if how == "id" else " dr  amara OSEI") == 0
    assert "The signing key of Dr Amara Osei was taken back" in capsys.readouterr().out
    assert changes(clinic)[-1] == ("revoked", "Clinician", False, staff_id)
    assert keys(clinic, "list") == 0
    assert "Taken back on 20" in capsys.readouterr().out
    assert keys(clinic, "revoke", "--staff", staff_id) == 1
    assert capsys.readouterr().err == "This key was taken back before.\n"


def test_whoever_has_no_key_has_nothing_to_lose(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    assert keys(clinic, "revoke", "--staff", "Dr Amara Osei") == 1
    assert "has no signing key yet" in capsys.readouterr().err
    assert keys(clinic, "revoke", "--staff", "Nobody") == 2
    assert "no member of staff" in capsys.readouterr().err
    assert changes(clinic) == []


def test_of_two_people_with_one_name_the_id_decides(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    with Vault.open(clinic.folder, DEMO_PASSPHRASE) as vault:
        twin = b'{"id":"s9","name":"Dr Amara Osei","role":"clinician","pin_hash":"","active":false}'
        event = KeyChanged("issued", "Clinician", "0", staff_id="s9")
        accounts = {"s9": twin}
        actor = StaffBook(vault, new_id=str).accounts()[0].actor
        version = vault.version(KIOSK_STREAM)
        vault.append(KIOSK_STREAM, version, [event], actor=actor, now=START, accounts=accounts)
    assert keys(clinic, "revoke", "--staff", "Dr Amara Osei") == 2
    assert "s9" in capsys.readouterr().err


# ---------------------------------------------------------------- a seal from elsewhere


def p12(bought: KeyPair, password: bytes = b"open sesame") -> bytes:
    own, *above = (x509.load_der_x509_certificate(one) for one in (bought.certificate_der, *bought.chain_der))
    private = load_pem_private_key(bought.private_key_pem, password=None)
    return pkcs12.serialize_key_and_certificates(b"", private, own, above, BestAvailableEncryption(password))  # type: ignore[arg-type]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed where nothing is shown, in order."""
    answers: list[str] = []
    monkeypatch.setattr("kiosk.key_commands.getpass", lambda _question: answers.pop(0))
    return answers


def test_a_bought_seal_is_imported_and_both_seals_are_trusted(
    clinic: Clinic, typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "seal.p12"
    file.write_bytes(p12(pair(since=SINCE, until=UNTIL)))
    typed.append("open sesame")
    assert keys(clinic, "import", str(file)) == 0
    assert "From now on this certificate is the clinic's seal." in capsys.readouterr().out
    assert verified(clinic) == 0
    assert verified(clinic, seal_again(clinic, tmp_path / "new.pdf")) == 0
    assert changes(clinic)[0][:2] == ("imported", "Seal")
    assert keys(clinic, "revoke", "--key", "seal") == 1
    assert "only its issuer can take it back" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("bought", "password", "said"),
    [
        (pair(since=SINCE, until=UNTIL), "wrong", "the passphrase is wrong"),
        (pair(until=START - timedelta(days=1), since=START - timedelta(days=9)), "open sesame", "ran out on"),
        (
            KeyPair(pair().private_key_pem, pair(since=SINCE, until=UNTIL).certificate_der),
            "open sesame",
            "is missing (CN=Below)",
        ),
    ],
    ids=["password", "over", "no chain"],
)
def test_what_is_wrong_with_a_file_is_one_sentence(
    clinic: Clinic,
    typed: list[str],
    tmp_path: Path,
    bought: KeyPair,
    password: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "seal.p12"
    file.write_bytes(p12(bought))
    typed.append(password)
    before = clinic.trust.read_bytes()
    assert keys(clinic, "import", str(file)) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert said in line
    assert clinic.trust.read_bytes() == before
    assert changes(clinic) == []


def test_a_file_that_is_not_there_is_wrong_use(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    assert keys(clinic, "import", "none.p12") == 2
    assert "none.p12" in capsys.readouterr().err


def test_a_token_seals_a_whole_document_that_two_judges_believe(
    clinic: Clinic, typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slot = make_token("whole", pair(ec_key(), since=SINCE, until=UNTIL))
    command = ["--module", str(LIBRARY), "--label", LABEL, "--slot", str(slot)]
    typed.extend(["000000", PIN])
    assert keys(clinic, "token", *command) == 1
    assert "could not sign" in capsys.readouterr().err
    assert keys(clinic, "token", *command) == 0
    assert PIN not in capsys.readouterr().out
    assert keys(clinic, "list") == 0
    assert "It lies on a security token. It comes from elsewhere." in capsys.readouterr().out
    new = seal_again(clinic, tmp_path / "token.pdf")
    assert verified(clinic, new) == 0
    judge = subprocess.run(["pdfsig", "-nocert", new], check=False, capture_output=True, text=True)
    assert judge.stdout.count("Signature is Valid.") == judge.stdout.count("ETSI.CAdES.detached") > 0
    assert PIN.encode() not in b"".join(path.read_bytes() for path in clinic.folder.rglob("*") if path.is_file())
    with Vault.open(clinic.folder, DEMO_PASSPHRASE) as vault:
        assert read_keys(vault).seal.private_key_pem == b""


def test_nothing_is_changed_while_the_kiosk_is_open(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    with Vault.open(clinic.folder, DEMO_PASSPHRASE):
        assert keys(clinic, "rotate", "--key", "seal") == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert changes(clinic) == []
