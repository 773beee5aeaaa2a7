"""The set-up behind `make`: what it finds missing, what it says, and when it has nothing to do."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from pathlib import Path
from types import ModuleType

import pytest


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"candor_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bootstrap(top: Path) -> ModuleType:
    return load(top / ".ci" / "bootstrap.py")


@pytest.fixture(scope="module")
def start(top: Path) -> ModuleType:
    return load(top / ".ci" / "start.py")


def test_the_list_of_system_packages_is_whole(bootstrap: ModuleType, top: Path) -> None:
    needs = bootstrap.read_needs((top / ".ci" / "system-packages.txt").read_text(encoding="utf-8"))
    assert {need.group for need in needs} == set(bootstrap.GROUPS)
    assert {need.kind for need in needs} == {"lib", "bin", "mod"}


def test_what_is_missing_is_named_once_and_only_for_the_groups_asked_for(bootstrap: ModuleType) -> None:
    text = """
    run  lib:libno-such-thing.so.9  libno-such-thing9   # a comment
    run  mod:no_such_module         modules
    run  mod:venv                   never-missing
    test bin:no-such-judge          judges
    test bin:no-such-judge-either   judges
    """
    needs = bootstrap.read_needs(text)
    assert bootstrap.missing_packages(needs, {"run"}) == ["libno-such-thing9", "modules"]
    assert bootstrap.missing_packages(needs, {"run", "test"}) == ["libno-such-thing9", "modules", "judges"]


def test_someone_who_is_not_root_gets_the_exact_command(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "is_debian", lambda: True)
    monkeypatch.setattr(bootstrap, "is_root", lambda: False)
    with pytest.raises(bootstrap.SetupError, match=r"sudo apt-get install poppler-utils qpdf$"):
        bootstrap.install_packages(["poppler-utils", "qpdf"])


def test_another_system_gets_the_names(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "is_debian", lambda: False)
    with pytest.raises(bootstrap.SetupError, match="qpdf"):
        bootstrap.install_packages(["qpdf"])


def test_the_stamp_changes_with_the_requirements(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "TOP", tmp_path)
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("part==1.0", encoding="utf-8")
    first = bootstrap.digest(("requirements.txt",))
    assert bootstrap.digest(("requirements.txt",)) == first
    wanted.write_text("part==1.1", encoding="utf-8")
    assert bootstrap.digest(("requirements.txt",)) != first


def test_wrong_use_is_told_apart_from_a_missing_part(bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["everything"]) == 2
    assert "unknown group" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="X11 and Wayland are not there; Windows always has a display")
def test_a_display_counts_only_if_it_answers(start: ModuleType, tmp_path: Path) -> None:
    assert not start.has_display({})
    assert not start.has_display({"DISPLAY": ":98765"})
    assert not start.has_display({"DISPLAY": "nonsense"})
    assert not start.has_display({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)})
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert start.has_display({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)})
