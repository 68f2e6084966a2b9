"""Of what was told about a contact, what counts: vouched for by somebody else, and known when it was picked up."""

from collections.abc import Iterable

from amends.facts import Moment

from ..appeals import person
from ..arrival import FIELDS
from ..taken import LATER, OWN, Unvouched, Vouched


def counted(told: Iterable[Vouched], agent: str, at: Moment) -> tuple[tuple[Vouched, ...], tuple[Unvouched, ...]]:
    """What counts, one value a field: of several the one known last. And what was not taken, the first of each field
    and reason: what he wrote himself always, what came later where nothing else counts.
    """
    own = person(agent)
    counting: dict[str, Vouched] = {}
    refused: dict[tuple[str, str], Vouched] = {}
    for value in sorted(dict.fromkeys(told), key=_order):
        why = OWN if person(value.authored_by) == own else LATER if value.known_at > at else ""
        if why:
            refused.setdefault((value.field, why), value)
        else:
            counting[value.field] = value  # what is written last stays
    left = [Unvouched(value, why) for (name, why), value in refused.items() if why == OWN or name not in counting]
    return (
        tuple(sorted(counting.values(), key=_by_field)),
        tuple(sorted(left, key=lambda one: (_by_field(one.told), one.why))),
    )


def _order(value: Vouched) -> tuple[Moment, float, str, str]:
    return value.known_at, value.value, value.authored_by, value.field


def _by_field(value: Vouched) -> tuple[int, str]:
    return (FIELDS.index(value.field) if value.field in FIELDS else len(FIELDS)), value.field
