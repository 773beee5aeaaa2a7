from __future__ import annotations

import kiosk.content
from kiosk.content import ICONS, load_or_raise
from tests.kiosk.packs import REAL_PACK, SMALL_PACK


def test_the_face_names_only_what_is_there() -> None:
    assert [name for name in kiosk.content.__all__ if not hasattr(kiosk.content, name)] == []


def test_a_pack_loads_into_the_model() -> None:
    content = load_or_raise(SMALL_PACK)
    assert (content.id, content.default_language) == ("small-pack", "en")
    assert content.figures["sleep"].counts == (("mint-tea", 64), ("hot-water", 28))
    assert content.treatments["mint-tea"].text["en"].decision["talk"].restated == "You want to talk first."
    assert content.checks["en"]["stop-a"].right_choice.id == "b"


def test_the_pack_that_ships_loads() -> None:
    content = load_or_raise(REAL_PACK)
    assert len(content.pages["en"]) >= 18
    assert sum(figure.kind == "icon_array" for figure in content.figures.values()) >= 6
    assert len(content.glossary["en"]) >= 25
    assert len(content.treatments["ketamine-iv"].must_know) >= 10


def test_every_icon_is_drawn() -> None:
    drawn = {path.stem for path in (REAL_PACK.parent / "ui" / "assets" / "icons").glob("*.svg")}
    assert drawn >= ICONS
