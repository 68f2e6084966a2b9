"""All that the record holds on one person: the entries that are his, and those about his things that are others'.

What is encrypted under one of his own identifiers is his. What somebody else's entries hold (his order paid by another
customer of ours, his name in another's mail) is that person's, and stays with him.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from amends import link
from amends.facts import ORGANISATION, US, Bundle, Entry, Identity, Policy, Problem, Refused, Tie, in_order_of_happening
from amends.facts.kinds import CallTold, ContactReceived, SurveyAnswered

from .gather import gather
from .record import Record

_HIMSELF: Final = (ContactReceived, CallTold, SurveyAnswered)  # what a person does himself
_PERSONS: Final = ("customer:", "email:", "phone:")
_ALONE: Final = "entry:"  # an entry that is about no person and no thing has a key of its own


@dataclass(frozen=True, slots=True)
class Holding:
    """`entries` are his, in order of happening; `subjects` are the keys under which they are encrypted, and no other
    entry is. `others` concern his things and are encrypted under somebody else's key.
    """

    asked: str
    identity: Identity
    entries: tuple[Entry, ...]
    subjects: tuple[str, ...]
    others: tuple[Entry, ...]

    def counts(self) -> dict[str, int]:
        """How many entries of each kind are his."""
        found: dict[str, int] = {}
        for entry in self.entries:
            found[entry.what.kind] = found.get(entry.what.kind, 0) + 1
        return dict(sorted(found.items()))

    def handle_keys(self) -> tuple[str, ...]:
        """Every handle key in his entries and of himself, mentions left out: by these he stands in derived tables."""
        told = {handle.key for entry in self.entries for handle in entry.what.handles() if handle.tie is not Tie.NAMED}
        return tuple(sorted(told | set(self.identity.handles) | {self.identity.id}))


def holding_of(record: Record, keys: Sequence[str], policy: Policy) -> Holding | None:
    """Who is behind the keys that somebody may mean by one word, and what is his. None where nobody is known by it.

    Raises Refused where several people are: nobody guesses whom to forget.
    """
    found: dict[str, Holding] = {}
    for key in keys:
        if (held := _held(record, key, policy)) is not None:
            found.setdefault(held.identity.id, held)
    if len(found) > 1:
        choices = " or ".join(one.asked for one in found.values())
        value = keys[0].partition(":")[2]
        raise Refused(Problem("CUSTOMER", "may mean several people", f"Write {choices}", value=value))
    return next(iter(found.values()), None)


def holding_of_bundle(record: Record, bundle: Bundle, asked: str) -> Holding:
    """What is his of a customer whose entries are together already."""
    told = {entry.id: entry for entry in (*bundle.own, *bundle.about) if entry.subject_key != ORGANISATION}
    for entry in record.about(bundle.identity.handles):
        if entry.subject_key.startswith(_ALONE):  # a judgement that joins or parts two people is about each of them
            told.setdefault(entry.id, entry)
    subjects = _his(record, told, set(bundle.identity.handles))
    his = {entry.id: entry for entry in record.about(subjects) if entry.subject_key in subjects}
    others = (entry for id_, entry in told.items() if id_ not in his)
    return Holding(
        asked=asked,
        identity=bundle.identity,
        entries=in_order_of_happening(his.values()),
        subjects=tuple(sorted(subjects)),
        others=in_order_of_happening(others),
    )


def _held(record: Record, key: str, policy: Policy) -> Holding | None:
    """A mere mention leads to nobody: after somebody was forgotten, it would lead to whoever mentioned him."""
    if key == ORGANISATION or not record.about([key]):
        return None
    bundle = link.bundle(gather(record, key, policy), key, policy)
    if bundle is None:
        return None
    held = holding_of_bundle(record, bundle, key)
    return held if key in held.handle_keys() or key in held.subjects else None


def _his(record: Record, told: dict[str, Entry], handles: set[str]) -> set[str]:
    """Of the keys under which these are encrypted, those that hold nothing of anybody else.

    A witness's own name for him is his as long as nothing but his things stands under it, and neither we nor the
    person himself ever told of him by it; a thing is, as long as nobody else has it too.
    """
    met = {entry.subject_key for entry in told.values()}
    persons = {key for key in met - handles if key.startswith(_PERSONS)}
    foreign = {key for key in persons if not _is_a_witness_name(told, _of(record, key, {key}))}
    shared = {
        key
        for key in met - handles - persons
        if not key.startswith(_ALONE) and any(_has(entry, key) for entry in _of(record, key, foreign))
    }
    return (met | handles) - foreign - shared


def _of(record: Record, key: str, subjects: Collection[str]) -> list[Entry]:
    return [entry for entry in record.about([key]) if entry.subject_key in subjects] if subjects else []


def _has(entry: Entry, key: str) -> bool:
    return any(handle.key == key and handle.tie is Tie.THING for handle in entry.what.handles())


def _is_a_witness_name(told: dict[str, Entry], entries: Iterable[Entry]) -> bool:
    return all(
        entry.id in told and entry.source.root != US and not isinstance(entry.what, _HIMSELF) for entry in entries
    )
