"""Templates and their small HTML: what a person typed stays text; what is not in the subset is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.document.blocks import (
    Bullets,
    Choice,
    Choices,
    FigureBlock,
    Heading,
    KeyValues,
    NoteBox,
    PageBreak,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    TickBoxes,
    TickTable,
    WriteField,
    WriteFields,
    block_text,
)
from kiosk.document.markup import Parts, Plain, parse_markup, render_template
from kiosk.errors import ContentError

NOTHING = Parts({}, {})
HOSTILE = (
    "<b>bold</b>",
    "</p><h1>Not a heading</h1>",
    "<script>alert(1)</script>",
    "<!-- a comment --><![CDATA[x]]><?pi?><!DOCTYPE x>",
    "&amp; &lt; &#60; &nbsp;",
    "{{ 7 * 7 }} {% raw %} {# gone #}",
    "{0} {name} {name.__class__} %s %(x)s",
    '<font color="red">x</font><para>y</para><img src="file:///etc/passwd"/>',
    "\u202egnp.exe\u202c \u2067right\u2069",
    "\U0001f469\u200d\U0001f52c e\u0301",
    "one\ntwo\r\nthree\ttab",
    "nul\x00bell\x07escape\x1b[31m",
    "'single' \"double\" `back`",
    "  two  spaces  ",
    " ",
    "x" * 10_000,
    "<" * 10_000,
)


def blocks(markup: str, parts: Parts = NOTHING) -> tuple[object, ...]:
    return parse_markup(markup, parts)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return a folder with one template that prints `text` in every place where text may stand."""
    (tmp_path / "all.j2").write_text(
        "{% macro again(value) %}<p>{{ value }}</p>{% endmacro %}"
        "<h1>{{ text }}</h1>\n<p>{{ text }}</p>\n<p>a <b>{{ text }}</b> z</p>\n<ul><li>{{ text }}</li></ul>\n"
        '<dl><dt>{{ text }}</dt><dd>{{ text }}</dd></dl>\n<aside class="info">{{ text }}</aside>\n'
        '<table data-widths="1"><tr><th>{{ text }}</th></tr><tr><td>{{ text }}</td></tr></table>\n'
        '<ul class="choices"><li class="chosen">{{ text }}<em>{{ text }}</em></li></ul>\n{{ again(text) }}',
        encoding="utf-8",
    )
    return tmp_path


