"""The house rules that no other tool checks. ARCHITECTURE.md and CONTRIBUTING.md say why each is there."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).resolve().parent.parent
PACKAGES = ("kiosk", "ui")
LONGEST_MODULE = 600
HEAVY = (
    "reportlab",
    "pyhanko",
    "pikepdf",
    "fontTools",
    "textstat",
    "weasyprint",
    "uharfbuzz",
    "PIL",
    "segno",
    "zxingcpp",
)
POSIX_ONLY = {"fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"}
FREE_TEST_FOLDERS = {"bench", "contracts", "golden", "journeys", "torture"}
"""Folders below tests/ that mirror no source: whole visits, suites for a seam, measurements."""


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (TOP / folder).rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def tracked_files() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=TOP,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for name in listing.stdout.split("\0") if name and (path := TOP / name).is_file()]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))


# ---------------------------------------------------------------- size and place


def test_no_module_outgrows_its_room() -> None:
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*PACKAGES, "tests")}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_the_top_level_holds_what_the_plan_says() -> None:
    folders = {path.relative_to(TOP).parts[0] for path in tracked_files() if len(path.relative_to(TOP).parts) > 1}
    assert folders <= {".ci", "consent_templates", "content", "docs", "kiosk", "tests", "ui"}


def has_code(path: Path) -> bool:
    """Whether a module holds any function: constants, plain structs and re-exports have nothing to test."""
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(parsed(path)))


def own_test(path: Path) -> Path:
    """Return where a module's test stands; a package's face is tested under the package's name."""
    place = path.relative_to(TOP)
    if place.name == "__init__.py":
        place = place.parent
    return TOP / "tests" / place.parent / f"test_{place.stem.strip('_')}.py"


def test_every_module_has_a_test_of_its_name() -> None:
    missing = [name_of(own_test(path)) for path in sources(*PACKAGES) if has_code(path) and not own_test(path).exists()]
    assert missing == []


def test_every_test_has_a_module_of_its_name() -> None:
    expected = {own_test(path) for path in sources(*PACKAGES)}
    tests = [path for folder in PACKAGES for path in (TOP / "tests" / folder).rglob("test_*.py")]
    assert [name_of(path) for path in tests if path not in expected] == []


