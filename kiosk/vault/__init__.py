"""The encrypted store of one kiosk: its ledger, sealed files, secrets and staff accounts, and the keys to them.

Owns the folder DATA: `vault.db` (SQLCipher), `vault.json` (the wrapped key) and `vault.lock`. The only package that
imports sqlcipher3. Nothing in here knows what a visit is: it keeps events in order and proves that nobody changed them.
"""

from kiosk.vault.keys import DEFAULT_KDF, KdfParameters
from kiosk.vault.ledger import ChainReport, Ledger, LedgerHead, StoredFile, StreamSummary, verify_chain
from kiosk.vault.store import Vault, change_passphrase, vault_exists

__all__ = [
    "DEFAULT_KDF",
    "ChainReport",
    "KdfParameters",
    "Ledger",
    "LedgerHead",
    "StoredFile",
    "StreamSummary",
    "Vault",
    "change_passphrase",
    "vault_exists",
    "verify_chain",
]
