"""Packs with one thing wrong: what is changed in the legal pack, the rule that refuses it, and where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["BROKEN", "Broken", "Change"]

IDEA = "en/pages/what-it-is.md"
SLEEP = "en/pages/better-sleep.md"
EFFECTS = "en/pages/side-effects.md"
OPEN = "en/pages/what-is-open.md"
RIGHTS = "en/pages/your-rights.md"
WARNINGS = "en/pages/warnings.md"
RULES = "en/pages/spray-rules.md"
OFF_LABEL = "en/pages/spray-off-label.md"
SIDE = "en/pages/side-by-side.md"
CHECKS = "en/checks/all.yaml"
HEAD = "en/checks/headache.yaml"
TEA = "treatments/mint-tea.yaml"
SPRAY = "treatments/mint-spray.yaml"
TEA_WORDS = "en/treatments/mint-tea.yaml"
SPRAY_WORDS = "en/treatments/mint-spray.yaml"
FACTS = "facts.yaml"
FIGURES = "figures.yaml"
WORDS = "en/figures.yaml"
CHOICES = "en/choices.yaml"

REASONS = "en/reasons.yaml"
CONDITIONS = "en/conditions.yaml"
TEACH_BACK = "en/teach_back.yaml"
GLOSSARY = "en/glossary.yaml"
MUST_KNOW = "en/must_know.yaml"

MADE_UP = ", topic: safety, statement: Made up., strength: label, references: [berg-2021]"
ASK = "You can ask them what you like."
TALK = "Your care team talks with you about it."
CROSS = "Nobody is cross with you if you stop."
LONG = (
    "A person who is very tired can take a cup to bed and drink it there, "
    "and then lie down in the dark and go to sleep."
)
LONG_WORDS = "Children carry yellow paper baskets. "
"""Short words, as it seems, but of two syllables each."""
THREE_SYLLABLES = "The family drank the hot tea together then. "
REST = (
    " It came and went on the same night. Most people had none at all. "
    "Tell your care team if you have one, and rest until it has gone."
)
ITEM_B = """\
- id: headache-b
  must_know: mk-headache
  page: side-effects
  question: How long did it hurt?
  choices:
    - {id: a, text: For a month, why: It came and went on the same night.}
    - {id: b, text: For one week, why: It came and went on the same night.}
    - {id: c, text: For one night, why: It came and went on the same night., right: true}
  safe: It came and went on the same night.
  kind: It is easy to mix this up.
  not_sure: That is fine. It came and went on the same night.
"""
OTHERS = "Others drank hot water, so that the two could be compared."
MAY = " Your care team may do this. You may ask them why they want to do it for you."
BED = "So they all went to bed at the same time each night. "
STAFF = "We sit with you for as long as you like, and you can hold our hand. "


class Change(NamedTuple):
    """In a file, `old`, which stands there once, becomes `new`."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Broken:
    """A pack with one thing wrong.

    `rule` refuses it in `file`, on the line on which `shown` first stands after the change; both are those of the first
    change if they are left out. `translated`: the pack has a second language, made before the change.
    `least_minutes`: what a path must take; the legal pack is far shorter than a real one.
    """

    rule: str
    changes: tuple[Change, ...]
    file: str = ""
    shown: str = ""
    translated: bool = False
    least_minutes: float = 0


def one(rule: str, file: str, old: str, new: str, *, at: str = "", shown: str = "") -> Broken:
    """Return a pack with one change."""
    return Broken(rule, (Change(file, old, new),), at, shown)


def several(rule: str, *changes: tuple[str, str, str], at: str = "", shown: str = "") -> Broken:
    """Return a pack in which several things must change for one to be wrong."""
    return Broken(rule, tuple(Change(*change) for change in changes), at, shown)


