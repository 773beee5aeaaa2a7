"""Changes of keys: what they do to documents of before and after, and that the ledger tells of each."""

from __future__ import annotations

import copy
import functools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from kiosk.codes import PaperVerdict, ReadCode, Reason, ScanSheet, check_paper, read_text, read_trust
from kiosk.errors import OperatorError
from kiosk.events import KIOSK_STREAM, KeyChanged
from kiosk.seal import (
    ClinicKeys,
    Purpose,
    SealReport,
    Trust,
    find_token_key,
    fingerprint,
    read_certificates,
    read_lists,
    trust_bundle,
    verify,
)
from kiosk.service import (
    CODE_KEY,
    KioskService,
    PageKey,
    Renewed,
    clinician_certificate,
    import_seal,
    list_keys,
    read_keys,
    require_time,
    revoke_clinician,
    revoke_codes,
    revoke_key,
    rotate_codes,
    rotate_key,
    signing_key,
    trust_file,
    use_token,
)
from kiosk.service.marking import code_maker, require_page_key
from kiosk.service.own_seal import SEAL_TOKEN
from kiosk.settings import demo_settings
from kiosk.vault import KdfParameters
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.codes.scans import FACTS
from tests.kiosk.seal.drafts import NOW as MADE
from tests.kiosk.seal.elsewhere_certs import pair
from tests.kiosk.seal.soft_token import LABEL, LIBRARY, PIN, make_token
from tests.kiosk.services import Clock, clinic_keys, failing, keyed_ledger, reopened
from tests.kiosk.visits import ServiceWalk, real_content

DAY = timedelta(days=1)
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
DOCUMENT = "CN-2026-0512-0001"
NAME = "Dr Amara Osei"
CHEAP = KdfParameters(1, 8, 1)


@functools.cache
def _day() -> MemoryLedger:
    ledger = keyed_ledger()
    walk = ServiceWalk(KioskService(ledger, real_content(), demo_settings(), clock=Clock())).to_the_end("talk")
    service, _ = reopened(ledger, real_content())
    service.seal(walk.visit_id)
    return ledger


@pytest.fixture
def store() -> MemoryLedger:
    """Return the ledger of a clinic with one sealed document."""
    return copy.deepcopy(_day())


def quiet(_keys: ClinicKeys, _page_key: PageKey) -> None:
    """Publish nothing."""


def ignore(_one: Renewed) -> None:
    """Tell nobody."""


def judged(store: MemoryLedger, name: str = DOCUMENT, now: datetime = NOW + DAY) -> SealReport:
    """Judge a stored file as a stranger does, with the trust file of today."""
    bundle = trust_bundle(read_keys(store))
    return verify(store.file(name), trust=read_certificates(bundle), lists=read_lists(bundle), now=now)


def changes(store: MemoryLedger) -> list[tuple[str, str, bool]]:
    return [(one.what, one.purpose, one.lost) for one in store.events(KIOSK_STREAM) if isinstance(one, KeyChanged)]


def seal_another(store: MemoryLedger) -> str:
    """Seal one more document some days later, and return its name."""
    clock = Clock()
    clock.now = NOW + DAY
    service = KioskService(store, real_content(), demo_settings(), clock=clock)
    walk = ServiceWalk(service).to_the_end("talk")
    service.seal(walk.visit_id)
    return store.files()[-2][0]


@pytest.mark.parametrize("purpose", [Purpose.SEAL, Purpose.KIOSK, Purpose.STAMPS])
def test_a_rotated_key_leaves_everything_good(store: MemoryLedger, purpose: Purpose) -> None:
    before = read_keys(store)
    published: list[ClinicKeys] = []
    new = rotate_key(store, purpose, NOW, lambda keys, _page_key: published.append(keys))
    assert published == [read_keys(store)]
    assert read_keys(store) != before
    assert read_keys(store).revoked == ()
    assert changes(store) == [("rotated", str(purpose), False)]
    [event] = [one for one in store.events(KIOSK_STREAM) if isinstance(one, KeyChanged)]
    assert event.fingerprint == fingerprint(new.certificate)
    assert judged(store).trusted


