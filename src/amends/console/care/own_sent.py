"""The answers that somebody sent in the last days, for himself alone: found by his own handled contacts."""

from itertools import islice
from typing import Final

from amends.facts import Moment
from amends.record.gather import gather

from ..mirror_view import OwnAnswer, own_answers
from ..world import world
from . import kept
from .handled_rows import kept_from

CUSTOMERS_MAX: Final = 40  # the newest: enough to know how long his answers are, and quick
ANSWERS_MAX: Final = 60


def own_sent(user: str, now: Moment) -> tuple[OwnAnswer, ...]:
    """The newest first, of the last fourteen days."""
    here, owner, since = world(), kept.owner_of(user), kept_from(now)
    handled = kept.of([owner], since, now).get(owner, [])
    keys = dict.fromkeys(one.row_key for one in reversed(handled))
    found: dict[str, OwnAnswer] = {}
    for sealed in islice(keys, CUSTOMERS_MAX):
        customer = kept.customer_of(sealed)
        told = gather(here.record, customer, here.policy)
        mine = own_answers(told, user, here.policy, customer, since=since, now=now)
        found |= {one.id: one for one in mine}
        if len(found) >= ANSWERS_MAX:
            break
    return tuple(sorted(found.values(), key=lambda one: (-one.at, one.id)))
