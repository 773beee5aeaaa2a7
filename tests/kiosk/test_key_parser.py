"""The arguments of `candor keys`."""

from __future__ import annotations

import argparse

import pytest

from kiosk.key_parser import add_keys


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    names: list[str] = []

    def command(name: str) -> object:
        names.append(name)
        return name

    add_keys(parser.add_subparsers(), command)  # type: ignore[arg-type]
    assert names == ["keys_list", "keys_rotate", "keys_revoke", "keys_import", "keys_token"]
    return parser.parse_args(["keys", *arguments])


def test_each_part_names_its_command() -> None:
    assert parsed("list", "--data", "d", "--json").run == "keys_list"
    assert parsed("rotate", "--data", "d", "--key", "stamps").key == "stamps"
    assert parsed("revoke", "--data", "d", "--staff", "Dr Amara Osei", "--lost").lost
    assert parsed("import", "--data", "d", "seal.p12").file == "seal.p12"
    assert parsed("token", "--data", "d", "--module", "p.so", "--label", "seal").slot is None


@pytest.mark.parametrize(
    "wrong",
    [
        "list",
        "rotate --data d",
        "rotate --data d --key root",
        "revoke --data d",
        "revoke --data d --key seal --staff s",
        "import --data d seal.p12 password",
        "token --data d --module p.so",
        "token --data d --module p.so --label seal --slot first",
    ],
)
def test_wrong_use_is_told(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parsed(*wrong.split())
    assert "usage" in capsys.readouterr().err
