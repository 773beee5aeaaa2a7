"""What `candor content check` prints: a list for people, or one JSON object for programs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from kiosk.content import Content, load
from kiosk.errors import Problem
from kiosk.lint.paths import Limits
from kiosk.lint.run import check

__all__ = ["check_command"]

_LIMITS = Limits()
_GOOD, _BAD, _WRONG_USE = 0, 1, 2


def check_command(
    root: Path, today: date, *, as_json: bool, overlay: Path | None = None, limits: Limits = _LIMITS
) -> tuple[int, str]:
    """Check the pack in the folder `root`, with a clinic's own folder laid over it if there is one.

    Returns the exit code (0 no problem, 1 problems, 2 not a folder) and the text for standard output (code 2: for
    standard error), without a line end. The JSON object has `ok`, `content` (id, version, status, digest; null if the
    pack does not load), `counts` and `problems` (rule, file, line, field, message).
    """
    if not root.is_dir():
        return _WRONG_USE, f"There is no content folder at {root}."
    loaded = load(root, overlay)
    problems = check(loaded, today, limits=limits)
    code = _BAD if problems else _GOOD
    if as_json:
        return code, json.dumps(_as_data(loaded.content, problems), ensure_ascii=False, indent=2)
    lines = [str(problem) for problem in problems]
    return code, "\n".join([*lines, _summary(loaded.content, problems)])


def _summary(content: Content | None, problems: tuple[Problem, ...]) -> str:
    if problems:
        files = len({problem.file for problem in problems})
        return f"{len(problems)} problem{'s'[: len(problems) > 1]} in {files} file{'s'[: files > 1]}."
    counts = ", ".join(f"{number} {name}" for name, number in _counts(content).items())
    version = f"{content.id} {content.version} ({content.status})" if content else ""
    return f"No problems. {version}: {counts}.\nDigest {content.digest if content else ''}"


def _as_data(content: Content | None, problems: tuple[Problem, ...]) -> dict[str, object]:
    about = None
    if content is not None:
        about = {
            "id": content.id,
            "version": content.version,
            "status": content.status,
            "digest": content.digest,
        }
    found = [
        {"rule": one.rule, "file": one.file, "line": one.line, "field": one.field, "message": one.message}
        for one in problems
    ]
    return {"ok": not problems, "content": about, "counts": _counts(content), "problems": found}


def _counts(content: Content | None) -> dict[str, int]:
    if content is None:
        return {}
    language = content.default_language
    return {
        "pages": len(content.pages[language]),
        "facts": len(content.facts),
        "references": len(content.references),
        "figures": len(content.figures),
        "checks": len(content.checks[language]),
        "glossary words": len(content.glossary[language]),
        "must-know facts": len({one.id for treatment in content.treatments.values() for one in treatment.must_know}),
    }
