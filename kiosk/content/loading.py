"""Loading: a folder of content in, the frozen model out, with every problem found and the digest of the exact bytes.

Each file is read once; the digest is made of the same bytes that are parsed. Rules that loading checks:

| rule | what is wrong |
|---|---|
| C001 | a file is missing, cannot be read, or is not clean UTF-8 text |
| C002 | the YAML cannot be parsed, or a page has no front matter |
| C003 | YAML beyond the plain subset: an anchor, a tag, a repeated key |
| C010 | a field is missing or empty |
| C011 | a field that nobody reads |
| C012 | a value of the wrong type |
| C013 | a value that is not allowed (an id's form, a word of a fixed list, a bound) |
| C014 | Markdown beyond the small part, or marks in plain text |
| C015 | a word in braces that nothing fills |
| C016 | a picture without text |
| C017 | the pack names no licence |
| C018 | a reference by which nobody could find the work |
| C020 | an id stands twice |
| C021 | an id leads nowhere (fact, reference, figure, term, page, must-know fact, check, value, condition, choice) |
| C022 | the sections are not the seven of the progress bar |
| C023 | a page does not fit its layout, or its file's name |
| C024 | a check has not three choices with one right answer |
| C025 | a page or a treatment's words are missing |
| C026 | words are missing in a language (figure, treatment, reason, must-know fact, teach-back, condition, shelf) |
| C027 | a must-know id stands for different things in two treatments |
| C028 | a must-know fact, or its teach-back, is out of reach on the path of some reason or route |
| C029 | an order of signing that nobody could keep, or that misses who has to sign |

A clinic's own folder (`kiosk.content.overlay`) has the rules C601 to C605.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from kiosk.content import overlay as own
from kiosk.content.links import Places, check_links
from kiosk.content.model import (
    CheckItem,
    ChoiceTable,
    Content,
    Fact,
    Figure,
    FigureText,
    Overlay,
    Page,
    Reference,
    SignOff,
    Treatment,
)
from kiosk.content.pages import PageMaker
from kiosk.content.shared import (
    read_choices,
    read_condition_words,
    read_conditions,
    read_countries,
    read_library,
    read_must_know_words,
    read_plain_words,
    read_reasons,
    read_shelf_names,
    read_teach_back,
    read_topics,
)
from kiosk.content.signoff import SIGN_OFFS, read_sign_offs
from kiosk.content.source import Node, Report, parse_yaml
from kiosk.content.structure import PackHead, read_facts, read_figures, read_pack, read_references, read_treatment
from kiosk.content.words import (
    DraftPage,
    read_checks,
    read_figure_words,
    read_glossary,
    read_page,
    read_questions,
    read_treatment_words,
)
from kiosk.errors import ContentError, Problem

__all__ = ["Loaded", "digest_of", "load", "load_or_raise", "read_files", "sign_offs_of"]

_DIGEST_HEAD = b"candor content digest 1\n"
_PAGE_DIGEST = 16  # hex digits, by which a translation names the page that it was made from
_UNCLEAN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202d\u202e\ufeff\ufffd]")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading found: the content (None if there is any problem), the problems, and where each field stands."""

    content: Content | None
    problems: tuple[Problem, ...]
    places: Places


def load(root: Path, overlay: Path | None = None) -> Loaded:
    """Load the pack in the folder `root`, with a clinic's own folder laid over it if there is one.

    Never raises for bad content: all problems are in the result.
    """
    try:
        mine = None if overlay is None else _read_folder(overlay)
        return _Loader(_read_folder(root), mine, _sign_off_files(root, overlay)).run()
    except OSError as error:
        return Loaded(None, (_unreadable(error),), Places())


def load_or_raise(root: Path, overlay: Path | None = None) -> Content:
    """Load the pack in the folder `root`, with a clinic's own folder laid over it if there is one.

    Raises:
        ContentError: with all problems, if there is any.
    """
    loaded = load(root, overlay)
    if loaded.content is None:
        raise ContentError(loaded.problems)
    return loaded.content


def read_files(root: Path, overlay: Path | None = None) -> dict[str, bytes]:
    """Return every file below `root` as relative path (with `/`) to exact bytes; a clinic's own below `overlay/`.

    Left out, because they are no content: names that begin with a dot, `__pycache__`, and the sign-offs.

    Raises:
        OSError: if a folder or a file in it cannot be read.
    """
    return _joined(_read_folder(root), None if overlay is None else _read_folder(overlay))


