"""Every case at once is told as each is told alone; and not at all while the gate holds."""

import pytest

from amends.facts import NotAllowed
from fair_world import fitted


def test_all_cases_at_once_are_what_each_is_alone() -> None:
    found = fitted("A")
    together: dict[str, list[object]] = {}
    for case, step in found.steps():
        together.setdefault(case, []).append(step)
    contacts = found.contacts
    assert sum(map(len, together.values())) == len(contacts)
    longest = sorted(together, key=lambda case: -len(together[case]))[:50]
    some = [contacts.case.names[code] for code in contacts.case.codes[:50].tolist()]
    for case in {*longest, *some}:
        assert tuple(sorted(together[case], key=lambda step: step.seq)) == found.case(case)  # type: ignore[attr-defined]


def test_while_the_gate_holds_no_case_is_told() -> None:
    found = fitted("C")
    assert found.gate().held
    with pytest.raises(NotAllowed, match="the gate"):
        found.steps()
