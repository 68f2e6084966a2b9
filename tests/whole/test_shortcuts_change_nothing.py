"""Shortcuts past work that comes to nothing: with and without them, every customer's file is the same."""

from collections.abc import Iterator

import pytest

from amends import link
from amends.customer import has_happened, understand_bundle
from amends.facts import Bundle, CustomerFile, Entry, Policy, Source, in_order_of_happening
from amends.facts.entries import _InOrder
from amends.opinion.conversation import spoken
from told_by_demo import END, told

POLICY = Policy()


def bundles() -> Iterator[Bundle]:
    return link.everybody([e for e in told(150)[1] if has_happened(e, END)], POLICY)


def files() -> list[CustomerFile]:
    return [understand_bundle(bundle, now=END, policy=POLICY, history=False) for bundle in bundles()]


def test_opinions_on_talk_are_the_same_where_every_rule_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = files()
    monkeypatch.setattr(spoken, "_has_matter", lambda *_: True)
    assert files() == quick


@pytest.mark.promise
def test_a_twin_that_skips_customers_with_something_to_say_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = files()
    monkeypatch.setattr(spoken, "_has_matter", lambda conversation, *_: bool(conversation.promises))
    assert files() != whole


def test_what_is_in_order_stays_as_it_is_and_a_part_of_it_is_put_in_order_again() -> None:
    entries = told(150)[1]
    ordered = in_order_of_happening(entries)
    assert in_order_of_happening(ordered) is ordered
    assert in_order_of_happening(reversed(ordered)) == ordered
    assert not isinstance(ordered[::-1], _InOrder)
    assert in_order_of_happening(ordered[:9][::-1]) == ordered[:9]


def test_of_two_contents_under_one_id_the_same_one_stays_in_any_order() -> None:
    first = told(150)[1][0]
    other = Entry(Source(first.source.name, "another"), first.source_id, first.occurred, first.what)
    same = Entry(first.source, first.source_id, first.occurred, first.what)
    assert in_order_of_happening([first, same, other]) == in_order_of_happening([other, same, first])
    assert len(in_order_of_happening([first, other])) == 1
