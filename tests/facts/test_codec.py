"""Every kind of entry survives storing: head and body, and back. Nothing personal stands in the head."""

from dataclasses import fields, replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Entry, Money, MoneyState, NotAnEntry, Source, entry_of, head_and_body, hear_moment
from amends.facts.kinds import KINDS, ContactReceived, RefundTold, What
from any_entry import entries

SHOP = Source("shop", "us")
AT = hear_moment("2026-05-03T14:20:00Z")


@pytest.mark.promise
@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_an_entry_of_any_kind_is_read_as_it_was_written(kind: str, data: st.DataObject) -> None:
    entry = data.draw(entries(KINDS[kind]))
    assert entry_of(*head_and_body(entry)) == entry


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_the_same_entry_is_always_the_same_bytes(kind: str, data: st.DataObject) -> None:
    """Duplicates are recognised by their bytes, so they must not depend on how the object was made."""
    entry = data.draw(entries(KINDS[kind]))
    assert head_and_body(entry) == head_and_body(entry_of(*head_and_body(entry)))


@pytest.mark.promise
def test_the_broken_twin_that_forgets_a_field_is_caught() -> None:
    entry = Entry(SHOP, "1", AT, RefundTold("R-1", Money(1, "EUR"), MoneyState.FAILED, failure_reason="expired"))

    def broken(head: bytes, body: bytes) -> Entry:
        told = orjson.loads(head)
        told.pop("failure_reason", None)
        return entry_of(orjson.dumps(told), body)

    assert broken(*head_and_body(entry)) != entry
    assert entry_of(*head_and_body(entry)) == entry


@pytest.mark.promise
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_private_field_is_ever_in_the_head(kind: str) -> None:
    """The head is kept in the clear after a person was erased."""
    entry = filled_with_a_canary(KINDS[kind])
    head, body = head_and_body(entry)
    assert b"canary" not in head
    private = [field.name for field in fields(entry.what) if field.metadata.get("private")]
    assert set(private) <= set(orjson.loads(body))


@pytest.mark.promise
def test_the_broken_twin_that_writes_everything_into_the_head_is_caught() -> None:
    entry = filled_with_a_canary(ContactReceived)
    head, body = head_and_body(entry)
    assert b"canary" in orjson.dumps(orjson.loads(head) | orjson.loads(body))


def filled_with_a_canary(cls: type[What]) -> Entry:
    """An entry with a canary in every private field."""
    hints: dict[str, Any] = {"money": Money(1, "EUR"), "state": MoneyState.ASKED, "complete_from": AT, "due": AT}
    hints |= {"complete_to": AT, "verdict": "too_early", "over": "too_early"}
    values = {field.name: hints.get(field.name, "open") for field in fields(cls) if field.default.__class__ is not str}
    values = {name: value for name, value in values.items() if name in hints or is_required(cls, name)}
    for field in fields(cls):
        if field.metadata.get("private"):
            values[field.name] = ("canary",) if str(field.type).startswith("tuple") else "canary"
    return Entry(SHOP, "canary-1", AT, cls(**values))


def is_required(cls: type[What], name: str) -> bool:
    from dataclasses import MISSING

    return next(field.default is MISSING for field in fields(cls) if field.name == name)


def test_a_default_is_not_written_and_is_read_again() -> None:
    short = Entry(SHOP, "1", AT, RefundTold("R-1", Money(12_900, "EUR"), MoneyState.ACCEPTED))
    head, body = head_and_body(short)
    assert orjson.loads(head) == {
        "v": 1,
        "kind": "refund.told",
        "source": "shop",
        "root": "us",
        "at": AT,
        "refund_id": "R-1",
        "money": [12_900, "EUR"],
        "state": "accepted",
    }
    assert orjson.loads(body) == {"id": "1"}
    assert entry_of(head, body) == short


def test_what_a_newer_version_wrote_is_refused_in_words() -> None:
    head, body = head_and_body(Entry(SHOP, "1", AT, RefundTold("R-1", Money(1, "EUR"), MoneyState.ASKED)))
    newer = orjson.dumps(orjson.loads(head) | {"v": 2})
    unknown = orjson.dumps(orjson.loads(head) | {"kind": "refund.dreamt"})
    for strange in (newer, unknown):
        with pytest.raises(NotAnEntry, match="written by a newer amends; update first"):
            entry_of(strange, body)


def test_a_field_that_a_newer_version_added_is_passed_over() -> None:
    entry = Entry(SHOP, "1", AT, RefundTold("R-1", Money(1, "EUR"), MoneyState.ASKED))
    head, body = head_and_body(entry)
    assert entry_of(orjson.dumps(orjson.loads(head) | {"colour": "red"}), body) == entry


def test_two_entries_that_differ_in_one_cent_differ_in_their_bytes() -> None:
    one = RefundTold("R-1", Money(1, "EUR"), MoneyState.ASKED)
    other = replace(one, money=Money(2, "EUR"))
    assert head_and_body(Entry(SHOP, "1", AT, one)) != head_and_body(Entry(SHOP, "1", AT, other))