LOADING = {
    # Missing, unreadable, not understood.
    "not-clean-text": one("C001", IDEA, "Mint tea is hot", "Mint tea is \x07hot"),
    "yaml-cut-off": one("C002", "pack.yaml", "name: English", "name: [English"),
    "fields-not-closed": one("C002", IDEA, "status: draft\n---\n", "status: draft\n", shown="---"),
    "anchor": one("C003", FACTS, "topic: harm", "topic: &a harm\n  again: *a"),
    "field-missing": one("C010", "references.yaml", "  authors: Berg B\n", "", shown="- id: berg-2021"),
    "title-empty": one("C010", IDEA, "title: What is mint tea?", "title:"),
    "field-nobody-reads": one("C011", IDEA, "status: draft", "status: draft\nauthor: Adams", shown="author"),
    "text-for-a-count": one("C012", FIGURES, "mint-tea: 64", "mint-tea: many"),
    "count-over-100": one("C013", FIGURES, "mint-tea: 64", "mint-tea: 164"),
    "date-of-another-form": one("C013", IDEA, "review_by: 2030-05-31", "review_by: 31 May 2030"),
    # Markup beyond the small Markdown, pictures.
    "italics": one("C014", IDEA, ASK, "You can *ask* them what you like."),
    "code": one("C014", IDEA, ASK, "You can `ask` them what you like."),
    "html": one("C014", IDEA, ASK, "You can <b>ask</b> them what you like."),
    "table": one("C014", IDEA, ASK, "Ask:\n\n| a | b |\n|---|---|\n| c | d |", shown="| a | b |"),
    "numbered-list": one("C014", IDEA, "- You can say **yes** or no.\n-", "1. You can say **yes** or no.\n2."),
    "heading": one("C014", IDEA, ASK, f"{ASK}\n\n## Ask us", shown="## Ask us"),
    "link-out": one("C014", IDEA, ASK, "You can [ask](https://example.org) them what you like."),
    "picture": one("C014", IDEA, ASK, f"{ASK} ![A cup of tea](cup.png)"),
    "marks-in-plain-text": one("C014", CHECKS, "safe: You can stop at any time.", 'safe: "You can **stop** at once."'),
    "brace-that-nothing-fills": one("C015", RIGHTS, "{clinic_phone}", "{clinic_fax}"),
    "picture-without-text": one("C016", IDEA, ASK, f"{ASK} ![](cup.png)"),
    # Licence and source.
    "licence-missing": one("C017", "pack.yaml", "licence: GPL-3.0-or-later\n", "", shown="id: legal-pack"),
    "source-not-to-be-found": one(
        "C018", "references.yaml", "  journal: Journal of Tea\n  year: 2021", "  year: 2021", shown="- id: berg-2021"
    ),
    # Ids.
    "two-facts-of-one-id": one(
        "C020", FACTS, "# What the rules", f"- {{id: tea-helps{MADE_UP}, confidence: VERIFIED}}\n# What"
    ),
    "fact-dangles": one("C021", IDEA, "facts: [tea-may-stop]", "facts: [tea-may-go]"),
    "reference-dangles": one("C021", FACTS, "references: [adams-2020]", "references: [adams-2002]"),
    "figure-dangles": one("C021", SLEEP, "figure: sleep", "figure: slept"),
    "word-dangles": one("C021", IDEA, "(term:mint)", "(term:leaf)"),
    "choice-dangles": one("C021", SIDE, "choices: [mint-tea, hot-water]", "choices: [mint-tea, cold-water]"),
    "learn-more-dangles": one("C025", SIDE, "more: [what-is-open]", "more: [what-is-shut]"),
    "sections-out-of-order": several(
        "C022",
        (TEA, "{id: benefits, pages: [better-sleep]}", "{id: risks, pages: [better-sleep]}"),
        (TEA, "{id: risks, pages: [side-effects]}", "{id: benefits, pages: [side-effects]}"),
        shown="{id: about_you",
    ),
    "rows-without-figure": one("C023", EFFECTS, "figure: effects\n", "", shown="id: side-effects"),
    "two-right-answers": one("C024", CHECKS, "when to stop.}", "when to stop., right: true}", shown="- id: stop-a"),
    "page-missing": one("C025", "library.yaml", "[what-is-open]", "[what-is-shut]"),
    "figure-without-outcome": one("C026", WORDS, "  outcome: slept better\n", "", shown="sleep:"),
    "reason-without-words": one(
        "C026", TEA, "reasons: [sleep, travel]", "reasons: [sleep, travel, work]", at=REASONS, shown="sleep:"
    ),
    "one-id-for-two-things": one("C027", TEA, "facts: [tea-may-stop], items", "facts: [tea-unknown], items"),
    "asked-but-not-read": one(
        "C028",
        TEA,
        "{id: risks, pages: [side-effects]}",
        "{id: risks, pages: [{page: side-effects, reasons: [travel]}]}",
        shown="mk-headache",
    ),
    # Who signs, in which order.
    "nobody-can-sign-first": one(
        "C029",
        TEA,
        "    - {role: interpreter, needed: interpreted}\n  talk",
        "    - {role: interpreter, needed: interpreted, after: [witness]}\n"
        "    - {role: witness, needed: always, after: [interpreter]}\n  talk",
    ),
}

