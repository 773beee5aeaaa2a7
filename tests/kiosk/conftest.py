"""What many tests of the core begin with: the real content, an empty ledger, and a service on both."""

from __future__ import annotations

import pytest

from kiosk.content import Content
from kiosk.service import KioskService
from kiosk.settings import demo_settings
from tests.contracts.memory_ledger import MemoryLedger
from tests.kiosk.services import Clock
from tests.kiosk.visits import real_content


@pytest.fixture(scope="session")
def content() -> Content:
    """Return the content that ships. Nobody changes it."""
    return real_content()


@pytest.fixture
def ledger() -> MemoryLedger:
    """Return a ledger without entries and keys."""
    return MemoryLedger()


@pytest.fixture
def service(ledger: MemoryLedger, content: Content) -> KioskService:
    """Return a service whose clock moves on by a second at each look."""
    return KioskService(ledger, content, demo_settings(), clock=Clock())
