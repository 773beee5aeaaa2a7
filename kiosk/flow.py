"""Which step comes next: the steps of a visit in order, made from a treatment. Pure, and knows no window.

A step id is a kind and a subject, `page:off-label` or `check:mk-off-label`; built-in steps have no subject. Five kinds
are side steps, which stand beside the line: `feedback` (after an answer), `reread` (a page again, then its check
again), `revisit` (a page again, then back to the summary), `why` (the page on a condition that may apply) and `cosign`
(somebody else signs, `cosign:interpreter`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.content import Condition, MustKnow, Signer, Treatment
    from kiosk.events import Act

__all__ = [
    "FIRST_SECTION",
    "LAST_SECTION",
    "PAGE_KINDS",
    "Plan",
    "Progress",
    "Step",
    "StepKind",
    "build_plan",
    "parse_step",
]

StepKind = Literal[
    "identity",
    "companion",
    "changes",
    "page",
    "check",
    "conditions",
    "teach_back",
    "values",
    "summary",
    "decision",
    "confirm",
    "sign",
    "wishes",
    "record",
    "reconfirm",
    "done",
    "feedback",
    "reread",
    "revisit",
    "why",
    "cosign",
]

PAGE_KINDS: frozenset[StepKind] = frozenset({"page", "reread", "revisit", "why"})
"""The kinds of step that show a content page."""

FIRST_SECTION = "about_you"
LAST_SECTION = "decide"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `subject` is the id of a page, a must-know fact or a condition, or empty.

    `section` is the progress bar's section.
    """

    kind: StepKind
    subject: str
    section: str

    @property
    def id(self) -> str:
        """The stable name that events carry."""
        return f"{self.kind}:{self.subject}" if self.subject else self.kind


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the patient is: section index (0-based) of `sections`, page (1-based) of `pages`; `check` for a check."""

    sections: tuple[str, ...]
    index: int
    page: int
    pages: int
    check: bool


def parse_step(step_id: str) -> tuple[str, str]:
    """Split a step id into kind and subject."""
    kind, _, subject = step_id.partition(":")
    return kind, subject


@dataclass(frozen=True)
class Plan:
    """All steps of one variant of a treatment, in order, and the must-know facts by id.

    `conditions` are those that are asked about, in their order; `condition_pages` has the page that explains each.
    `teach_back` are the must-know facts that the patient is asked to say in own words.
    """

    treatment: str
    sections: tuple[str, ...]
    steps: tuple[Step, ...]
    must_know: dict[str, MustKnow]
    check_tries: int
    values: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    condition_pages: dict[str, str] = field(default_factory=dict)
    teach_back: tuple[str, ...] = ()
    signing: Mapping[Act, tuple[Signer, ...]] = field(default_factory=dict)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {step.id: position for position, step in enumerate(self.steps)}

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """Ids of all required content pages."""
        return tuple(step.subject for step in self.steps if step.kind == "page")

    @property
    def first(self) -> Step:
        """The step a visit starts at."""
        return self.steps[0]

    def step(self, step_id: str) -> Step:
        """Return a step of the line or a side step.

        Raises:
            KeyError: the treatment has no such step.
        """
        position = self._positions.get(step_id)
        if position is not None:
            return self.steps[position]
        kind, subject = parse_step(step_id)
        if kind in {"feedback", "reread"} and subject in self.must_know:
            section = self.step(f"check:{subject}").section
            return Step("feedback" if kind == "feedback" else "reread", subject, section)
        if kind == "revisit" and subject in self.pages:
            return Step("revisit", subject, LAST_SECTION)
        if kind == "why" and subject in self.conditions:
            return Step("why", subject, self.step("conditions").section)
        if kind == "reconfirm" and not subject:
            return Step("reconfirm", "", LAST_SECTION)
        if kind == "cosign" and subject in {one.role for order in self.signing.values() for one in order}:
            return Step("cosign", subject, LAST_SECTION)
        raise KeyError(step_id)

    def after(self, step: Step) -> Step:
        """Return the next step of the line; a side step leads back to where it came from, the last one to itself.

        From `conditions` and `why` it is the line's next step: which pages are still to be shown is the visit's to say.
        """
        if step.kind == "reread":
            return self.step(f"check:{step.subject}")
        if step.kind == "revisit":
            return self.step("summary")
        if step.kind in {"reconfirm", "cosign"}:
            return self.step("done")
        return self.steps[min(self._positions[self._anchor(step)] + 1, len(self.steps) - 1)]

    def before(self, step: Step) -> Step:
        """Return the step that Back leads to; the first one leads to itself."""
        if step.kind == "reread":
            return self.step(f"feedback:{step.subject}")
        if step.kind == "revisit":
            return self.step("summary")
        if step.kind in {"reconfirm", "cosign"}:
            return step
        if step.kind == "why":
            return self.step("conditions")
        return self.steps[max(self._positions[self._anchor(step)] - 1, 0)]

    @staticmethod
    def _anchor(step: Step) -> str:
        """Return the step of the line that a step stands beside; a step of the line is its own."""
        match step.kind:
            case "feedback":
                return f"check:{step.subject}"
            case "why":
                return "conditions"
            case _:
                return step.id

    def page_of(self, step: Step) -> str:
        """Return the content page that a step shows or, for a check, that teaches it; empty for built-in steps."""
        if step.kind in {"page", "revisit"}:
            return step.subject
        if step.kind in {"check", "feedback", "reread"}:
            return self.must_know[step.subject].page
        if step.kind == "why":
            return self.condition_pages[step.subject]
        return ""

    def progress(self, step: Step) -> Progress:
        """Return where a step stands. Checks show the section with "check" in place of a page count."""
        in_section = [s for s in self.steps if s.section == step.section and s.kind != "check"]
        check = step.kind in {"check", "feedback"}
        if step.kind == "reread":
            anchor = f"page:{self.must_know[step.subject].page}"
        elif step.kind == "reconfirm":
            anchor = "confirm"
        elif step.kind == "cosign":
            anchor = "sign"
        elif step.kind == "revisit":
            anchor = "summary"
        else:
            anchor = self._anchor(step)
        position = next((i for i, s in enumerate(in_section, start=1) if s.id == anchor), len(in_section))
        return Progress(self.sections, self.sections.index(step.section), position, len(in_section), check)

    def check_number(self, must_know: str) -> tuple[int, int]:
        """Return which check of how many this is, in the order of the line (1-based)."""
        line = [step.subject for step in self.steps if step.kind == "check"]
        return line.index(must_know) + 1, len(line)


def build_plan(
    treatment: Treatment,
    check_tries: int | None = None,
    *,
    conditions: Mapping[str, Condition] | None = None,
    represented: bool = False,
    changed: tuple[str, ...] | None = None,
) -> Plan:
    """Lay out the steps: identity and helper, each section's pages and then its checks, and the decision's steps.

    Args:
        treatment: the variant for the patient's reason and route (`Treatment.variant`).
        check_tries: the clinic's own limit; the treatment's stands if it is None.
        conditions: the content's conditions by id; those that the treatment names are asked about.
        represented: somebody decides in the patient's place, and is asked what the patient wants.
        changed: for a renewal, the pages that say something new: a first page tells which; these and the treatment's
            `renewal_pages` are shown, and what they teach is checked.
    """
    if changed is not None:
        treatment = treatment.only({*changed, *treatment.renewal_pages})
    known = conditions or {}
    steps: list[Step] = [Step("identity", "", FIRST_SECTION), Step("companion", "", FIRST_SECTION)]
    if changed is not None:
        steps.append(Step("changes", "", FIRST_SECTION))
    for section in treatment.sections:
        steps.extend(Step("page", page, section.id) for page in section.pages)
        steps.extend(Step("check", fact.id, section.id) for fact in treatment.must_know if fact.page in section.pages)
        if section.id == FIRST_SECTION and treatment.conditions:
            steps.append(Step("conditions", "", section.id))
    steps.extend(Step("teach_back", fact, LAST_SECTION) for fact in treatment.teach_back)
    asked: tuple[StepKind, ...] = ("wishes",) if represented else ()
    decide: tuple[StepKind, ...] = ("values", "summary", *asked, "decision", "confirm", "record", "sign", "done")
    steps.extend(Step(kind, "", LAST_SECTION) for kind in decide)
    return Plan(
        treatment=treatment.id,
        sections=tuple(section.id for section in treatment.sections),
        steps=tuple(steps),
        must_know={fact.id: fact for fact in treatment.must_know},
        check_tries=check_tries or treatment.check_tries,
        values=treatment.values,
        conditions=treatment.conditions,
        condition_pages={condition: known[condition].page for condition in treatment.conditions},
        teach_back=treatment.teach_back,
        signing=treatment.signing,
    )