def sign_offs_of(root: Path, overlay: Path | None, digest: str) -> tuple[SignOff, ...]:
    """Return the sign-offs for a digest, from the pack's folder and from a clinic's own.

    Raises:
        ContentError: if one of the two files cannot be read.
    """
    try:
        loader = _Loader({}, None, _sign_off_files(root, overlay))
    except OSError as error:
        raise ContentError((_unreadable(error),)) from error
    found = loader.sign_offs(digest)
    if loader.problems:
        raise ContentError(tuple(loader.problems))
    return found


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 (hex) of a set of files.

    Hashed are: the line `candor content digest 1`; then for each file, in the order of its path's UTF-8 bytes, the
    length of the path (8 bytes, big-endian), the path, the length of the content (8 bytes, big-endian), the content.
    The lengths keep two different sets of files from looking the same. Bytes are taken as they are, line ends too.
    """
    whole = hashlib.sha256(_DIGEST_HEAD)
    for path, data in sorted((path.encode(), data) for path, data in files.items()):
        whole.update(len(path).to_bytes(8, "big") + path + len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()


def _read_folder(root: Path) -> dict[str, bytes]:
    if not root.is_dir():
        raise NotADirectoryError(20, "not a folder", str(root))
    files: dict[str, bytes] = {}
    top = str(root)
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        inner = folder[len(top) :].replace(os.sep, "/").strip("/")
        for name in sorted(names):
            path = f"{inner}/{name}" if inner else name
            if not name.startswith(".") and path != SIGN_OFFS:
                with open(os.path.join(folder, name), "rb") as stream:  # noqa: PTH118, PTH123  # twice as quick as Path
                    files[path] = stream.read()
    return files


def _joined(core: Mapping[str, bytes], mine: Mapping[str, bytes] | None) -> dict[str, bytes]:
    return {**core, **{f"{own.OVERLAY}{path}": data for path, data in (mine or {}).items()}}


def _sign_off_files(root: Path, overlay: Path | None) -> dict[str, bytes]:
    homes = {SIGN_OFFS: root} | ({f"{own.OVERLAY}{SIGN_OFFS}": overlay} if overlay is not None else {})
    found = {}
    for path, folder in homes.items():
        file = folder / SIGN_OFFS
        if file.exists():
            found[path] = file.read_bytes()
    return found


def _unreadable(error: OSError) -> Problem:
    file = Path(error.filename).name if error.filename else "."
    return Problem("C001", file, 1, "-", f"the content cannot be read ({error.strerror}): check the folder")


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What pages and figures rest on."""

    facts: dict[str, Fact]
    references: dict[str, Reference]
    figures: dict[str, Figure]


