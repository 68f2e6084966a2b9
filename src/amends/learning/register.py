"""The register: every mistake that one customer's entries tell of. Mistakes are expected, and nobody's name is here.

A mistake comes from a verdict (the customer is right), from a call that our side ended, from "I inherited this", and
from what people note. A bad survey after it is one more way in which it was found: one error seen by several is one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from amends.facts import CustomerFile, Entry, Policy, in_order_of_happening

from .from_calls import from_calls
from .from_surveys import with_surveys
from .from_verdicts import from_verdicts
from .inherited import with_inherited
from .mistakes import Mistake
from .notes import notes_of, with_notes
from .talked import Talked


def mistakes(file: CustomerFile, policy: Policy) -> tuple[Mistake, ...]:
    """The mistakes of one customer as of `file.as_of`, oldest first."""
    talked = Talked(file)
    his = (file.identity.id, *file.identity.handles)
    seen = with_inherited(with_surveys(from_verdicts(file, talked), file, policy, talked), file, policy, talked)
    noted = [(entry, told) for entry, told in notes_of(file.told) if told.about in his]
    return with_notes([*seen, *from_calls(file, policy)], noted)


def noted_alone(told: Iterable[Entry]) -> tuple[Mistake, ...]:
    """The mistakes that concern no customer: from notes that name none, which the record finds by their kind."""
    return with_notes((), [(entry, note) for entry, note in notes_of(in_order_of_happening(told)) if not note.about])


def with_causes(found: Iterable[Mistake], slices: Mapping[str, tuple[str, ...]]) -> tuple[Mistake, ...]:
    """The same, each with the slice of its remediation where nobody has noted a cause. `slices` by programme."""
    return tuple(one if one.cause else replace(one, cause=slices.get(one.programme, ())) for one in found)
