"""What each `candor content` command does: arguments in, an exit code out, words on standard output.

Like `kiosk.commands` it is loaded when a command runs, and each command loads its own heavy parts.
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.content import Content, Loaded, SignOff, add_sign_off, load
from kiosk.environment import content_root, has_display
from kiosk.errors import ContentError, OperatorError
from kiosk.i18n import Words, catalogue

if TYPE_CHECKING:
    import argparse

    from kiosk.book import Review
    from kiosk.settings import ClinicSettings

__all__ = [
    "content_book",
    "content_check",
    "content_coverage",
    "content_preview",
    "content_sign_off",
    "content_stats",
    "local_words_of",
    "source_of",
    "write_file",
]

WRONG_USE = 2
LONGEST_LINE = 200
"""Signs in a line of a sign-off: it has to stand in the head of a document."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where content is read from, and where its sign-offs are kept; `settings` are those of a clinic."""

    root: Path
    overlay: Path | None
    home: Path
    settings: ClinicSettings | None

    def load(self) -> Loaded:
        """Load it, a clinic's own texts included."""
        return load(self.root, self.overlay)

    def content(self) -> Content:
        """Load it with the sign-offs of exactly this.

        Raises:
            ContentError: with all problems, if it does not load.
        """
        from kiosk.content.loading import sign_offs_of

        loaded = self.load()
        if loaded.content is None:
            raise ContentError(loaded.problems)
        home = self.home if self.home != self.root else None
        return replace(loaded.content, sign_offs=sign_offs_of(self.root, home, loaded.content.digest))


def source_of(arguments: argparse.Namespace) -> Source:
    """Return where a command's content is: the program's or another pack, and a clinic's own texts over it.

    Raises:
        OperatorError: there is no such folder, or no clinic in it.
    """
    root = Path(arguments.content) if arguments.content else content_root()
    if not root.is_dir():
        raise OperatorError("content.no_folder", folder=str(root))
    data = getattr(arguments, "data", None)
    if not data:
        return Source(root, None, root, None)
    from kiosk.clinic import CONTENT_FOLDER, overlay_of
    from kiosk.settings import read_settings

    folder = Path(data)
    settings = read_settings(folder)
    return Source(root, overlay_of(folder), folder / CONTENT_FOLDER, settings)


# ---------------------------------------------------------------------- check, stats, coverage


def content_check(arguments: argparse.Namespace) -> int:
    """Check all content."""
    from kiosk.lint import check_command

    source = source_of(arguments)
    code, text = check_command(source.root, _today(), as_json=arguments.json, overlay=source.overlay)
    print(text, file=sys.stderr if code == WRONG_USE else sys.stdout)
    return code


def content_stats(arguments: argparse.Namespace) -> int:
    """Print the figures of all content."""
    from kiosk.lint.stats import stats_as_text

    content = source_of(arguments).content()
    print(stats_as_text(content, _language(content, arguments.language), as_json=arguments.json))
    return 0


def content_coverage(arguments: argparse.Namespace) -> int:
    """Print, or write, what covers each topic."""
    from kiosk.book import coverage_text

    text = coverage_text(source_of(arguments).content())
    if not arguments.out:
        print(text, end="")
        return 0
    write_file(Path(arguments.out), text.encode())
    print(catalogue("en").say("content.coverage_written", {"file": arguments.out}))
    return 0


def _today() -> date:
    """Return this computer's date."""
    return datetime.now(UTC).astimezone().date()


def _language(content: Content, wanted: str | None) -> str:
    """Return a language of the content, its default one if none is asked for.

    Raises:
        OperatorError: the content is not written in it.
    """
    known = [language.id for language in content.languages]
    if wanted and wanted not in known:
        raise OperatorError("content.no_language", language=wanted, known=", ".join(known))
    return wanted or content.default_language


def write_file(file: Path, data: bytes) -> None:
    """Write a file.

    Raises:
        OperatorError: the disk refuses.
    """
    try:
        file.write_bytes(data)
    except OSError as error:
        raise OperatorError("content.not_written", file=str(file)) from error


# ---------------------------------------------------------------------- the review booklet


def content_book(arguments: argparse.Namespace) -> int:
    """Write the review booklet of a treatment."""
    from kiosk.book import draw_book

    source = source_of(arguments)
    review = _review(source, arguments)
    paper = arguments.paper or (source.settings.paper if source.settings else "a4")
    data = draw_book(review, paper=paper)
    write_file(Path(arguments.out), data)
    digest = review.content.digest
    print(catalogue("en").say("content.book_written", {"file": arguments.out, "digest": digest}))
    return 0


