"""What `pip install .` puts on a clinic's machine: the program and all that it shows, in one wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(top: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=top,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_content_and_templates_travel_with_the_program(wheel: Path, top: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"kiosk/_data/{folder}/{name}"
        for folder in ("content", "consent_templates")
        for name in files_below(top / folder)
    }
    assert wanted - names == set()


def test_package_data_travels_too(wheel: Path, top: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"{package}/{name}"
        for package in ("kiosk", "ui")
        for name in files_below(top / package)
        if "__pycache__" not in name
    }
    assert wanted - names == set()
    assert any(name.startswith("ui/assets/icons/") for name in wanted)
    assert "kiosk/locale/en.yaml" in wanted


def test_no_tests_and_no_patient_data_travel(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"kiosk", "ui"}


def test_the_installed_program_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(place)
    # -S hides the checkout that a development environment links to; its parts come in by PYTHONPATH.
    parts = next(Path(name) for name in sys.path if name.endswith("site-packages"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(place), str(parts)])}
    program = "import kiosk.cli, sys; print(kiosk.cli.__file__); sys.exit(kiosk.cli.main())"
    result = subprocess.run(
        [sys.executable, "-S", "-c", program, "content", "check"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert str(place) in result.stdout
