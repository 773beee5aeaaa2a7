from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import compiled
from kiosk.compiled import COMPILED, open_compiled
from kiosk.content import Content
from kiosk.errors import ContentError
from kiosk.lint import open_content
from tests.kiosk.packs import change, copy_of_legal_pack


class Shelf:
    """A store in memory that counts what is written."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.written = 0

    def secret(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def put_secret(self, name: str, value: bytes) -> None:
        self.kept[name] = value
        self.written += 1


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copy_of_legal_pack(tmp_path)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Note each time that a pack is read and checked in full."""
    calls: list[Path] = []

    def noted(root: Path, overlay: Path | None = None) -> Content:
        calls.append(root)
        return open_content(root, overlay)

    monkeypatch.setattr(compiled, "open_content", noted)
    return calls


def test_a_pack_is_checked_once(pack: Path, opened: list[Path]) -> None:
    shelf = Shelf()
    first = open_compiled(pack, None, shelf)
    second = open_compiled(pack, None, shelf)
    assert second == first == open_content(pack)
    assert len(opened) == 1
    assert shelf.written == 1


def test_another_byte_is_another_pack(pack: Path, opened: list[Path]) -> None:
    shelf = Shelf()
    before = open_compiled(pack, None, shelf)
    (pack / "pack.yaml").write_bytes((pack / "pack.yaml").read_bytes() + b"# looked at\n")
    after = open_compiled(pack, None, shelf)
    assert after.digest != before.digest
    assert len(opened) == 2
    assert list(shelf.kept) == [COMPILED], "the older form stays in the store"


def test_bad_content_is_refused_and_not_kept(pack: Path) -> None:
    shelf = Shelf()
    good = open_compiled(pack, None, shelf)
    page = next(iter(good.pages["en"].values()))
    change(pack, page.file, f"id: {page.id}\n", "id: another-name\n")
    with pytest.raises(ContentError):
        open_compiled(pack, None, shelf)
    assert good.digest.encode() in shelf.kept[COMPILED]


@pytest.mark.parametrize("damage", [b"", b"\xff" * 40])
def test_a_form_of_another_build_is_made_anew(pack: Path, opened: list[Path], damage: bytes) -> None:
    shelf = Shelf()
    first = open_compiled(pack, None, shelf)
    head = shelf.kept[COMPILED].split(b"\n", 1)[0] + b"\n"
    shelf.kept[COMPILED] = head + damage
    assert open_compiled(pack, None, shelf) == first
    shelf.kept[COMPILED] = shelf.kept[COMPILED].replace(b"candor ", b"candor 9", 1)
    assert open_compiled(pack, None, shelf) == first
    assert len(opened) == 3


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as refused:
        open_compiled(tmp_path / "none", None, Shelf())
    assert [problem.rule for problem in refused.value.problems] == ["C001"]