@pytest.mark.parametrize("lost", [True, False])
@pytest.mark.parametrize("purpose", [Purpose.SEAL, Purpose.KIOSK, Purpose.STAMPS])
def test_what_a_key_made_before_it_was_taken_back_stays_good(store: MemoryLedger, purpose: Purpose, lost: bool) -> None:
    told: list[Renewed] = []
    revoke_key(store, purpose, NOW, quiet, lost=lost, told=told.append)
    assert changes(store) == [("revoked", str(purpose), lost), ("rotated", str(purpose), False)]
    newest = store.files()[-1][0]
    # Only the stamps' own key is worth less from now on: their files got a newer stamp.
    restamped = purpose is Purpose.STAMPS and lost
    assert [one.outcome for one in told] == (["renewed"] if restamped else [])
    assert newest == (f"{DOCUMENT}.1" if restamped else f"{DOCUMENT}.json")
    assert judged(store, f"{DOCUMENT}.1" if restamped else DOCUMENT).trusted
    assert judged(store, seal_another(store), NOW + 3 * DAY).trusted


def test_a_copy_without_the_newer_stamp_is_believed_no_more_once_the_stamps_key_is_lost(store: MemoryLedger) -> None:
    revoke_key(store, Purpose.STAMPS, NOW, quiet, lost=True, told=ignore)
    report = judged(store)
    assert report.intact
    assert report.trust is Trust.REVOKED


def test_a_damaged_file_does_not_keep_a_lost_key_in_use(store: MemoryLedger) -> None:
    seal_another(store)
    damaged = store._files[DOCUMENT]
    store._files[DOCUMENT] = replace(damaged, data=damaged.data[:-100])
    told: list[Renewed] = []
    revoke_key(store, Purpose.STAMPS, NOW + 2 * DAY, quiet, lost=True, told=told.append)
    assert [one.outcome for one in told] == ["changed", "renewed"]
    assert changes(store) == [("revoked", "Time stamps", True), ("rotated", "Time stamps", False)]


def test_nothing_is_taken_back_when_the_disk_fills_up_before(store: MemoryLedger) -> None:
    ledger = failing(store)
    ledger.refuses = "files"
    before = read_keys(ledger)
    with pytest.raises(OperatorError, match=r"vault\.disk_full"):
        revoke_key(ledger, Purpose.STAMPS, NOW, quiet, lost=True, told=ignore)
    assert read_keys(ledger) == before
    assert changes(ledger) == []
    ledger.refuses = ""
    revoke_key(ledger, Purpose.STAMPS, NOW, quiet, lost=True, told=ignore)
    assert judged(ledger, f"{DOCUMENT}.1").trusted


def test_a_trust_file_that_cannot_be_written_changes_nothing(store: MemoryLedger) -> None:
    def refused(_keys: ClinicKeys, _page_key: PageKey) -> None:
        raise OperatorError("settings.not_written")

    before = store.secret("clinic-key")
    with pytest.raises(OperatorError, match=r"settings\.not_written"):
        rotate_key(store, Purpose.SEAL, NOW, refused)
    assert store.secret("clinic-key") == before
    assert changes(store) == []


# ---------------------------------------------------------------- the codes on paper


def printed(store: MemoryLedger, day: date = FACTS.date) -> ReadCode:
    """Return the code of a page that is printed with the key of now, for a document of this day."""
    text = code_maker(msgspec.structs.replace(FACTS, date=day), store)(1, 1)
    return ReadCode(1, (0.8, 0.9, 0.9, 0.95), read_text(text), raw=text)


def on_paper(store: MemoryLedger, code: ReadCode) -> PaperVerdict:
    """Judge a printed page as a stranger does, with the trust file of today."""
    trust = read_trust(trust_file(read_keys(store), require_page_key(store)))
    return check_paper([ScanSheet(1, (code,))], trust)