TRUTH = {
    # A statement without a fact, a fact without a source.
    "page-without-facts": one("C101", RIGHTS, "facts: [tea-may-stop]", "facts: []"),
    "bullet-without-facts": one("C101", TEA_WORDS, '28 did.", facts: [tea-helps]', '28 did.", facts: []'),
    "summary-without-facts": one("C101", TEA_WORDS, "a headache., facts: [tea-headache]", "a headache., facts: []"),
    "fact-without-source": one(
        "C102",
        FACTS,
        "expert\n  references: [berg-2021]",
        "expert\n  references: []",
        shown="- id: tea-unknown",
    ),
    # A number that no cited fact holds.
    "number-on-page": one("C103", SLEEP, "36 of 100", "37 of 100"),
    "size-as-result": one("C103", SLEEP, "36 of 100", "7 of 100"),
    "number-in-words": one("C103", SLEEP, "adults who slept badly drank", "forty adults who slept badly drank"),
    "half-of-people": one("C103", SLEEP, OTHERS, "Half of the people drank hot water."),
    "number-in-source-note": one("C103", SLEEP, "200 adults", "300 adults"),
    "number-in-card": one("C103", OPEN, "64 of 100", "74 of 100"),
    "number-from-another-card": one("C103", OPEN, "No one has looked at that yet", "It was 64 of 100"),
    "number-in-choice": one("C103", CHOICES, "28 of 100", "29 of 100", shown='helps: "In the same'),
    "number-in-figure-words": one("C103", WORDS, "explain: a pain in the head", "explain: a pain in 9 spots"),
    "number-in-check": one("C103", CHECKS, "why: You can stop at any time.", "why: You can stop after 9 days."),
    "number-in-summary": one("C103", TEA_WORDS, "12 of 100 people had", "11 of 100 people had"),
    "number-in-form": one("C103", TEA_WORDS, "**64 of 100**", "**65 of 100**"),
    "number-in-glossary": one("C103", GLOSSARY, "A green herb.", "A green herb with 8 leaves."),
    "number-in-decision": one("C103", TEA_WORDS, "next: You go home.", "next: You wait 20 minutes."),
    "number-in-condition": one("C103", CONDITIONS, "Does your head hurt often?", "Does your head hurt 9 times a week?"),
    "number-to-listen-for": one("C103", TEACH_BACK, "listen_for: [At any time,", "listen_for: [After 9 days,"),
    # Figures: counts, facts, group, comparison, time, people, denominator.
    "count": one("C104", FIGURES, "counts: {mint-tea: 64", "counts: {mint-tea: 65"),
    "counts-swapped": one("C104", FIGURES, "{mint-tea: 64, hot-water: 28}", "{mint-tea: 28, hot-water: 64}"),
    "count-of-row": one("C104", FIGURES, "hot-water: 4}", "hot-water: 14}"),
    "figure-without-source": one("C105", FIGURES, "facts: [tea-helps]", "facts: []", shown="- id: sleep"),
    "row-without-source": one("C105", FIGURES, "hot-water: 4}, facts: [tea-headache]", "hot-water: 4}, facts: []"),
    "unproven-fact-with-figure": several(
        "C106",
        (
            FACTS,
            f"{{id: home-use-risk{MADE_UP}, confidence: VERIFIED",
            f"{{id: home-use-risk{MADE_UP}, confidence: RECALLED-CHECK",
        ),
        (FIGURES, "hot-water: 28}\n  facts: [tea-helps]", "hot-water: 28}\n  facts: [tea-helps, home-use-risk]"),
        (SLEEP, "facts: [tea-helps]", "facts: [tea-helps, home-use-risk]"),
        at=FIGURES,
        shown="- id: sleep",
    ),
    "figure-not-cited": one("C107", EFFECTS, "facts: [tea-headache]", "facts: [tea-unknown]"),
    "small-study": one(
        "C108",
        FACTS,
        "treatment_n: 100, treatment_pct: 64.3",
        "treatment_n: 20, treatment_pct: 64.3",
        at=SLEEP,
        shown="source_note",
    ),
    "figure-without-group": several(
        "C109",
        (FIGURES, "groups: [mint-tea, hot-water]\n  counts: {mint-tea: 64, hot-water: 28}", "groups: []\n  counts: {}"),
        (
            WORDS,
            "  groups: {mint-tea: Mint tea, hot-water: Hot water}\n  population: adults",
            "  groups: {}\n  population: adults",
        ),
        shown="- id: sleep",
    ),
    "figure-without-comparison": several(
        "C110",
        (
            FIGURES,
            "groups: [mint-tea, hot-water]\n  counts: {mint-tea: 64, hot-water: 28}",
            "groups: [mint-tea]\n  counts: {mint-tea: 64}",
        ),
        (
            WORDS,
            "rest: did not\n  groups: {mint-tea: Mint tea, hot-water: Hot water}",
            "rest: did not\n  groups: {mint-tea: Mint tea}",
        ),
    ),
    "figure-without-time": one("C111", WORDS, "  time: after 7 days\neffects", "effects", shown="sleep:"),
    "figure-without-people": one(
        "C112",
        WORDS,
        "  population: adults who slept badly\n  time: after 7 days\neffects",
        "  time: after 7 days\neffects",
        shown="sleep:",
    ),
    "figure-of-1000": one(
        "C113",
        FIGURES,
        "denominator: 100\n  groups: [mint-tea, hot-water]\n  c",
        "denominator: 1000\n  groups: [mint-tea, hot-water]\n  c",
    ),
    # People counted in two ways.
    "people-of-another-number": one("C114", SLEEP, "36 of 100 people", "18 of 50 people"),
    "out-of-another-number": one(
        "C114",
        WORDS,
        'sleep:\n  intro: "Out of **100 people**',
        'sleep:\n  intro: "Out of **101 people**',
        shown="  intro",
    ),
    "two-denominators": one(
        "C114",
        TEA_WORDS,
        "text: 64 of 100 people slept better.",
        "text: 6 of 10 people slept better and 36 of 100 did not.",
    ),
    "unproven-fact-with-number": several(
        "C115",
        (
            FACTS,
            "{id: home-use-risk, topic: safety, statement: Made up.",
            "{id: home-use-risk, topic: safety, statement: It has 9 leaves.",
        ),
        (
            FACTS,
            "references: [berg-2021], confidence: VERIFIED}\n- {id: esketamine-visit",
            "references: [berg-2021], confidence: RECALLED-CHECK}\n- {id: esketamine-visit",
        ),
        (WARNINGS, "- It can make you sleepy", "- It has 9 leaves. It can make you sleepy"),
        at=WARNINGS,
        shown="- It has 9 leaves",
    ),
}

