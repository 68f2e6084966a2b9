"""Small floors with known truth on the desk: what six people took in one window, put there as the follower does."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from amends.console.shown import Shown
from amends.console.taken_row import row_of
from amends.facts import Moment, Policy, hear_moment
from amends.scores.arrival import FIELDS
from amends.scores.contacts import AGENT, SYSTEM
from amends.scores.simulated import world
from amends.scores.taken import Taken, Vouched
from amends.scores.windows import Window, window_of

AGENTS, ANSWERS = 6, 40
Q1 = window_of(hear_moment("2026-02-01T00:00:00Z"), Policy())
Q4 = window_of(hear_moment("2025-11-01T00:00:00Z"), Policy())
CLOSED = hear_moment("2026-04-08T00:00:00Z")  # from then on it is known who returned of the first quarter
WITNESS = "policy engine"


@cache
def floor(window: Window = Q1, *, regime: str = "B", seed: int = 0) -> tuple[Taken, ...]:
    """Some 930 contacts of six people; one of them has too few answers for any figure."""
    made = world(regime, AGENTS, ANSWERS, seed)
    contacts, first = made.contacts, int(made.contacts.started_at.min())
    stretch = (window.end - window.start - 1) / int(contacts.started_at.max() - first)
    at = [Moment(window.start + int((one - first) * stretch)) for one in contacts.started_at.tolist()]
    columns = {name: made.arrival.column(name) for name in FIELDS}
    invited = {SYSTEM: "system", AGENT: "agent"}
    found = []
    for row, started in enumerate(at):
        known = [(name, float(values[row])) for name, values in columns.items() if values is not None]
        answer = int(contacts.answer[row])
        found.append(
            Taken(
                contact=f"phone/{window.name}-{row}",
                case=f"phone/{window.name}-case-{int(contacts.case.codes[row])}",
                seq=int(contacts.seq[row]),
                agent=name_of(contacts, row),
                started_at=started,
                reason=contacts.reason.names[contacts.reason.codes[row]],
                product=contacts.product.names[contacts.product.codes[row]],
                channel=contacts.channel.names[contacts.channel.codes[row]],
                tier=contacts.tier.names[contacts.tier.codes[row]],
                at_random=bool(contacts.at_random[row]),
                invited_by=invited.get(int(contacts.invited_by[row]), ""),
                answer=answer if answer >= 0 else None,
                returned=bool(contacts.returned[row]),
                inherited=tuple(Vouched(name, value, WITNESS, Moment(started - 1)) for name, value in known),
            )
        )
    return tuple(found)


def name_of(contacts: Any, row: int) -> str:
    """Whose contact it is: a name that is found again in the bytes of any answer."""
    return f"agent-{contacts.agent.codes[row]:02d}"


def held(rows: Sequence[Taken]) -> tuple[Taken, ...]:
    """The same, when people ask for answers themselves: then the gate holds."""
    return tuple(replace(one, invited_by="agent" if one.invited_by else "") for one in rows)


def put(rows: Sequence[Taken], *, now: Moment = CLOSED, policy: Policy | None = None) -> None:
    """On the desk, one customer a case, as the follower and `amends rebuild` write them."""
    from django.db import transaction

    from amends.console.desk import store

    with transaction.atomic():
        store.begin()
        store.insert([customer(case, told, now, policy) for case, told in by_case(rows).items()])


_KNOWN: dict[tuple[Taken, ...], Any] = {}


def fit_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rows are fitted once for all tests: each takes a second."""
    from amends.console.scoring import make

    fitted = make._fitted

    def known(rows: Sequence[Taken]) -> Any:
        told = tuple(rows)
        if told not in _KNOWN:
            _KNOWN[told] = fitted(told)
        return _KNOWN[told]

    monkeypatch.setattr(make, "_fitted", known)


def by_case(rows: Sequence[Taken]) -> dict[str, list[Taken]]:
    found: dict[str, list[Taken]] = defaultdict(list)
    for one in rows:
        found[one.case].append(one)
    return found


def customer(case: str, rows: Sequence[Taken], now: Moment = CLOSED, policy: Policy | None = None) -> Shown:
    """What the desk lists of a customer who had this one case."""
    key = f"customer:{case}"
    return Shown(key, (key,), None, (), (), tuple(row_of(one, now, policy or Policy()) for one in rows))
