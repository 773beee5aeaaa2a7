"""Write requirements.txt and requirements-dev.txt: exact versions, all hashes, no index host.

Run by `make lock` in the kiosk's own environment (pip-tools is one of its parts). Any argument is handed on to
pip-compile, for example `--upgrade` or `--upgrade-package NAME`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--generate-hashes",
    "--allow-unsafe",  # textstat names setuptools; hashed installs need every package pinned
    "--strip-extras",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
    "--no-emit-options",
    "--quiet",
)


def main(extra: list[str]) -> int:
    """Compile both files, runtime first: the development file is resolved against it."""
    environment = {**os.environ, "CUSTOM_COMPILE_COMMAND": "make lock"}
    for stem in ("requirements", "requirements-dev"):
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, *extra]
        command += [f"--output-file={stem}.txt", f"{stem}.in"]
        code = subprocess.run(command, cwd=TOP, env=environment, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