def test_codes_of_a_rotated_key_stay_good_and_new_ones_are_of_the_new_key(store: MemoryLedger) -> None:
    before, published = printed(store), list[PageKey]()
    new = rotate_codes(store, NOW, lambda _keys, page_key: published.append(page_key))
    after = printed(store)
    assert published == [require_page_key(store)]
    assert published[0].certificate_der == new.public_bytes(Encoding.DER)
    assert before.raw != after.raw
    assert on_paper(store, before).ok
    assert on_paper(store, printed(store, NOW.date())).ok
    # No code of the new key is older than the key.
    assert on_paper(store, after).reason is Reason.KEY_TIME
    assert changes(store) == [("rotated", "Paper codes", False)]
    [event] = [one for one in store.events(KIOSK_STREAM) if isinstance(one, KeyChanged)]
    assert event.fingerprint == fingerprint(new)
    rotate_codes(store, NOW + DAY, quiet)
    assert on_paper(store, before).ok
    assert len(require_page_key(store).former) == 2
    assert judged(store).trusted


@pytest.mark.parametrize(("lost", "why"), [(True, Reason.REVOKED), (False, None)])
def test_codes_of_a_key_that_was_taken_back_are_good_unless_it_was_lost(
    store: MemoryLedger, lost: bool, why: Reason | None
) -> None:
    before, later = printed(store), printed(store, (NOW + DAY).date())
    revoke_codes(store, NOW, quiet, lost=lost)
    assert on_paper(store, before).reason is why
    assert on_paper(store, later).reason is (why or Reason.KEY_TIME)
    assert changes(store) == [("revoked", "Paper codes", lost), ("rotated", "Paper codes", False)]
    [row] = [row for row in list_keys(store, NOW) if row.purpose == "codes"]
    assert (row.revoked, row.since) == (None, NOW - DAY)
    assert on_paper(store, printed(store, (NOW + DAY).date())).ok
    # The seals of files are of other keys.
    assert judged(store).trusted
    assert judged(store, seal_another(store), NOW + 3 * DAY).trusted


def test_a_key_for_codes_of_an_earlier_version_is_read_and_rotated(store: MemoryLedger) -> None:
    kept = msgspec.json.decode(require_page_key(store).to_bytes())
    del kept["former"]
    store.put_secret(CODE_KEY, msgspec.json.encode(kept))
    before = printed(store)
    rotate_codes(store, NOW, quiet)
    assert on_paper(store, before).ok


# ---------------------------------------------------------------- clinicians


def test_a_clinicians_key_is_taken_back_once(store: MemoryLedger) -> None:
    with pytest.raises(OperatorError, match=r"keys\.none_yet"):
        revoke_clinician(store, "s2", NOW, quiet, lost=True)
    first = signing_key(store, "s2", NAME, "472910", NOW, kdf=CHEAP)
    taken = revoke_clinician(store, "s2", NOW + DAY, quiet, lost=True)
    assert taken == first.certificate
    with pytest.raises(OperatorError, match=r"keys\.revoked_before"):
        revoke_clinician(store, "s2", NOW + DAY, quiet, lost=True)
    signing_key(store, "s2", NAME, "580317", NOW + DAY, kdf=CHEAP)
    assert clinician_certificate(store, "s2") != taken
    assert changes(store) == [
        ("issued", "Clinician", False),
        ("revoked", "Clinician", True),
        ("issued", "Clinician", False),
    ]


# ---------------------------------------------------------------- a seal from elsewhere