def assert_plain(template: Path, text: str) -> None:
    """Assert that a text stands in each block exactly as it was given, and made no block of its own."""
    found = parse_markup(render_template(template, "all.j2", {"text": text}), NOTHING)
    assert [block_text(block) for block in found] == [
        (text,),
        (text,),
        (f"a {text} z",),
        (text,),
        (text, text),
        (text,),
        (text, text),
        (text, text),
        (text,),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_is_only_ever_text(template: Path, text: str) -> None:
    assert_plain(template, text)


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_every_text_comes_through_as_it_is(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    (folder / "one.j2").write_text("<p>{{ text }}</p>\n<p>a <b>{{ text }}</b> z</p>\n", encoding="utf-8")
    found = parse_markup(render_template(folder, "one.j2", {"text": text}), NOTHING)
    assert [block_text(block) for block in found] == [(text,), (f"a {text} z",)]


def test_plain_text_escapes_itself() -> None:
    assert Plain(" a  <b>\n").__html__() == "&#32;a &#32;&#60;b&#62;&#10;"


# ---------------------------------------------------------------- what the subset means


def test_headings_and_an_annex() -> None:
    assert blocks('<h1>Title</h1><h2 class="part">Annex</h2><h4>Card</h4>') == (
        Heading(1, "Title"),
        Heading(2, "Annex", part=True),
        Heading(4, "Card"),
    )


def test_runs_and_line_breaks() -> None:
    assert blocks("<p>one\n   <b>two</b>   three<br>\n  four </p>") == (
        Paragraph((Run("one "), Run("two", bold=True), Run(" three\nfour"))),
    )


def test_white_space_of_the_layout_is_no_text() -> None:
    assert blocks("\n <p>\n  a\n  b\n </p>\n") == (Paragraph((Run("a b"),)),)


def test_lists_choices_and_notes() -> None:
    assert blocks(
        '<ul><li>a</li><li><b>b</b> c</li></ul><ul class="small"><li>d</li></ul>'
        '<ul class="choices"><li class="chosen">yes <em>chosen</em></li><li>no</li></ul>'
        '<aside class="lock">n</aside><hr>'
    ) == (
        Bullets(((Run("a"),), (Run("b", bold=True), Run(" c")))),
        Bullets(((Run("d"),),), small=True),
        Choices((Choice("yes", checked=True, mark="chosen"), Choice("no", checked=False))),
        NoteBox((Run("n"),), "lock"),
        PageBreak(),
    )


def test_pairs_and_tables() -> None:
    assert blocks(
        '<dl class="box"><dt>Name</dt><dd>Rosa</dd></dl>'
        '<table data-widths="3 1"><tr><th>Q</th><th>A</th></tr><tr><td>q <b>x</b></td><td></td></tr></table>'
    ) == (
        KeyValues((("Name", "Rosa"),), boxed=True),
        Table(("Q", "A"), (((Run("q "), Run("x", bold=True)), ()),), (3, 1)),
    )


def test_figures_and_signatures_are_named() -> None:
    figure = FigureBlock("f", ())
    signature = SignatureBlock("blank", "patient", "Rosa", ())
    parts = Parts({"f": figure}, {"s": signature})
    assert blocks('<figure data-ref="f"><signature data-ref="s">', parts) == (figure, signature)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("markup", "field"),
    [
        ("<div>x</div>", "div"),
        ("<p onclick='x'>x</p>", "p"),
        ('<p class="big">x</p>', "p"),
        ("<p>x", "p"),
        ("x", ""),
        ("&#65;", ""),
        ("<p>a</b></p>", "b"),
        ("</p>", "p"),
        ("<p><p>a</p></p>", "p"),
        ("<li>a</li>", "li"),
        ("<ul>text<li>a</li></ul>", "ul"),
        ("<p>a<br/></p>", "br"),
        ("<p>&nbsp;</p>", "p"),
        ("<p><!-- c --></p>", "p"),
        ("<!DOCTYPE html>", "DOCTYPE html"),
        ("<?php ?>", "php ?"),
        ("<![CDATA[x]]>", "CDATA[x"),
        ('<figure data-ref="none">', ""),
        ('<signature data-ref="none">', ""),
        ("<dl><dd>v</dd></dl>", "dd"),
        ("<dl><dt>a</dt><dd>v</dd><dd>w</dd></dl>", "dd"),
        ('<ul><li class="chosen">a</li></ul>', "li"),
        ("<ul><li>a<em>m</em></li></ul>", "li"),
        ('<table data-widths="1"><tr><td>a</td></tr></table>', "tr"),
        ('<table data-widths="1"><tr><th>a</th></tr><tr><td>b</td><td>c</td></tr></table>', "tr"),
        ('<table data-widths="1"><tr><th>a</th></tr><tr><th>b</th></tr></table>', "tr"),
        ('<table data-widths="1 2"><tr><th>a</th></tr></table>', "table"),
        ('<table data-widths="x"><tr><th>a</th></tr></table>', "table"),
        ('<table data-widths=""></table>', "table"),
    ],
)
def test_what_is_not_in_the_subset_is_refused_with_its_place(markup: str, field: str) -> None:
    with pytest.raises(ContentError) as refused:
        parse_markup("\n" + markup, NOTHING, "t.j2")
    [problem] = refused.value.problems
    assert (problem.rule, problem.file, problem.field) == ("template", "t.j2", field)
    assert problem.line >= 1
    assert problem.message


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ("{{ nothing }}", "UndefinedError"),
        ("{{ text.nothing }}", "UndefinedError"),
        ("{% if %}", "TemplateSyntaxError"),
        ("{{ text.__class__.__mro__ }}", "SecurityError"),
        ("{{ rows.append(1) }}", "SecurityError"),
    ],
)
def test_a_wrong_template_is_refused(tmp_path: Path, source: str, field: str) -> None:
    (tmp_path / "t.j2").write_text(source, encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        render_template(tmp_path, "t.j2", {"text": "x", "rows": []})
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_missing_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as refused:
        render_template(tmp_path, "../none.j2", {})
    assert refused.value.problems[0].file == "../none.j2"


# ---------------------------------------------------------------- what templates share


def write(folder: Path, **sources: str) -> Path:
    """Write templates: `base_parts` is base/parts.j2, `own_one` is own/one.j2."""
    for name, source in sources.items():
        home, stem = name.split("_")
        (folder / home).mkdir(exist_ok=True)
        (folder / home / f"{stem}.j2").write_text(source, encoding="utf-8")
    return folder


def test_a_template_extends_includes_and_imports_from_the_shared_folder(tmp_path: Path) -> None:
    write(
        tmp_path,
        base_macros="{% macro para(x) %}<p>{{ x }}</p>{% endmacro %}",
        base_more="<p>more {{ text }}</p>",
        base_whole='{% from "base/macros.j2" import para %}{% block a %}{{ para(text) }}{% endblock %}'
        '{% include "base/more.j2" %}',
        own_one='{% extends "base/whole.j2" %}',
        own_two='{% extends "base/whole.j2" %}{% block a %}<p>own</p>{{ super() }}{% endblock %}',
    )
    for name, wanted in (("own/one.j2", ["a<b>", "more a<b>"]), ("own/two.j2", ["own", "a<b>", "more a<b>"])):
        found = parse_markup(render_template(tmp_path, name, {"text": "a<b>"}), NOTHING)
        assert [line for block in found for line in block_text(block)] == wanted


@pytest.mark.parametrize(
    "ask",
    [
        '{% extends "own/other.j2" %}',
        '{% include "own/other.j2" %}',
        '{% from "own/other.j2" import x %}',
        '{% include "base/../own/other.j2" %}',
        '{% include "base/../../secret.j2" %}',
        '{% include "/etc/hostname" %}',
        '{% include ["none.j2", "own/other.j2"] %}',
        "{% include text %}",
    ],
)
def test_a_template_reaches_nothing_outside_of_the_shared_folder(tmp_path: Path, ask: str) -> None:
    (tmp_path / "secret.j2").write_text("<p>secret</p>", encoding="utf-8")
    root = tmp_path / "templates"
    root.mkdir()
    write(root, own_other="<p>other</p>", base_parts="<p>base</p>", own_one=ask)
    with pytest.raises(ContentError) as refused:
        render_template(root, "own/one.j2", {"text": "own/other.j2"})
    [problem] = refused.value.problems
    assert (problem.file, problem.field) in {("own/one.j2", "TemplateNotFound"), ("own/one.j2", "TemplatesNotFound")}


def test_the_shared_folder_reaches_nothing_else_either(tmp_path: Path) -> None:
    write(tmp_path, own_other="<p>other</p>", base_whole='{% include "own/other.j2" %}')
    write(tmp_path, own_one='{% extends "base/whole.j2" %}')
    with pytest.raises(ContentError):
        render_template(tmp_path, "own/one.j2", {})


# ---------------------------------------------------------------------- what is filled in by hand


def test_lines_to_write_on() -> None:
    markup = (
        '<dl class="write"><dt>Name</dt><dd>Rosa</dd><dt>Why</dt><dd class="lines-3"></dd>'
        '<dt>Signature</dt><dd class="sign"></dd></dl>'
        '<dl class="write-two"><dt>Date</dt><dd></dd><dt>Time</dt><dd></dd></dl>'
    )
    assert blocks(markup) == (
        WriteFields((WriteField("Name", "Rosa"), WriteField("Why", lines=3), WriteField("Signature", sign=True))),
        WriteFields((WriteField("Date"), WriteField("Time")), 2),
    )


@pytest.mark.parametrize("layout", ["boxes", "equal", "inline"])
def test_boxes_to_tick(layout: str) -> None:
    [block] = blocks(f'<ul class="{layout}"><li>One</li><li>Two</li></ul>')
    assert block == TickBoxes(("One", "Two"), layout)  # type: ignore[arg-type]  # one of the three


def test_a_table_of_boxes() -> None:
    markup = '<ticks data-widths="60 40"><tr><th>Ask</th><th>Yes</th></tr><tr><td>Old?</td><td>Yes</td></tr></ticks>'
    assert blocks(markup) == (TickTable(("Ask", "Yes"), (("Old?", "Yes"),), (60, 40)),)
    assert block_text(TickTable(("Ask", "Yes"), (("Old?", "Yes"),), (60, 40))) == ("Ask", "Yes", "Old?", "Yes")


@pytest.mark.parametrize(
    "markup",
    [
        '<dl><dt>a</dt><dd class="sign"></dd></dl>',
        '<dl class="write"><dt>a</dt></dl>',
        '<dl class="write"><dd>a</dd></dl>',
        '<dl class="write"><dt>a</dt><dd class="lines-9"></dd></dl>',
        '<ul class="equal"><li class="chosen">a</li></ul>',
        '<ul class="boxes"><li>a<em>right</em></li></ul>',
        '<ticks data-widths="60"><tr><th>a</th><th>b</th></tr></ticks>',
        '<ticks data-widths="60 40"><tr><td>a</td><td>b</td></tr></ticks>',
    ],
)
def test_what_cannot_be_filled_in_is_refused(markup: str) -> None:
    with pytest.raises(ContentError):
        blocks(markup)
