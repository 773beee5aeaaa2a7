"""A small valid pack to break: copies of it with one thing changed."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

SMALL_PACK = Path(__file__).parent / "content" / "pack"
REAL_PACK = Path(__file__).parents[2] / "content"
LEGAL_PACK = Path(__file__).parent / "lint" / "pack"
"""Two made-up treatments that break no rule but the one on how long a path takes."""


def copy_of_small_pack(folder: Path) -> Path:
    """Copy the small pack into a new folder below `folder`."""
    root = folder / "pack"
    shutil.copytree(SMALL_PACK, root)
    return root


def change(root: Path, file: str, old: str, new: str) -> int:
    """Replace `old`, which stands in the file once, by `new`; return the line on which it begins."""
    path = root / file
    text = path.read_bytes().decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_bytes(text.replace(old, new).encode())
    return text[: text.index(old)].count("\n") + 1


def broken_pack(folder: Path, file: str, old: str, new: str) -> tuple[Path, int]:
    """Copy the small pack with one change; return it and the line of the change."""
    root = copy_of_small_pack(folder)
    return root, change(root, file, old, new)


def copy_of_legal_pack(folder: Path) -> Path:
    """Copy the legal pack into a new folder below `folder`."""
    root = folder / "pack"
    shutil.copytree(LEGAL_PACK, root)
    return root


def with_translation(root: Path) -> None:
    """Give a pack a second language, with its first one's words, made from the pages as they are now."""
    pack = root / "pack.yaml"
    line = "  - {id: en, name: English, direction: ltr, status: written}\n"
    pack.write_bytes(pack.read_bytes().replace(line.encode(), (line + line.replace("en,", "xx,")).encode()))
    shutil.copytree(root / "en", root / "xx")
    for page in (root / "xx" / "pages").iterdir():
        digest = hashlib.sha256(page.read_bytes()).hexdigest()[:16]
        page.write_bytes(page.read_bytes().replace(b"---\nid:", f'---\nsource_digest: "{digest}"\nid:'.encode(), 1))


def broken_legal_pack(folder: Path, file: str, old: str, new: str) -> tuple[Path, int]:
    """Copy the legal pack with one change; return it and the line of the change."""
    root = copy_of_legal_pack(folder)
    return root, change(root, file, old, new)