def test_every_test_folder_is_known() -> None:
    folders = {path.name for path in (TOP / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= {*PACKAGES, *FREE_TEST_FOLDERS}


# ---------------------------------------------------------------- what a repository must not say


def forbidden_words() -> re.Pattern[str]:
    """Paths of somebody's machine, and hosts that packages come from (written so as not to match themselves)."""
    paths = "|".join(["wor" + "k", "far" + "m", "roo" + "t", "tm" + "p", "hom" + "e/[a-z]+", "User" + "s/[a-z]+"])
    hosts = ["py" + r"pi\.org", "pythonhosted" + r"\.org", "deb" + r"\.debian\.org", "registry" + r"\.npmjs"]
    options = ["--(?:extra-)?index-" + "url", "--find-" + "links", "--trusted-" + "host"]
    return re.compile(
        rf"(?:(?<![A-Za-z0-9._<-])/(?:{paths})/[A-Za-z])|{'|'.join(hosts)}|(?<!no-emit){'|'.join(options)}"
    )


def test_nothing_names_a_machine_or_a_registry() -> None:
    pattern = forbidden_words()
    found = []
    for path in tracked_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{name_of(path)}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(lines, 1)
            if pattern.search(line)
        ]
    assert found == []


def test_the_pattern_sees_what_it_is_for() -> None:
    pattern = forbidden_words()
    for line in ('open("/' + 'tmp/x")', "/ho" + "me/ada/candor", "--index-" + "url x", "https://py" + "pi.org/simple"):
        assert pattern.search(line), line
    assert not pattern.search("see docs/work/plan.md and https://doi.org/10.1000/tmp/x")


LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_every_link_of_a_document_leads_somewhere() -> None:
    documents = [*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")]
    broken = [
        f"{name_of(document)}: {target}"
        for document in documents
        for target in LINK.findall(document.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (document.parent / target).exists()
    ]
    assert broken == []


# ---------------------------------------------------------------- code that runs on every system, and starts fast


def top_level_imports(path: Path) -> Iterator[str]:
    for node in parsed(path).body:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_no_module_needs_posix_to_be_imported() -> None:
    assert [
        (name_of(path), name) for path in sources(*PACKAGES) for name in top_level_imports(path) if name in POSIX_ONLY
    ] == []


@pytest.mark.parametrize("module", ["kiosk.cli", "kiosk.service", "ui.app"])
def test_nothing_heavy_is_imported_before_the_first_screen(module: str) -> None:
    program = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}} & set({HEAVY!r})))"
    result = subprocess.run([sys.executable, "-c", program], cwd=TOP, capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


def test_the_core_needs_no_window() -> None:
    loaded = "{name.split('.')[0] for name in sys.modules}"
    program = f"import sys, kiosk.cli, kiosk.service; print(*({loaded} & {{'PySide6', 'ui'}}))"
    result = subprocess.run([sys.executable, "-c", program], cwd=TOP, capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


def camel_case_methods(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.FunctionDef) and re.search("[a-z][A-Z]", item.name):
                    yield node.name, item.name


@pytest.mark.parametrize("path", sources("ui"), ids=name_of)
def test_camel_case_is_used_for_overrides_of_qt_only(path: Path) -> None:
    methods = list(camel_case_methods(path))
    if methods:
        module = importlib.import_module(name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        own = [
            f"{cls}.{method}"
            for cls, method in methods
            if (found := getattr(module, cls, None)) is not None
            and not any(hasattr(base, method) for base in found.__mro__[1:])
        ]
        assert own == []


def test_no_test_sleeps() -> None:
    naps = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources("tests")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"time.sleep", "sleep", "QTest.qWait", "qtbot.wait", "QTest.qSleep"}
    ]
    assert naps == []


# ---------------------------------------------------------------- the tools' settings


def modules_in(package: str) -> set[str]:
    names = {path.stem for path in (TOP / package).glob("*.py")}
    names |= {path.parent.name for path in (TOP / package).glob("*/__init__.py")}
    return names - {"__init__", "__main__"}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_layers_name_every_module(project: dict[str, Any], package: str) -> None:
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(rule for rule in contracts if rule["type"] == "layers" and rule["containers"] == [package])["layers"]
    assert {name.strip("() ") for layer in layers for name in layer.split("|")} == modules_in(package)


def test_no_module_of_ours_is_excused_from_types(project: dict[str, Any]) -> None:
    settings = project["tool"]["mypy"]
    assert settings["strict"] is True
    excused = [name for override in settings["overrides"] for name in override["module"]]
    assert [name for name in excused if name.split(".")[0] in {*PACKAGES, "tests"}] == []
    assert {key for override in settings["overrides"] for key in override} == {"module", "ignore_missing_imports"}


def requirements_of(name: str) -> list[str]:
    lines = (line.split(" #")[0].strip() for line in (TOP / name).read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-c"))]


def pinned(name: str) -> dict[str, str]:
    text = (TOP / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ \\]+) \\$", text, flags=re.MULTILINE))


def test_the_two_lists_of_requirements_are_one(project: dict[str, Any]) -> None:
    assert sorted(project["project"]["dependencies"]) == sorted(requirements_of("requirements.in"))


@pytest.mark.parametrize("stem", ["requirements", "requirements-dev"])
def test_every_requirement_is_locked_with_its_hash(stem: str) -> None:
    locked = pinned(f"{stem}.txt")
    text = (TOP / f"{stem}.txt").read_text(encoding="utf-8")
    assert text.count("==") == len(locked), "a line without a hash"
    for line in requirements_of(f"{stem}.in"):
        wanted = Requirement(line)
        assert wanted.specifier.contains(locked[canonicalize_name(wanted.name)]), line


def test_the_two_lock_files_agree() -> None:
    run, develop = pinned("requirements.txt"), pinned("requirements-dev.txt")
    assert {
        name: (run[name], develop[name]) for name in run.keys() & develop.keys() if run[name] != develop[name]
    } == {}


@pytest.mark.parametrize("system", ["Linux", "Windows", "Darwin"])
def test_the_lock_files_serve_every_system(system: str) -> None:
    """Pip with hashes refuses a part that is needed on one system only and is not in the file."""
    platform = {"Linux": "linux", "Windows": "win32", "Darwin": "darwin"}[system]
    environment = {
        **{name: str(value) for name, value in default_environment().items()},
        "extra": "",
        "os_name": "nt" if system == "Windows" else "posix",
        "platform_system": system,
        "sys_platform": platform,
        "python_version": "3.11",
        "python_full_version": "3.11.9",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    locked = pinned("requirements.txt") | pinned("requirements-dev.txt")
    missing = [
        f"{wanted} (for {name})"
        for name in locked
        for line in metadata.requires(name) or []
        if ((wanted := Requirement(line)).marker is None or wanted.marker.evaluate(environment))
        and canonicalize_name(wanted.name) not in locked
    ]
    assert missing == []