def _review(source: Source, arguments: argparse.Namespace) -> Review:
    """Return what the booklet is about.

    Raises:
        ContentError: the content does not load.
        OperatorError: it has no such treatment, reason or language.
    """
    from kiosk.book import Review

    content = source.content()
    language = _language(content, arguments.language)
    words = catalogue(language)
    treatment = content.treatments.get(arguments.treatment)
    if treatment is None or language not in treatment.text:
        known = ", ".join(sorted(content.treatments))
        raise OperatorError("demo.no_treatment", treatment=arguments.treatment, known=known)
    reason = arguments.reason or ""
    if reason and reason not in treatment.reasons:
        known = ", ".join(treatment.reasons)
        raise OperatorError("content.no_reason", treatment=treatment.id, reason=reason, known=known)
    filled = content.filled(local_words_of(source, content, words))
    return Review(filled, filled.treatments[treatment.id], language, words, reason, library=arguments.library)


def local_words_of(source: Source, content: Content, words: Words) -> dict[str, str]:
    """Return the clinic's own words; without a clinic, what stands for each of them."""
    from kiosk.content import PLACEHOLDERS
    from kiosk.service import local_words

    if source.settings is not None:
        return local_words(source.settings, content.countries, words)
    return {name: words[f"book.local_{name}"] for name in PLACEHOLDERS}


# ---------------------------------------------------------------------- sign-off


def content_sign_off(arguments: argparse.Namespace) -> int:
    """Check the content, and store a clinician's sign-off of exactly this."""
    from kiosk.lint import check

    lines = {name: _line(name, getattr(arguments, name)) for name in ("name", "licence", "scope")}
    source = source_of(arguments)
    loaded = source.load()
    problems = check(loaded, _today())
    words = catalogue("en")
    if loaded.content is None or problems:
        print(words.say("sign_off.refused", {"count": len(problems)}), file=sys.stderr)
        print(*problems, sep="\n", file=sys.stderr)
        return 1
    sign_off = SignOff(digest=loaded.content.digest, date=_today().isoformat(), **lines)
    try:
        source.home.mkdir(exist_ok=True)
        add_sign_off(source.home, sign_off)
    except OSError as error:
        raise OperatorError("sign_off.not_written", folder=str(source.home)) from error
    print(words.say("sign_off.done", _covered(loaded.content, sign_off, source, words)))
    return 0


def _line(name: str, given: str) -> str:
    """Return a line of a sign-off as it can stand in every document.

    Raises:
        OperatorError: it is empty, too long, or cannot be printed.
    """
    from kiosk.service import can_print

    text = " ".join(given.split(" ")).strip()
    if not text:
        raise OperatorError("sign_off.empty", field=name)
    if len(text) > LONGEST_LINE or not text.isprintable() or not can_print(text):
        raise OperatorError("sign_off.cannot_print", field=name, most=LONGEST_LINE)
    return text


def _covered(content: Content, sign_off: SignOff, source: Source, words: Words) -> dict[str, str | int]:
    """Return what a sign-off covers."""
    from kiosk.content.signoff import SIGN_OFFS

    about = {"id": content.id, "version": content.version}
    named = words.say("book.content_version", about)
    if content.overlay is not None:
        own = {"clinic": content.overlay.clinic, "own_version": content.overlay.version}
        named = words.say("sign_off.with_own", {**about, **own})
    return {
        "name": sign_off.name,
        "licence": sign_off.licence,
        "date": sign_off.date,
        "scope": sign_off.scope,
        "content": named,
        "treatments": ", ".join(sorted(content.treatments)),
        "pages": len(content.pages[content.default_language]),
        "languages": ", ".join(language.name for language in content.languages),
        "facts": len(content.facts),
        "checks": len(content.checks[content.default_language]),
        "digest": sign_off.digest,
        "file": str(source.home / SIGN_OFFS),
    }


# ---------------------------------------------------------------------- preview


def content_preview(arguments: argparse.Namespace) -> int:
    """Show the real screen of a page, a check or the conditions, or take pictures of it."""
    if arguments.out:
        # Unseen: the picture must not depend on the size of this computer's screen.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif not has_display():
        raise OperatorError("content.no_display")
    source = source_of(arguments)
    content = source.content()
    language = _language(content, arguments.language)
    words = catalogue(language)
    window = _window()
    wanted = window.Preview(
        id=arguments.id,
        treatment=arguments.treatment or "",
        theme=arguments.theme,
        text=arguments.text,
        size=arguments.size,
        out=Path(arguments.out) if arguments.out else None,
    )
    clinic = source.settings.clinic_name if source.settings else ""
    return int(window.run(content.filled(local_words_of(source, content, words)), words, wanted, clinic))


def _window() -> Any:  # noqa: ANN401  # a module: `kiosk` may not import `ui`, and only this command pays for Qt
    """Return the module that shows previews."""
    return importlib.import_module("ui.preview")
