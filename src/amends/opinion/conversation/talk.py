"""The conversation as testimony: who said what, when he turned to us, and which sources tell everything of a kind.

A message that we received shows that it came, and when; what it says is the claim. Our own record may speak against us.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

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
    case_by_contact: dict[str, Case]
    contact_by_id: dict[str, Contact]
    looks: tuple[Entry, ...]
    complete: Completeness
    money: tuple[Opinion, ...] = ()

    def told(self, kind: type[W]) -> Iterator[tuple[Entry, W]]:
        """The entries of one kind, in order of happening."""
        return ((entry, entry.what) for entry in self.entries.values() if isinstance(entry.what, kind))

    def answers(self) -> Iterator[tuple[Entry, AnswerGiven]]:
        """What people of ours, or of other organisations, said and wrote; nothing that a rule sent."""
        return ((entry, what) for entry, what in self.told(AnswerGiven) if not what.automatic)

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
        meant = None if asked.case is None else set(asked.case.contacts)
        own = asked.claims[-1].contact_id
        return [
            c for c in self.contacts if c.at < asked.at and c.entry.id != own and (meant is None or c.entry.id in meant)
        ]

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
    return Talk(
        now=now,
        policy=policy,
        who=bundle.identity.id,
        contacts=contacts,
        calls=_sorted((c for c in conversation.calls if c.began <= now), lambda call: (call.began, call.id)),
        cases=cases,
        statements=_sorted(said, lambda s: (s.at, s.entry_id, s.start, s.end, s.kind)),
        promises=_sorted((p for p in conversation.promises if p.made <= now), lambda p: (p.made, p.id)),
        asked=claimed(claims, bundle, now),
        entries=entries,
        case_by_contact={contact: case for case in cases for contact in case.contacts},
        contact_by_id={contact.entry.id: contact for contact in contacts},
        looks=tuple(e for e in entries.values() if isinstance(e.what, SecondLook)),
        complete=completeness(declared, now),
        money=tuple(money),
    )


def _sorted(things: Iterable[T], key: Callable[[T], Any]) -> tuple[T, ...]:
    """Each once, by their own order: what is given in another order, or twice, is the same."""
    return tuple(sorted(dict.fromkeys(things), key=key))
