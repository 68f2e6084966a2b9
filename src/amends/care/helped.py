"""Someone you helped: what somebody put right, as the record proves it. For himself alone.

Recalling a customer whom one helped softened the next hard contacts of a day in a field experiment (Song et al. 2018,
care.md 1.2). So it must be true: money that was owed counts only where somebody besides us saw it arrive, and a part in
it only where the record shows it. It is no count, and no list for anybody else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from amends.facts import (
    US,
    Contact,
    CustomerFile,
    Entry,
    Moment,
    Owed,
    OwedState,
    Policy,
    Promise,
    PromiseState,
    Verdict,
)
from amends.facts.kinds import RemedyRequested, SecondLook
from amends.facts.moments import spoken_day

_ASKED: Final = "You asked for it."
_LOOKED: Final = "You took the second look that found that the customer was right."
_CALLED: Final = "You made the call that was promised."
_OWNED: Final = "You had the contact after which a broken promise was owned."


@dataclass(frozen=True, slots=True)
class Helped:
    """One matter that `user` helped to put right. `customer` is the id of its customer, `name` what the desk calls him;
    `what` says it in words; `at` is when a witness saw it arrive.
    """

    user: str
    customer: str
    name: str
    matter: str
    at: Moment
    what: str


@dataclass(frozen=True, slots=True)
class _Good:
    """A matter that was made good, and its proof: entries of others than us."""

    owed: Owed
    proof: tuple[Entry, ...]

    @property
    def began(self) -> Moment:
        """When the first of them saw it leave."""
        return min(one.occurred for one in self.proof)

    @property
    def arrived(self) -> Moment:
        """When the last of them saw it arrive."""
        return max(one.occurred for one in self.proof)


def helped(file: CustomerFile, policy: Policy) -> tuple[Helped, ...]:
    """Each matter of this customer that was made good, once for each of us who had a part in it, oldest first.

    A part is: the remedy was asked for, or the second look taken, before the first witness saw the money; a promised
    call about it that the phone log shows as reached; the contact after which a broken promise about it was owned. A
    promise that names no matter counts where the customer has only this one.
    """
    found = list(_made_good(file))
    alone = len(found) == 1
    told = {(user, one.owed.matter): (one, how) for one in found for user, how in _parts(one, file, policy, alone)}
    shown = (_helped(user, one, how, file, policy) for (user, _), (one, how) in told.items())
    return tuple(sorted(shown, key=lambda one: (one.at, one.matter, one.user)))


def _made_good(file: CustomerFile) -> Iterator[_Good]:
    entries = {entry.id: entry for entry in file.told}
    for owed in file.owed:
        if owed.state is not OwedState.MADE_GOOD or owed.money is None:
            continue
        proof = tuple(entries[id_] for id_ in owed.proof if id_ in entries and entries[id_].source.root != US)
        if proof:
            yield _Good(owed, proof)


def _parts(good: _Good, file: CustomerFile, policy: Policy, alone: bool) -> Iterator[tuple[str, str]]:
    """(user, how), the most telling part of each last, so that it stays."""
    matter = good.owed.matter
    for promise in file.conversation.promises:
        if promise.matter == matter or (alone and not promise.matter):
            yield from _of_promise(promise, file, policy)
    acts = [entry for entry in file.told if entry.occurred <= good.began]
    looks = [e.what for e in acts if isinstance(e.what, SecondLook) and e.what.matter == matter]
    for look in looks:
        if look.by and look.verdict is Verdict.CUSTOMER_RIGHT:
            yield policy.agent_behind(look.by), _LOOKED
    asked = [e.what for e in acts if isinstance(e.what, RemedyRequested) and e.what.matter == matter]
    if asked and asked[-1].by:
        yield policy.agent_behind(asked[-1].by), _ASKED


def _of_promise(promise: Promise, file: CustomerFile, policy: Policy) -> Iterator[tuple[str, str]]:
    if promise.state is PromiseState.OWNED and promise.ended is not None:
        before = [contact for contact in file.contacts if promise.made < contact.at <= promise.ended]
        last = max(before, key=_when, default=None)
        if last is not None and last.agents:
            yield policy.agent_behind(last.agents[-1]), _OWNED
    if promise.state is PromiseState.KEPT:
        for tried in promise.attempts:
            if tried.proved and tried.outcome == "reached" and tried.by:
                yield policy.agent_behind(tried.by), _CALLED


def _when(contact: Contact) -> tuple[Moment, str]:
    return contact.at, contact.entry.id


def _helped(user: str, good: _Good, how: str, file: CustomerFile, policy: Policy) -> Helped:
    name = file.identity.name or file.identity.id
    day = spoken_day(good.arrived, policy.zoneinfo)
    what = f"{good.owed.money} was owed, and a witness saw it arrive on {day}. {how}"
    return Helped(user, file.identity.id, name, good.owed.matter, good.arrived, what)
