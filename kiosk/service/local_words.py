"""Local words: what the content says where it has a place for the clinic's own name and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.content import Country
    from kiosk.i18n import Words
    from kiosk.settings import ClinicSettings

__all__ = ["local_words"]


def local_words(settings: ClinicSettings, countries: Mapping[str, Country], words: Words) -> dict[str, str]:
    """Return the value of each place (`kiosk.content.PLACEHOLDERS`).

    A number comes from the clinic's settings, else from its country; where neither has one, plain words stand there.
    """
    country = countries.get(settings.country)
    return {
        "clinic_name": settings.clinic_name,
        "clinic_phone": settings.phone,
        "emergency_number": settings.emergency_number
        or (country.emergency_number if country else "")
        or words["local.emergency_number"],
        "crisis_line": settings.crisis_line or (country.crisis_line if country else "") or words["local.crisis_line"],
    }
