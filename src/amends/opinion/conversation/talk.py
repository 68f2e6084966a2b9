"""The conversation as testimony: who said what, when he turned to us, and which sources tell everything of a kind.

A message that we received shows that it came, and when; what it says is the claim. Our own record may speak against us.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from amends.facts import (
    Bundle,
    Call,
    Case,
    Claim,
    ClaimKind,
    Contact,
    Conversation,
    Entry,
    Moment,
    Opinion,
    Policy,
    Promise,
    Statement,
    in_order_of_happening,
)
from amends.facts.kinds import AnswerGiven, CompletenessDeclared, ContactReceived, SecondLook, What

from ..claimed import Claimed, claimed
from ..completeness import Completeness, completeness

W = TypeVar("W", bound=What)
T = TypeVar("T")
K = TypeVar("K")
_DECLARED: Final = CompletenessDeclared


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of claim, made once or several times within one case. `matter` is the contact that made it first."""

    kind: ClaimKind
    claims: tuple[Claim, ...]
    matter: str
    at: Moment  # when it was last made
    contact: Contact | None  # in which it was last made
    case: Case | None

    @property
    def words(self) -> str:
        """What he says, as he last said it."""
        return self.claims[-1].quote


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything that a rule on the conversation may look at. What happens after `now` is not in it."""

    now: Moment
    policy: Policy
    who: str
    contacts: tuple[Contact, ...]
    calls: tuple[Call, ...]
    cases: tuple[Case, ...]
    statements: tuple[Statement, ...]
    promises: tuple[Promise, ...]
    asked: Claimed
    entries: dict[str, Entry]  # in order of happening
    by_kind: dict[type[What], tuple[tuple[Entry, What], ...]]
    given: tuple[tuple[Entry, AnswerGiven], ...]
    call_by_entry: dict[str, Call]
    said_in: dict[str, tuple[Statement, ...]]  # statements by the entry they stand in
    unrecorded_since: Moment | None  # the first talk on the phone of which no machine took down the words
    case_by_contact: dict[str, Case]
    contact_by_id: dict[str, Contact]
    looks: tuple[Entry, ...]
    complete: Completeness
    money: tuple[Opinion, ...] = ()

    def told(self, kind: type[W]) -> tuple[tuple[Entry, W], ...]:
        """The entries of one kind, in order of happening."""
        return cast("tuple[tuple[Entry, W], ...]", self.by_kind.get(kind, ()))

    def answers(
        self, since: Moment | None = None, until: Moment | None = None
    ) -> tuple[tuple[Entry, AnswerGiven], ...]:
        """What people of ours, or of other organisations, said and wrote; nothing that a rule sent. Both ends count."""
        return _between(self.given, lambda given: given[0].occurred, since, until)

    def said(self, since: Moment, until: Moment) -> tuple[Statement, ...]:
        """What one of us said in that time, both ends included."""
        return _between(self.statements, lambda statement: statement.at, since, until)

    def questions(self, kind: ClaimKind) -> list[Question]:
        """The standing claims of one kind, together where they are in one case; in order of the first."""
        groups: dict[str, list[Claim]] = {}
        for claim in self.asked.of(kind):
            case = self.case_of(claim.contact_id)
            groups.setdefault(case.id if case else claim.contact_id, []).append(claim)
        return [self._question(kind, tuple(claims)) for claims in groups.values()]

    def _question(self, kind: ClaimKind, claims: tuple[Claim, ...]) -> Question:
        last = claims[-1].contact_id
        contact, at = self.contact_by_id.get(last), self.asked.at(claims[-1:])
        return Question(kind, claims, f"contact:{claims[0].contact_id}", at, contact, self.case_of(last))

    def case_of(self, contact_id: str) -> Case | None:
        """The case that a contact belongs to, or None where nothing was put into cases."""
        return self.case_by_contact.get(contact_id)

    def earlier(self, asked: Question) -> list[Contact]:
        """His contacts about the same matter before the one that asks; without cases, all before it."""
        own, known = asked.claims[-1].contact_id, self.contact_by_id
        ids = known if asked.case is None else dict.fromkeys(asked.case.contacts)
        before = [known[id_] for id_ in ids if id_ in known and id_ != own and known[id_].at < asked.at]
        return sorted(before, key=lambda c: (c.at, c.entry.id))

    def text_of(self, contact_id: str) -> str:
        """The words of a contact, where it has any."""
        entry = self.entries.get(contact_id)
        return entry.what.text if entry is not None and isinstance(entry.what, ContactReceived) else ""


def hear_talk(
    conversation: Conversation,
    claims: Sequence[Claim],
    bundle: Bundle,
    *,
    now: Moment,
    policy: Policy,
    money: Iterable[Opinion] = (),
) -> Talk:
    """The conversation as of `now`. A function of sets: no order of anything given matters."""
    declared = [e for e in (*bundle.own, *bundle.about) if isinstance(e.what, CompletenessDeclared)]
    happened = (e for e in (*bundle.own, *bundle.about) if e.occurred <= now and type(e.what) is not _DECLARED)
    entries = {e.id: e for e in in_order_of_happening(happened)}
    cases = _sorted(conversation.cases, lambda case: (case.opened, case.id))
    contacts = _sorted((c for c in conversation.contacts if c.at <= now), lambda c: (c.at, c.entry.id))
    said = (s for s in conversation.statements if s.at <= now)
    statements = _sorted(said, lambda s: (s.at, s.entry_id, s.start, s.end, s.kind))
    calls = _sorted((c for c in conversation.calls if c.began <= now), lambda call: (call.began, call.id))
    by_kind = _grouped((type(e.what), (e, e.what)) for e in entries.values())
    given = tuple((e, w) for e, w in by_kind.get(AnswerGiven, ()) if isinstance(w, AnswerGiven) and not w.automatic)
    taken_down = {what.call for _, what in given if what.record in ("transcript", "voicemail")}
    return Talk(
        now=now,
        policy=policy,
        who=bundle.identity.id,
        contacts=contacts,
        calls=calls,
        cases=cases,
        statements=statements,
        promises=_sorted((p for p in conversation.promises if p.made <= now), lambda p: (p.made, p.id)),
        asked=claimed(claims, bundle, now),
        entries=entries,
        by_kind=by_kind,
        given=given,
        call_by_entry={entry: call for call in calls for entry in call.entries},
        said_in=_grouped((s.entry_id, s) for s in statements),
        unrecorded_since=next((c.began for c in calls if c.talked_seconds > 0 and c.id not in taken_down), None),
        case_by_contact={contact: case for case in cases for contact in case.contacts},
        contact_by_id={contact.entry.id: contact for contact in contacts},
        looks=tuple(e for e, _ in by_kind.get(SecondLook, ())),
        complete=completeness(declared, now),
        money=tuple(money),
    )


def _grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, tuple[T, ...]]:
    found: dict[K, list[T]] = {}
    for key, thing in pairs:
        found.setdefault(key, []).append(thing)
    return {key: tuple(things) for key, things in found.items()}


def _between(
    things: tuple[T, ...], at: Callable[[T], Moment], since: Moment | None, until: Moment | None
) -> tuple[T, ...]:
    first = 0 if since is None else bisect_left(things, since, key=at)
    return things[first : len(things) if until is None else bisect_right(things, until, lo=first, key=at)]


def _sorted(things: Iterable[T], key: Callable[[T], Any]) -> tuple[T, ...]:
    """Each once, by their own order: what is given in another order, or twice, is the same."""
    return tuple(sorted(dict.fromkeys(things), key=key))
