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
| C020 | an id stands twice |
| C021 | an id leads nowhere (fact, reference, figure, term, page, must-know fact, check, value) |
| C022 | the sections are not the seven of the progress bar |
| C023 | a page does not fit its layout, or its file's name |
| C024 | a check has not three choices with one right answer |
| C025 | a page or a treatment's words are missing |
| C026 | a figure or a treatment lacks words in a language |
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from kiosk.content.links import Places, check_links
from kiosk.content.model import (
    Block,
    Bullets,
    Card,
    Content,
    Fact,
    Figure,
    FigureText,
    Note,
    Page,
    Reference,
    Treatment,
)
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

__all__ = ["Loaded", "digest_of", "load", "load_or_raise", "read_files"]

_DIGEST_HEAD = b"candor content digest 1\n"
_UNCLEAN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202d\u202e\ufeff\ufffd]")
_SHORTS = 3  # citations on a page's source line; all of them stand on the Sources sheet
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading found: the content (None if there is any problem), the problems, and where each field stands."""

    content: Content | None
    problems: tuple[Problem, ...]
    places: Places


def load(root: Path) -> Loaded:
    """Load the pack in the folder `root`. Never raises for bad content: all problems are in the result."""
    try:
        files = read_files(root)
    except OSError as error:
        file = Path(error.filename).name if error.filename else "."
        problem = Problem("C001", file, 1, "-", f"the content cannot be read ({error.strerror}): check the folder")
        return Loaded(None, (problem,), Places())
    return _Loader(files).run()


def load_or_raise(root: Path) -> Content:
    """Load the pack in the folder `root`.

    Raises:
        ContentError: with all problems, if there is any.
    """
    loaded = load(root)
    if loaded.content is None:
        raise ContentError(loaded.problems)
    return loaded.content


def read_files(root: Path) -> dict[str, bytes]:
    """Return every file below `root` as relative path (with `/`) to exact bytes.

    Left out, because neither is content: names that begin with a dot, and `__pycache__`.

    Raises:
        OSError: if the folder or a file in it cannot be read.
    """
    if not root.is_dir():
        raise NotADirectoryError(20, "not a folder", str(root))
    files: dict[str, bytes] = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(folder) / name
                files[path.relative_to(root).as_posix()] = path.read_bytes()
    return files


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


class _Loader:
    """One load: the bytes, the places and the problems so far."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
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

    def _content(self) -> Content | None:
        head = self._file("pack.yaml", read_pack)
        facts = self._file("facts.yaml", read_facts) or {}
        references = self._file("references.yaml", read_references) or {}
        figures = self._file("figures.yaml", read_figures) or {}
        treatments = self._treatments()
        if head is None:
            return None
        languages = [language.id for language in head.languages]
        words = {language: self._file(f"{language}/figures.yaml", read_figure_words) or {} for language in languages}
        figures = {key: _with_words(figure, words) for key, figure in figures.items()}
        for language, given in words.items():
            for name in given.keys() - figures.keys() if "figures.yaml" not in self.unread else ():
                line = self.lines.get((f"{language}/figures.yaml", name), 1)
                message = f"there is no figure {name!r} in figures.yaml: correct the id, or take it out"
                self.problems.append(Problem("C021", f"{language}/figures.yaml", line, name, message))
        library = _Library(facts, references, figures)
        return self._join(head, library, treatments, languages)

    def _join(
        self, head: PackHead, library: _Library, treatments: dict[str, Treatment], languages: list[str]
    ) -> Content:
        def each(name: str, read: Callable[[Node, Report], dict[str, _T]]) -> dict[str, dict[str, _T]]:
            return {language: self._file(f"{language}/{name}", read) or {} for language in languages}

        return Content(
            id=head.id,
            version=head.version,
            status=head.status,
            reviewed_by=head.reviewed_by,
            default_language=head.default_language,
            languages=tuple(head.languages),
            digest=digest_of(self.files),
            facts=library.facts,
            references=library.references,
            figures=library.figures,
            treatments={key: self._with_texts(one, languages) for key, one in treatments.items()},
            pages={language: self._pages(language, library) for language in languages},
            checks=each("checks.yaml", read_checks),
            glossary=each("glossary.yaml", read_glossary),
            questions=each("questions.yaml", read_questions),
        )

    def _treatments(self) -> dict[str, Treatment]:
        result: dict[str, Treatment] = {}
        for file in self._below("treatments/", ".yaml"):
            treatment = self._file(file, read_treatment)
            if treatment is not None and self._named_like_file(file, treatment.id):
                result[treatment.id] = treatment
        return result

    def _with_texts(self, treatment: Treatment, languages: list[str]) -> Treatment:
        texts = {}
        for language in languages:
            file = f"{language}/treatments/{treatment.id}.yaml"
            found = self._file(file, read_treatment_words) if file in self.files else None
            if found is not None and self._named_like_file(file, found[0]):
                texts[language] = found[1]
        return replace(treatment, text=texts)

    def _pages(self, language: str, library: _Library) -> dict[str, Page]:
        pages: dict[str, Page] = {}
        for file in self._below(f"{language}/pages/", ".md"):
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
                pages[draft.id] = library.page(draft, language, file)
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