class _Loader:
    """One load: the bytes, the places and the problems so far."""

    def __init__(
        self, core: Mapping[str, bytes], mine: Mapping[str, bytes] | None, sign_offs: Mapping[str, bytes]
    ) -> None:
        self.core = core
        self.mine = mine
        self.sign_off_files = tuple(sign_offs)
        self.files = {**_joined(core, mine), **sign_offs}
        self.problems: list[Problem] = []
        self.lines: dict[tuple[str, str], int] = {}
        self.unread: set[str] = set()

    def run(self) -> Loaded:
        content = self._content()
        places = Places(self.lines, frozenset(self.unread))
        if content is not None:
            self.problems.extend(check_links(content, places))
        problems = tuple(sorted(set(self.problems), key=lambda one: (one.file, one.line, one.rule, one.field)))
        return Loaded(None if problems else content, problems, places)

    def sign_offs(self, digest: str) -> tuple[SignOff, ...]:
        """Return the sign-offs for a digest."""
        given = [one for file in self.sign_off_files for one in self._file(file, read_sign_offs) or ()]
        return tuple(one for one in given if one.digest == digest)

    def _content(self) -> Content | None:
        head = self._file("pack.yaml", read_pack)
        facts = self._entries("facts.yaml", read_facts)
        references = self._entries("references.yaml", read_references)
        figures = self._file("figures.yaml", read_figures) or {}
        treatments = self._treatments()
        if head is None:
            return None
        treatments = self._ordered(treatments, head.treatments)
        languages = [language.id for language in head.languages]
        self.problems.extend(own.foreign_files(self.core, self.mine or (), languages))
        words = {language: self._file(f"{language}/figures.yaml", read_figure_words) or {} for language in languages}
        figures = {key: _with_words(figure, words) for key, figure in figures.items()}
        for language, given in words.items():
            for name in given.keys() - figures.keys() if "figures.yaml" not in self.unread else ():
                line = self.lines.get((f"{language}/figures.yaml", name), 1)
                message = f"there is no figure {name!r} in figures.yaml: correct the id, or take it out"
                self.problems.append(Problem("C021", f"{language}/figures.yaml", line, name, message))
        return self._join(head, _Evidence(facts, references, figures), treatments, languages)

    def _join(
        self, head: PackHead, evidence: _Evidence, treatments: dict[str, Treatment], languages: list[str]
    ) -> Content:
        def each(name: str, read: Callable[[Node, Report], dict[str, _T]]) -> dict[str, dict[str, _T]]:
            return {language: self._file(f"{language}/{name}", read) or {} for language in languages}

        none = ChoiceTable({}, {})
        choices = {language: self._file(f"{language}/choices.yaml", read_choices) or none for language in languages}
        pages = {
            language: self._pages(
                PageMaker(evidence.facts, evidence.references, evidence.figures, choices[language], language),
                treatments,
            )
            for language in languages
        }
        digest = digest_of(_joined(self.core, self.mine))
        treatments = {key: self._with_texts(one, languages) for key, one in treatments.items()}
        return Content(
            id=head.id,
            version=head.version,
            status=head.status,
            reviewed_by=head.reviewed_by,
            default_language=head.default_language,
            languages=tuple(head.languages),
            digest=digest,
            facts=evidence.facts,
            references=evidence.references,
            figures=evidence.figures,
            treatments=self._with_own_pages(treatments, pages),
            conditions=self._file("conditions.yaml", read_conditions) or {},
            library=self._file("library.yaml", read_library) or (),
            topics=self._file("topics.yaml", read_topics) or (),
            countries=self._file("countries.yaml", read_countries) or {},
            pages=pages,
            checks={language: self._checks(language) for language in languages},
            glossary=each("glossary.yaml", read_glossary),
            questions=each("questions.yaml", read_questions),
            reasons=each("reasons.yaml", read_reasons),
            condition_texts=each("conditions.yaml", read_condition_words),
            must_know_texts=each("must_know.yaml", read_must_know_words),
            teach_back=each("teach_back.yaml", read_teach_back),
            choices=choices,
            shelf_names=each("library.yaml", read_shelf_names),
            plain_words={language: self._plain_words(language) for language in languages},
            overlay=self._overlay(),
            sign_offs=self.sign_offs(digest),
        )

    def _plain_words(self, language: str) -> tuple[str, ...]:
        file = f"{language}/plain_words.yaml"
        return self._file(file, read_plain_words) or () if file in self.files else ()

    def _overlay(self) -> Overlay | None:
        return self._file(f"{own.OVERLAY}overlay.yaml", own.read_overlay) if self.mine is not None else None

    def _entries(self, name: str, read: Callable[[Node, Report], dict[str, own.Entry]]) -> dict[str, own.Entry]:
        """Read facts or references, a clinic's own among them."""
        core = self._file(name, read) or {}
        file = f"{own.OVERLAY}{name}"
        if self.mine is None or file not in self.files:
            return core
        joined, problems = own.lay_entries(core, self._file(file, read) or {}, file, self.lines)
        self.problems.extend(problems)
        return joined

    def _treatments(self) -> dict[str, Treatment]:
        result: dict[str, Treatment] = {}
        for file in self._below("treatments/", ".yaml"):
            treatment = self._file(file, read_treatment)
            if treatment is not None and self._named_like_file(file, treatment.id):
                result[treatment.id] = treatment
        return result

    def _ordered(self, treatments: dict[str, Treatment], order: tuple[str, ...]) -> dict[str, Treatment]:
        """Return the treatments as `pack.yaml` lists them: so they are offered. Without a list, by their ids."""
        line = self.lines.get(("pack.yaml", "treatments"), 1)
        files = {file.removeprefix("treatments/").removesuffix(".yaml") for file in self._below("treatments/", ".yaml")}
        found = [
            ("C021", key, f"is not there: write treatments/{key}.yaml, or take it out")
            for key in order
            if key not in files
        ]
        if order:
            found += [("C025", key, "has no place in `treatments`: add it") for key in sorted(files - set(order))]
        for rule, key, message in found:
            self.problems.append(Problem(rule, "pack.yaml", line, "treatments", f"the treatment {key!r} {message}"))
        return {key: treatments[key] for key in dict.fromkeys((*order, *treatments)) if key in treatments}

    def _with_texts(self, treatment: Treatment, languages: list[str]) -> Treatment:
        texts = {}
        for language in languages:
            file = f"{language}/treatments/{treatment.id}.yaml"
            found = self._file(file, read_treatment_words) if file in self.files else None
            if found is not None and self._named_like_file(file, found[0]):
                texts[language] = found[1]
        return replace(treatment, text=texts)

    def _with_own_pages(
        self, treatments: dict[str, Treatment], pages: Mapping[str, Mapping[str, Page]]
    ) -> dict[str, Treatment]:
        """Put a clinic's new pages where its folder says."""
        result = dict(treatments)
        for file in self._below(f"{own.OVERLAY}treatments/", ".yaml"):
            added = self._file(file, own.read_added_pages)
            treatment = result.get(Path(file).stem)
            if treatment is None:
                message = f"the pack has no treatment {Path(file).stem!r}: name the file like one of the pack's"
                self.problems.append(Problem("C021", file, 1, "-", message))
            elif added:
                result[treatment.id] = own.with_added_pages(treatment, added, pages)
                self.problems.extend(own.missing_pages(added, pages, file, self.lines))
        return result

    def _checks(self, language: str) -> dict[str, CheckItem]:
        files = self._below(f"{language}/checks/", ".yaml")
        known: dict[str, CheckItem] = {}
        for file in files:
            self._file(file, lambda node, report: read_checks(node, report, known))
        if not files:
            self.unread.add(f"{language}/checks")
            message = "the folder has no file: write the checks of understanding"
            self.problems.append(Problem("C001", f"{language}/checks", 1, "-", message))
        return known

    def _pages(self, maker: PageMaker, treatments: Mapping[str, Treatment]) -> dict[str, Page]:
        core = self._pages_below("", maker)
        if self.mine is None:
            return core
        return own.lay_pages(core, self._pages_below(own.OVERLAY, maker), treatments.values(), self.problems)

    def _pages_below(self, home: str, maker: PageMaker) -> dict[str, Page]:
        pages: dict[str, Page] = {}
        for file in self._below(f"{home}{maker.language}/pages/", ".md"):
            text = self._text(file)
            if text is None:
                continue
            report = Report(file, self.problems)
            draft = read_page(text, report)
            if draft is None:
                self.unread.add(file)
                continue
            self._remember(file, draft.front)
            self._remember_body(file, draft)
            if self._named_like_file(file, draft.id):
                digest = hashlib.sha256(self.files[file]).hexdigest()[:_PAGE_DIGEST]
                pages[draft.id] = maker.page(draft, file, digest, "clinic" if home else "core")
        return pages

    def _file(self, file: str, read: Callable[[Node, Report], _T]) -> _T | None:
        """Parse one YAML file and read it; None if it is missing or broken."""
        text = self._text(file)
        if text is None:
            return None
        report = Report(file, self.problems)
        node = parse_yaml(text, report)
        if node is None:
            self.unread.add(file)
            return None
        self._remember(file, node)
        return read(node, report)

    def _text(self, file: str) -> str | None:
        report = Report(file, self.problems)
        if file not in self.files:
            report.add("C001", 1, "-", "the file is missing: write it")
        else:
            try:
                text = self.files[file].decode("utf-8-sig")
            except UnicodeDecodeError as error:
                line = self.files[file].count(b"\n", 0, error.start) + 1
                report.add("C001", line, "-", "the file is not UTF-8 text here: save it as UTF-8")
            else:
                unclean = _UNCLEAN.search(text)
                if unclean is None:
                    return text
                code = f"U+{ord(unclean.group()):04X}"
                line = text.count("\n", 0, unclean.start()) + 1
                report.add("C001", line, "-", f"the character {code} is not text: take it out")
        self.unread.add(file)
        return None

    def _below(self, folder: str, ending: str) -> list[str]:
        return [path for path in self.files if path.startswith(folder) and path.endswith(ending)]

    def _named_like_file(self, file: str, identity: str) -> bool:
        """Note an id that is not its file's name, so that a page is always found where its id says."""
        if identity and Path(file).stem != identity:
            line = self.lines.get((file, "id"), 1)
            message = f"the id {identity!r} is not the file's name: make them the same"
            self.problems.append(Problem("C023", file, line, "id", message))
        if not identity:
            self.unread.add(file)
        return bool(identity)

    def _remember(self, file: str, root: Node) -> None:
        for node in root.walk():
            if node.name:
                self.lines.setdefault((file, node.name), node.line)
            if isinstance(node.value, list):
                # A list of ids is also found by the id itself, so that a dangling one is shown on its own line.
                for item in node.value:
                    if isinstance(item.value, str):
                        self.lines.setdefault((file, f"{node.name}.{item.value}"), item.line)

    def _remember_body(self, file: str, draft: DraftPage) -> None:
        for place, block in enumerate(draft.blocks):
            self.lines[file, f"body.{place}"] = block.line
        for place, card in enumerate(draft.card_texts, len(draft.blocks)):
            self.lines[file, f"body.{place}"] = card.line
            for inner, block in enumerate(card.blocks):
                self.lines[file, f"body.{place}.{inner}"] = block.line


def _with_words(figure: Figure, words: Mapping[str, Mapping[str, FigureText]]) -> Figure:
    return replace(figure, text={language: given[figure.id] for language, given in words.items() if figure.id in given})