CHECKING = {
    # Taught and asked: two items, on the path, each asked once, and the sentences that teach.
    "one-item": several(
        "C201",
        (TEA, "items: [headache-a, headache-b]", "items: [headache-a]"),
        (SPRAY, "items: [headache-a, headache-b]", "items: [headache-a]"),
        (HEAD, ITEM_B, ""),
        shown="mk-headache",
    ),
    "sent-to-a-page-of-another-path": one(
        "C202",
        HEAD,
        "page: side-effects\n  question: How long",
        "page: spray-off-label\n  question: How long",
        shown="page: spray-off-label",
    ),
    "right-answers-in-one-place": several(
        "C203",
        (
            CHECKS,
            "{id: a, text: I decide each day, why: It is up to you., right: true}",
            "{id: a, text: My friend decides, why: You decide.}",
        ),
        (
            CHECKS,
            "{id: b, text: The clinic does, why: The clinic helps you. You decide.}",
            "{id: b, text: I decide each day, why: It is up to you., right: true}",
        ),
        (HEAD, "{id: b, text: For one week, ", "{id: b, text: For one night, "),
        (HEAD, "For one night, why: It came and went on the same night., right: true}", "For one week, why: Not so.}"),
        (HEAD, "For one night, why: It came and went on the same night.}", "For one night, why: Yes., right: true}"),
        shown="- id: stop-a",
    ),
    "right-answer-long": one(
        "C204", CHECKS, "text: I decide each day", "text: I decide it each day and nobody else does so"
    ),
    "right-answer-short": one("C204", CHECKS, "text: At any time I like", "text: Now"),
    "all-of-the-above": one("C205", CHECKS, "When staff say so", "All of the above"),
    "asked-for-what-is-not": one("C205", CHECKS, "Who decides if you go on?", "Which of these does not stop you?"),
    "asked-twice": one("C206", CHECKS, "Who decides if you go on?", "When can you stop"),
    "must-know-sentence-gone": one(
        "C207", IDEA, "- You can stop at any time.", "- You can stop when you like.", shown="Mint tea is"
    ),
    "must-know-sentence-in-two": one(
        "C207", EFFECTS, "had a headache after they drank", "had a headache. That was after they drank"
    ),
    "two-teach-backs": one("C208", TEA, "[mk-stop, mk-headache, mk-choices]", "[mk-stop, mk-headache]"),
}