def test_an_imported_seal_is_used_and_both_stay_trusted(store: MemoryLedger) -> None:
    bought = pair(since=NOW - 30 * DAY, until=NOW + 800 * DAY)
    import_seal(store, bought, NOW, quiet)
    new = seal_another(store)
    for name in (DOCUMENT, new):
        assert judged(store, name, NOW + 3 * DAY).trusted
    assert judged(store, new, NOW + 3 * DAY).signatures[-1].fingerprint == fingerprint(bought.certificate)
    with pytest.raises(OperatorError, match=r"keys\.not_ours"):
        revoke_key(store, Purpose.SEAL, NOW + 3 * DAY, quiet, lost=True, told=ignore)
    rotate_key(store, Purpose.SEAL, NOW + 3 * DAY, quiet)
    assert judged(store, new, NOW + 3 * DAY).trusted
    assert [what for what, _, _ in changes(store)] == ["imported", "rotated"]
    assert [row.place for row in list_keys(store, NOW) if row.purpose == "seal"] == ["vault", "former"]


def test_a_seal_on_a_token_seals_a_visit_and_is_forgotten_when_it_is_left(store: MemoryLedger) -> None:
    bought = pair(since=NOW - 30 * DAY, until=NOW + 800 * DAY)
    slot = make_token("visit", bought)
    key = find_token_key(LIBRARY, slot, LABEL, PIN, NOW)
    assert use_token(store, key, PIN, NOW, quiet) == bought.certificate
    assert [row.place for row in list_keys(store, NOW) if row.purpose == "seal"] == ["token"]
    new = seal_another(store)
    assert judged(store, new, NOW + 3 * DAY).trusted
    assert judged(store, new, NOW + 3 * DAY).signatures[-1].fingerprint == fingerprint(bought.certificate)
    rotate_key(store, Purpose.SEAL, NOW + 3 * DAY, quiet)
    assert store.secret(SEAL_TOKEN) == b""
    assert judged(store, new, NOW + 3 * DAY).trusted
    assert [what for what, _, _ in changes(store)] == ["token", "rotated"]


def test_a_token_that_does_not_sign_is_not_used(store: MemoryLedger) -> None:
    bought = pair()
    slot = make_token("silent", bought)
    key = find_token_key(LIBRARY, slot, LABEL, PIN, MADE)
    with pytest.raises(OperatorError, match=r"seal\.token_failed"):
        use_token(store, key, "000000", NOW, quiet)
    assert changes(store) == []


# ---------------------------------------------------------------- the list


def test_all_keys_are_listed_and_what_runs_out_first_comes_first(store: MemoryLedger) -> None:
    signing_key(store, "s2", NAME, "472910", NOW - 5 * DAY, kdf=CHEAP)
    rows = list_keys(store, NOW)
    assert [row.purpose for row in rows] == ["root", "seal", "kiosk", "stamps", "codes", "clinician"]
    assert (rows[-1].whose, rows[-1].staff_id) == (NAME, "s2")
    late = clinic_keys().seal.certificate.not_valid_after_utc - 30 * DAY
    rows = list_keys(store, late)
    assert [row.purpose for row in rows] == ["seal", "kiosk", "clinician", "root", "stamps", "codes"]
    assert [row.days for row in rows[:2]] == [30, 30]
    assert rows[2].days > 30


def test_what_was_taken_back_is_marked(store: MemoryLedger) -> None:
    signing_key(store, "s2", NAME, "472910", NOW, kdf=CHEAP)
    revoke_clinician(store, "s2", NOW + DAY, quiet, lost=False)
    [row] = [row for row in list_keys(store, NOW) if row.purpose == "clinician"]
    assert (row.revoked, row.lost) == (NOW + DAY, False)


@pytest.mark.parametrize(
    ("now", "key"), [(NOW - 365 * DAY, "wrong"), (NOW - 10 * DAY, "before_last")], ids=["before all", "before the last"]
)
def test_no_key_is_changed_by_a_wrong_clock(store: MemoryLedger, now: datetime, key: str) -> None:
    with pytest.raises(OperatorError, match=rf"seal\.clock_{key}"):
        require_time(store, demo_settings(), now)
    require_time(store, demo_settings(), NOW)
    if key == "before_last":
        require_time(store, msgspec.structs.replace(demo_settings(), clock_doubt="print"), now)
