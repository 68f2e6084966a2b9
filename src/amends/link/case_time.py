"""The weakest reason to join: a contact soon after another, where neither side names something else."""

from collections.abc import Iterator, Sequence

from amends.facts import Contact, Join, Policy
from amends.facts.moments import DAY_US, HOUR_US

from .case_names import Names
from .components import Components


def time_joins(contacts: Sequence[Contact], strong: Components, names: Names, policy: Policy) -> Iterator[Join]:
    """Joins of what began within `chain_window_days` of the last contact of a case. `contacts` are in order.

    Only the beginning of what stronger reasons hold together is joined: the rest comes with it. What names nothing
    goes to the case that was active last; what names an order, to the last case that names nothing yet.
    """
    groups = Components()
    named: dict[str, bool] = {}
    for contact in contacts:
        root = strong.root(contact.entry.id) or contact.entry.id
        groups.add(root)
        named[root] = named.get(root, False) or bool(names.of(contact))
    seen: set[str] = set()
    unnamed: list[Contact] = []  # contacts of cases that named nothing when last looked at, the latest at the end
    before: Contact | None = None
    for contact in contacts:
        root = strong.root(contact.entry.id) or contact.entry.id
        mine = groups.root(root) or root
        if root not in seen:
            seen.add(root)
            while unnamed and named[_case_of(unnamed[-1], strong, groups)]:
                unnamed.pop()
            near = (unnamed[-1] if unnamed else None) if named[mine] else before
            if near is not None and contact.at - near.at <= policy.chain_window_days * DAY_US:
                is_named = named[mine] or named[_case_of(near, strong, groups)]
                groups.join(mine, _case_of(near, strong, groups))
                mine = groups.root(mine) or mine
                named[mine] = is_named
                yield Join(near.entry.id, contact.entry.id, "time", _why(contact.at - near.at))
        if not named[mine]:
            unnamed.append(contact)
        before = contact


def _case_of(contact: Contact, strong: Components, groups: Components) -> str:
    root = strong.root(contact.entry.id) or contact.entry.id
    return groups.root(root) or root


def _why(after_us: int) -> str:
    number, unit = (after_us // DAY_US, "day") if after_us >= DAY_US else (after_us // HOUR_US, "hour")
    after = f"{number} {unit}{'' if number == 1 else 's'}" if number else "less than an hour"
    return f"{after} after the contact before; neither names another matter"