READING = {
    "hard-page": one("C301", OFF_LABEL, MAY, f" {LONG_WORDS * 14}", shown="title:"),
    "hard-question": one("C302", CHECKS, "question: When can you stop?", f"question: {LONG_WORDS * 6}"),
    "hard-explanation": one(
        "C302",
        CHECKS,
        "safe: You can stop at any time.",
        f"safe: {LONG_WORDS * 16}",
        shown="    - {id: a, text: Only after",
    ),
    "long-sentence": one("C303", IDEA, TALK, LONG),
    "short-page": one(
        "C304",
        OFF_LABEL,
        MAY,
        "",
    ),
    "long-page": one("C304", RIGHTS, "We may have to stop", f"{STAFF * 4}We may have to stop", shown="You can ask"),
    "long-choice": one("C304", CHOICES, "You drink it hot.", "You drink it hot. " * 20, shown="    rows:"),
    "long-on-average": one("C305", OFF_LABEL, MAY, f" {STAFF * 4}", shown="title:"),
    "hard-path": several(
        "C306",
        (IDEA, TALK, THREE_SYLLABLES * 7),
        (WARNINGS, "It has told people to take care with it at home.", THREE_SYLLABLES * 7),
        (RIGHTS, "You can have it on paper.", THREE_SYLLABLES * 6),
        (OPEN, "No one has looked at that yet.", THREE_SYLLABLES * 7),
        (RULES, "You do not take it home with you.", THREE_SYLLABLES * 7),
        (SIDE, "Your own drink stands first.", THREE_SYLLABLES * 7),
        at=TEA,
        shown="sections:",
    ),
    "hard-word": one("C307", IDEA, ASK, "You can ask about the procedure."),
    "hard-word-in-a-choice": one("C307", CHOICES, "It has no mint.", "It has no additives."),
    "short-path": Broken("C308", (), TEA, "sections:", least_minutes=10),
}

WORDING = {
    "waiver": one("C401", TEA_WORDS, "I can stop at any time.", "I waive all claims."),
    "rights-given-up": one("C401", TEA_WORDS, "I can stop at any time.", "I give up my legal rights."),
    "own-risk": one("C401", RIGHTS, "You can have it on paper.", "You drink it at your own risk."),
    "promise": one("C402", TEA_WORDS, "next: You go home.", "next: Sleep is guaranteed."),
    "praise": one("C402", IDEA, TALK, f"This is a breakthrough. {TALK}"),
    "advice": one("C402", TEA_WORDS, "I want to have mint tea, next", "You should choose mint tea, next"),
    "percentage": one("C403", SLEEP, "36 of 100 people did **not**", "36% did **not**"),
    "rare": one("C404", RIGHTS, "> We may have", "> Harm is rare. We may have"),
    "relative-risk": one("C405", SLEEP, "did **not** sleep better", "slept twice as much"),
    "ink-as-biometric": one("C406", TEA_WORDS, "I can stop at any time.", "My name in ink is a biometric."),
}

