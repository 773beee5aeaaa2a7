from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.environment import (
    Environment,
    content_root,
    data_root,
    default_data_folder,
    has_display,
    read_environment,
    templates_root,
)
from kiosk.errors import OperatorError


def test_the_environment_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_environment({}) == Environment()
    assert read_environment({"CANDOR_DATA": "", "CANDOR_PASSPHRASE": ""}) == Environment()
    assert read_environment({"CANDOR_DATA": "d", "CANDOR_PASSPHRASE": "p"}) == Environment(Path("d"), "p")
    monkeypatch.setenv("CANDOR_DATA", "here")
    assert read_environment().data == Path("here")


def test_data_lie_where_the_system_has_them(tmp_path: Path) -> None:
    assert default_data_folder({}, platform="linux", home=tmp_path) == tmp_path / ".local/share/candor"
    assert default_data_folder({"XDG_DATA_HOME": "x"}, platform="linux", home=tmp_path) == Path("x/candor")
    assert default_data_folder({"LOCALAPPDATA": "x"}, platform="win32", home=tmp_path) == Path("x/Candor")
    assert default_data_folder({}, platform="win32", home=tmp_path) == tmp_path / "AppData/Local/Candor"
    assert default_data_folder({}, platform="darwin", home=tmp_path) == tmp_path / "Library/Application Support/Candor"


def test_content_is_found_in_a_checkout_and_in_an_installation(top: Path, tmp_path: Path) -> None:
    assert (content_root(), templates_root()) == (top / "content", top / "consent_templates")
    package = tmp_path / "kiosk"
    package.mkdir()
    with pytest.raises(OperatorError, match=r"settings\.content_missing"):
        data_root(package)
    (tmp_path / "content").mkdir()
    assert data_root(package) == tmp_path
    (package / "_data" / "content").mkdir(parents=True)
    assert data_root(package) == package / "_data"


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_a_display_is_one_that_the_environment_names(name: str) -> None:
    assert has_display({name: "x"}, platform="linux")
    assert not has_display({name: ""}, platform="linux")
    assert not has_display({}, platform="linux")
    assert has_display({}, platform="win32")
    assert has_display({}, platform="darwin")