@dataclass(frozen=True, slots=True)
class _Library:
    """What a page's source line and word count are made of."""

    facts: dict[str, Fact]
    references: dict[str, Reference]
    figures: dict[str, Figure]

    def page(self, draft: DraftPage, language: str, file: str) -> Page:
        """Finish a page: its cards, source line, references and word count."""
        figure = self.figures.get(draft.figure)
        facts = _once(draft.facts, *(card.facts for card in draft.cards))
        shown = [fact for fact in figure.facts if fact in facts] if figure else []
        references = _once(self._references(shown), self._references(facts))
        blocks: tuple[Block, ...] = tuple(placed.block for placed in draft.blocks)
        blocks = (*blocks, *self._cards(draft))
        layout = draft.layout
        return Page(
            id=draft.id,
            language=language,
            title=draft.title,
            layout="cards" if layout == "cards" else "rows" if layout == "rows" else "text",
            blocks=blocks,
            facts=facts,
            figure=draft.figure,
            source=_sentences(self._source(references), draft.source_note),
            references=references,
            status=draft.status,
            review_by=draft.review_by,
            words=len(f"{draft.title} {_words_of(blocks)} {_figure_words(figure, language)}".split()),
            file=file,
            source_note=draft.source_note,
        )

    def _cards(self, draft: DraftPage) -> tuple[Card, ...]:
        result = []
        for card, text in zip(draft.cards, draft.card_texts, strict=False):
            parts = (placed.block for placed in text.blocks)
            blocks = tuple(part for part in parts if not isinstance(part, Note))
            result.append(Card(card.icon, text.heading, blocks, card.facts, self._source(self._references(card.facts))))
        return tuple(result)

    def _references(self, facts: Iterable[str]) -> tuple[str, ...]:
        """Return the references of facts: the first of each fact, then the second of each, and so on."""
        lists = [self.facts[fact].references for fact in facts if fact in self.facts]
        return _once(name for rank in zip_longest(*lists) for name in rank if name is not None)

    def _source(self, references: Iterable[str]) -> str:
        """Return the short citations, at most three, each once; an ellipsis says that there are more."""
        shorts = _once(self.references[name].short for name in references if name in self.references)
        more = ("…",) if len(shorts) > _SHORTS else ()
        return "; ".join((*shorts[:_SHORTS], *more))


def _sentences(source: str, note: str) -> str:
    """Join the citations and the note."""
    if not source or not note:
        return source or note
    return f"{source} {note}" if source.endswith(("…", ".")) else f"{source}. {note}"


def _once(*lists: Iterable[str]) -> tuple[str, ...]:
    """Join lists; each entry stays where it stands first."""
    return tuple(dict.fromkeys(entry for entries in lists for entry in entries))


def _with_words(figure: Figure, words: Mapping[str, Mapping[str, FigureText]]) -> Figure:
    return replace(figure, text={language: given[figure.id] for language, given in words.items() if figure.id in given})


def _words_of(blocks: Iterable[Block]) -> str:
    """Return everything that stands in blocks, as one text."""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Card):
            parts.extend((block.heading, _words_of(block.blocks)))
        else:
            runs = block.items if isinstance(block, Bullets) else (block.spans,)
            parts.extend("".join(span.text for span in run) for run in runs)
    return " ".join(parts)


def _figure_words(figure: Figure | None, language: str) -> str:
    """Return what a reader reads of a figure."""
    text = figure.text.get(language) if figure else None
    if text is None:
        return ""
    intro = "".join(span.text for span in text.intro)
    rows = " ".join(f"{row.name} {row.explain} {row.duration}" for row in text.rows.values())
    return f"{intro} {text.outcome} {text.rest} {' '.join(text.groups.values())} {rows}"