TRANSLATED = "xx/pages/what-it-is.md"

AGE = {
    "overdue": one("C501", IDEA, "review_by: 2030-05-31", "review_by: 2026-11-21"),
    "translation-stale": Broken(
        "C502", (Change(IDEA, ASK, "You can ask us what you like."),), TRANSLATED, "source_digest", translated=True
    ),
    "translation-of-another-page": Broken(
        "C502", (Change(TRANSLATED, 'source_digest: "', 'source_digest: "0'),), translated=True
    ),
    "number-in-a-translation": Broken(
        "C103", (Change("xx/pages/better-sleep.md", "36 of 100", "37 of 100"),), translated=True
    ),
}

PATHS = {
    "nothing-on-cost": one("C701", TEA, "  cost: [your-rights]\n", "", shown="elements:"),
    "nothing-on-the-long-run": one("C701", TEA, "  long_term: [what-is-open]", "  long_term: []"),
    "nothing-on-the-rules-of-the-spray": one("C701", SPRAY, "  rems: [spray-rules]\n", "", shown="elements:"),
    "nothing-on-rights-for-one-reason": one(
        "C701",
        TEA,
        "[side-by-side, your-rights]",
        "[side-by-side, {page: your-rights, reasons: [sleep]}]",
        shown="  copy: [your-rights]",
    ),
    "warning-left-out": one("C702", WARNINGS, ", home-use-risk]", "]", at=TEA, shown="sections:"),
    "rule-of-the-spray-left-out": one("C702", RULES, ", no-driving", "", at=SPRAY, shown="sections:"),
    "key-information-not-first": one(
        "C703", TEA, "[what-it-is, warnings]", "[warnings, what-it-is]", shown="  key_information"
    ),
    "more-words-on-benefit": one(
        "C704",
        SLEEP,
        "\n> With mint tea",
        f"\n{BED * 3}\n\n> With mint tea",
        at=TEA,
        shown="  benefits: [better-sleep]",
    ),
    "more-pages-on-harm": several(
        "C705",
        (SLEEP, "\n> With mint tea", f"\n{BED * 4}\n\n> With mint tea"),
        (TEA, "  risks: [side-effects]", "  risks: [side-effects, warnings]"),
        (SPRAY, "  risks: [side-effects]", "  risks: [side-effects, spray-rules]"),
        at=TEA,
        shown="  benefits: [better-sleep]",
    ),
    "more-figures-on-harm": several(
        "C706",
        (WARNINGS, "facts: [", "figure: sleep\nfacts: [tea-helps, "),
        (IDEA, "facts: [", "figure: sleep\nfacts: [tea-helps, "),
        (TEA, "  risks: [side-effects]", "  risks: [side-effects, warnings, what-it-is]"),
        (TEA, "  benefits: [better-sleep]", "  benefits: [better-sleep, your-rights, what-is-open]"),
        at=TEA,
        shown="  benefits: [better-sleep",
    ),
    "own-approval": one("C707", WARNINGS, "It has told", "Esketamine is approved for sleep. It has told"),
    "own-approval-in-the-form": one(
        "C707", TEA_WORDS, "With hot water, 28 did.", "Esketamine is FDA-approved. With hot water, 28 did."
    ),
    "off-label-said-to-all": one(
        "C708", RULES, "Somebody takes you home.", "This is off-label use.", shown="- Staff look"
    ),
    "off-label-left-unsaid": one("C709", SPRAY, "approved_for: [sleep]", "approved_for: []"),
}

BROKEN: dict[str, Broken] = {**LOADING, **TRUTH, **CHECKING, **READING, **WORDING, **AGE, **PATHS}
