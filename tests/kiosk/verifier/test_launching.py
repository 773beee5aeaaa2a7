"""The auditor's one file on a bare Python: no site, no environment, nothing but the file and the wheels beside it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kiosk.verifier import launching

TOP = Path(__file__).parents[3]
SAMPLES = Path(__file__).parents[1] / "seal" / "samples"
HERE = f"cp{sys.version_info[0]}{sys.version_info[1]}"


def _builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("candor_verifier_builder", TOP / ".ci" / "verifier.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BUILDER: Any = _builder()


def make_wheel(library: str, folder: Path) -> Path:
    """Make a wheel of what is installed: no registry is asked. Not compressed, for it is used once."""
    found = importlib.metadata.distribution(library)
    system = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    path = folder / f"{library}-{found.version}-{HERE}-{HERE}-{system}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file in found.files or ():
            if not file.parts[0].startswith("..") and "__pycache__" not in file.parts:
                archive.write(str(file.locate()), str(file))
    return path


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the one file with wheels of what is installed here."""
    out = tmp_path_factory.mktemp("verifier")
    (out / "wheels").mkdir()
    wheels = {library: make_wheel(library, out / "wheels") for library in BUILDER.LIBRARIES}
    made: Path = BUILDER.write_program(out, {library: [BUILDER.digest(path)] for library, path in wheels.items()})
    return made


def run(program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run it as on a machine with nothing on it."""
    aside = program.parent / "aside"
    aside.mkdir(exist_ok=True)
    bare = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    bare |= {"TMPDIR": str(aside), "TEMP": str(aside)}
    command = [sys.executable, "-I", "-S", program, *arguments]
    return subprocess.run(
        command, check=False, capture_output=True, encoding="utf-8", env=bare, cwd=program.parent, timeout=60
    )


def test_it_says_what_candor_verify_says(program: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from kiosk.cli import main

    tampered = tmp_path / "tampered.pdf"
    data = bytearray((SAMPLES / "full.pdf").read_bytes())
    data[len(data) // 2] ^= 1
    tampered.write_bytes(data)
    files = [str(SAMPLES / "full.pdf"), str(SAMPLES / "b-lta.pdf"), str(tampered)]
    ours = ["--trust", str(SAMPLES / "full.pem"), "--json"]
    assert main(["verify", *files, *ours]) == 1
    expected = json.loads(capsys.readouterr().out)
    ran = run(program, *files, *ours)
    assert (ran.returncode, ran.stderr) == (1, "")
    found = json.loads(ran.stdout)
    assert found == expected
    assert [(one["ok"], one["trust"]) for one in found] == [(True, "yes"), (False, "other"), (False, "not_asked")]


def test_the_exit_code_tells_and_nothing_is_left_behind(program: Path) -> None:
    ran = run(program, SAMPLES / "full.pdf", "--trust", SAMPLES / "full.pem")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "王小明" in ran.stdout
    assert run(program, "none.pdf").returncode == 2
    assert list((program.parent / "aside").iterdir()) == []


def test_it_says_what_it_cannot_judge(program: Path) -> None:
    ran = run(program, SAMPLES / "first-form.pdf", "--trust", SAMPLES / "first-form.pem")
    assert ran.returncode == 2
    assert "first version of Candor" in ran.stderr
    told = run(program, "--help").stdout
    assert "Photos and scans of paper" in told
    # A page without a seal is judged all the same.
    assert run(program, TOP / "README.md").returncode == 1


def test_a_wheel_that_is_not_the_right_one_is_not_loaded(program: Path, tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    other = tmp_path / program.name
    other.write_bytes(program.read_bytes())
    ran = run(other, SAMPLES / "full.pdf")
    assert ran.returncode == 2
    assert "There is no wheel of asn1crypto for Python 3" in ran.stderr
    (tmp_path / "wheels" / "asn1crypto-1.5.1-py3-none-any.whl").write_bytes(b"PK")
    ran = run(other, SAMPLES / "full.pdf")
    assert ran.returncode == 2
    assert ran.stderr.startswith("asn1crypto-1.5.1-py3-none-any.whl is not the wheel")


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("msgspec-0.22.0-{here}-{here}-{system}.whl", True),
        ("msgspec-0.22.0-1-{here}-{here}-any.{system}.whl", True),
        ("Msgspec-0.22.0-py2.py3-none-any.whl", True),
        ("msgspec-0.22.0-cp38-abi3-{system}.whl", True),
        ("msgspec-0.22.0-cp399-abi3-{system}.whl", False),
        ("msgspec-0.22.0-{here}-{here}t-{system}.whl", False),
        ("msgspec-0.22.0-cp27-cp27m-{system}.whl", False),
        ("msgspec-0.22.0-{here}-{here}-manylinux_2_28_riscv128.whl", False),
        ("msgspec-0.22.0-{here}-{here}-win31.whl", False),
        ("other-0.22.0-py3-none-any.whl", False),
        ("msgspec.whl", False),
    ],
)
def test_wheels_are_known_by_their_names(name: str, fits: bool) -> None:
    system = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    assert launching._fits(name.format(here=HERE, system=system), "msgspec") is fits


def test_an_old_python_is_told() -> None:
    started = BUILDER.START.replace("sys.version_info <", "(3, 10) <")
    ran = subprocess.run([sys.executable, "-I", "-c", started], check=False, capture_output=True, text=True)
    assert "needs Python 3.11 or newer" in ran.stderr


def test_the_lock_names_each_wheel_with_its_hashes() -> None:
    requirements = BUILDER.locked(BUILDER.LIBRARIES)
    assert tuple(requirements) == BUILDER.LIBRARIES
    for library, text in requirements.items():
        assert text.startswith(f"{library}==")
        assert len(BUILDER.hashes_of(text)) >= 2
        assert not text.rstrip().endswith("\\")


def test_the_same_parts_make_the_same_file(tmp_path: Path) -> None:
    once = BUILDER.write_program(tmp_path, {"a": ["0"]}).read_bytes()
    again = BUILDER.write_program(tmp_path, {"a": ["0"]}).read_bytes()
    assert hashlib.sha256(once).digest() == hashlib.sha256(again).digest()
