"""What a visit's state says that an earlier one did not, in short lines for programs.

`shown page:PAGE PART`: the service has noted that a part of a page was on screen. `shown STEP 0`: the visit stands at
that step now; it is always the last of the lines that one change leads to. The others: `visit ID`,
`noted CONDITION ANSWER`, `answered FACT CHOICE`, `asked QUESTION`, `told FACT typed|spoken`, `help NUMBER`,
`rated VALUE STOP`, `wishes ASSENT`, `decided CHOICE`, `confirmed CHOICE`, `record tablet|paper`, `signed METHOD`,
`signed-as ROLE METHOD`, `not-signed ROLE`, `withdrawn BY` and `sealed DOCUMENT`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.visit import VisitState

__all__ = ["news"]

Fact = tuple[str, tuple[str, int]]
"""A line, and what tells it from another one with the same words."""


def news(old: VisitState | None, new: VisitState) -> tuple[str, ...]:
    """Return a line for each new thing, in the order in which people do them.

    A visit that comes up first, or again (`old` is None or another one), is named with the place where it stands: what
    happened in it before is no news.
    """
    if old is None or old.visit_id != new.visit_id:
        return (f"visit {new.visit_id}", f"shown {new.step} 0")
    known = frozenset(_facts(old))
    moved = [] if old.step == new.step else [f"shown {new.step} 0"]
    return (*(fact[0] for fact in _facts(new) if fact not in known), *moved)


def _facts(state: VisitState) -> Iterator[Fact]:
    """Say all that was done."""
    for (page, parts), seen in state.parts.items():
        yield from ((f"shown page:{page} {part}", ("parts", parts)) for part in sorted(seen))
    for fact, answers in state.answers.items():
        for number, answer in enumerate(answers):
            yield f"answered {fact} {answer.event.choice}", ("try", number)
    once = ("", 0)
    yield from ((f"noted {condition} {answer}", once) for condition, answer in state.conditions.items())
    yield from ((f"help {number}", once) for number in range(1, len(state.help_asked) + 1))
    for fact, told in state.teach_backs.items():
        yield f"told {fact} {'spoken' if told.event.spoken else 'typed'}", once
    yield from ((f"asked {question}", once) for question in state.questions)
    yield from ((f"rated {value} {rating}", once) for value, rating in state.values.items())
    yield from _choices(state)


def _choices(state: VisitState) -> Iterator[Fact]:
    """Say what was decided, signed, taken back and sealed."""
    once = ("", 0)
    if state.wishes is not None:
        yield f"wishes {state.wishes.event.assent}", once
    if state.decision is not None:
        yield f"decided {state.choice}", once
    if state.confirmed is not None:
        yield f"confirmed {state.confirmed.event.choice}", once
    yield from _signed(state)


def _signed(state: VisitState) -> Iterator[Fact]:
    """Say how it is kept, who signed, and what was sealed and taken back."""
    once = ("", 0)
    if state.electronic is not None:
        yield f"record {'tablet' if state.electronic.event.accepted else 'paper'}", once
    if state.signature is not None:
        yield f"signed {state.signature.event.method}", once
    # A withdrawal has signatures of its own: the same role may sign twice.
    for number, signed in enumerate(state.role_signatures):
        yield f"signed-as {signed.event.role} {signed.event.method}", ("signature", number)
    yield from ((f"not-signed {noted.event.role}", once) for noted in state.not_signed)
    if state.withdrawn is not None:
        yield f"withdrawn {state.withdrawn.event.by}", once
    for sealed in (state.document, state.withdrawal):
        if sealed is not None:
            yield f"sealed {sealed.event.document_id}", once
