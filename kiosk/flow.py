"""Which step comes next: the steps of a visit in order, made from a treatment. Pure, and knows no window.

A step id is a kind and a subject, `page:off-label` or `check:mk-off-label`; built-in steps have no subject. Three kinds
are side steps, which stand beside the line: `feedback` (after an answer), `reread` (a page again, then its check again)
and `revisit` (a page again, then back to the summary).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kiosk.content import MustKnow, Treatment

__all__ = ["PAGE_KINDS", "Plan", "Progress", "Step", "StepKind", "build_plan", "parse_step"]

StepKind = Literal[
    "identity",
    "companion",
    "page",
    "check",
    "values",
    "summary",
    "decision",
    "confirm",
    "sign",
    "reconfirm",
    "done",
    "feedback",
    "reread",
    "revisit",
]

PAGE_KINDS: frozenset[StepKind] = frozenset({"page", "reread", "revisit"})
"""The kinds of step that show a content page."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `subject` is a page id or a must-know id, or empty; `section` is the progress bar's section."""

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
    """All steps of one treatment, in order, and the must-know facts by id."""

    treatment: str
    sections: tuple[str, ...]
    steps: tuple[Step, ...]
    must_know: dict[str, MustKnow]
    check_tries: int
    values: tuple[str, ...]

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
            return Step("revisit", subject, "decide")
        if kind == "reconfirm" and not subject:
            return Step("reconfirm", "", "decide")
        raise KeyError(step_id)

    def after(self, step: Step) -> Step:
        """Return the next step of the line; a side step leads back to where it came from, the last one to itself."""
        if step.kind == "reread":
            return self.step(f"check:{step.subject}")
        if step.kind == "revisit":
            return self.step("summary")
        anchor = f"check:{step.subject}" if step.kind == "feedback" else step.id
        if step.kind == "reconfirm":
            return self.step("done")
        return self.steps[min(self._positions[anchor] + 1, len(self.steps) - 1)]

    def before(self, step: Step) -> Step:
        """Return the step that Back leads to; the first one leads to itself."""
        if step.kind == "reread":
            return self.step(f"feedback:{step.subject}")
        if step.kind == "revisit":
            return self.step("summary")
        if step.kind == "reconfirm":
            return step
        anchor = f"check:{step.subject}" if step.kind == "feedback" else step.id
        return self.steps[max(self._positions[anchor] - 1, 0)]

    def page_of(self, step: Step) -> str:
        """Return the content page that a step shows or, for a check, that teaches it; empty for built-in steps."""
        if step.kind in {"page", "revisit"}:
            return step.subject
        if step.kind in {"check", "feedback", "reread"}:
            return self.must_know[step.subject].page
        return ""

    def progress(self, step: Step) -> Progress:
        """Return where a step stands. Checks show the section with "check" in place of a page count."""
        in_section = [s for s in self.steps if s.section == step.section and s.kind != "check"]
        check = step.kind in {"check", "feedback"}
        if step.kind == "reread":
            anchor = f"page:{self.must_know[step.subject].page}"
        elif step.kind == "reconfirm":
            anchor = "confirm"
        elif step.kind == "revisit":
            anchor = "summary"
        else:
            anchor = step.id
        position = next((i for i, s in enumerate(in_section, start=1) if s.id == anchor), len(in_section))
        return Progress(self.sections, self.sections.index(step.section), position, len(in_section), check)

    def check_number(self, must_know: str) -> tuple[int, int]:
        """Return which check of how many this is, in the order of the line (1-based)."""
        line = [step.subject for step in self.steps if step.kind == "check"]
        return line.index(must_know) + 1, len(line)


def build_plan(treatment: Treatment, check_tries: int | None = None) -> Plan:
    """Lay out the steps: identity and helper, each section's pages and then its checks, and the decision's steps.

    `check_tries` is the clinic's own limit; the treatment's stands if it is None.
    """
    steps: list[Step] = [Step("identity", "", "about_you"), Step("companion", "", "about_you")]
    for section in treatment.sections:
        steps.extend(Step("page", page, section.id) for page in section.pages)
        steps.extend(Step("check", fact.id, section.id) for fact in treatment.must_know if fact.page in section.pages)
    decide: tuple[StepKind, ...] = ("values", "summary", "decision", "confirm", "sign", "done")
    steps.extend(Step(kind, "", "decide") for kind in decide)
    return Plan(
        treatment=treatment.id,
        sections=tuple(section.id for section in treatment.sections),
        steps=tuple(steps),
        must_know={fact.id: fact for fact in treatment.must_know},
        check_tries=check_tries or treatment.check_tries,
        values=treatment.values,
    )
