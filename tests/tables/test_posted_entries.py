"""Entries posted to the API: one, an array, or one a line; strict in every field; each with its own fate."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Entry, Money, MoneyState, Refused, Source, entry_of, head_and_body, hear_moment
from amends.facts.kinds import KINDS, ContactReceived, OrderTold, RefundTold
from amends.intake.posted import ENTRIES_MAX, NOT_POSTED, hear_posted

AT = "2026-05-03T14:20:00Z"


def refund(**what: Any) -> dict[str, Any]:
    told = {"refund_id": "R-2291", "money": {"amount": "129.00", "currency": "EUR"}, "state": "accepted"} | what
    return {
        "kind": "refund.told",
        "source": "shop",
        "root": "us",
        "source_id": "R-2291:a",
        "occurred": AT,
        "what": told,
    }


def body(*told: Any) -> bytes:
    return orjson.dumps(told[0] if len(told) == 1 else list(told))


def test_one_an_array_and_lines_tell_the_same() -> None:
    (one,) = hear_posted(body(refund())).entries
    money = Money(12900, "EUR")
    assert one == Entry(
        Source("shop", "us"), "R-2291:a", hear_moment(AT), RefundTold("R-2291", money, MoneyState.ACCEPTED)
    )
    assert hear_posted(body(refund(), refund()), "application/json; charset=utf-8").entries == (one, one)
    lines = body(refund()) + b"\r\n\n" + body(refund())
    assert hear_posted(lines, "application/x-ndjson").entries == (one, one)


@given(
    st.integers(0, 2**62),
    st.sampled_from(["EUR", "JPY", "BHD"]),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20),
)
def test_what_is_posted_survives_storage(minor: int, currency: str, name: str) -> None:
    told = refund() | {
        "kind": "order.told",
        "what": {
            "order_id": "10-4471",
            "money": {"amount_minor": minor, "currency": currency},
            "name": name,
            "status_at": AT,
        },
    }
    (entry,) = hear_posted(body(told)).entries
    assert entry.what == OrderTold("10-4471", Money(minor, currency), status_at=hear_moment(AT), name=name)
    assert entry_of(*head_and_body(entry)) == entry


@pytest.mark.parametrize(
    ("change", "column", "what"),
    [
        ({"extra": 1}, "extra", "is not a field of an entry"),
        ({"kind": "refund.tld"}, "kind", "is not a kind that can be posted"),
        ({"source": ""}, "source", "is missing or no text"),
        ({"source_id": 7}, "source_id", "is missing or no text"),
        ({"occurred": "2026-05-03T14:20:00"}, "occurred", "has no time zone"),
        ({"what": []}, "what", "is not an object"),
        ({"what": {"refund_id": "R"}}, "what.money", "is missing"),
    ],
)
def test_a_bad_envelope_costs_only_its_entry(change: dict[str, Any], column: str, what: str) -> None:
    heard = hear_posted(body(refund(), refund() | change, refund()))
    assert len(heard.entries) == 2
    (problem,) = heard.problems
    assert (problem.line, problem.column) == (2, column)
    assert what in problem.what
    assert problem.next_step
    assert json.loads(heard.not_understood[0].raw) == refund() | change


@pytest.mark.parametrize(
    ("change", "column", "what"),
    [
        ({"amount": 129}, "what.amount", "is not a field of refund.told"),
        ({"state": "succeeded"}, "what.state", "is not a known word"),
        ({"money": 12900}, "what.money", "is not an amount with its currency"),
        ({"money": {"amount_minor": 129.0, "currency": "EUR"}}, "what.money.amount_minor", "is not a whole number"),
        ({"money": {"amount": 129, "currency": "EUR"}}, "what.money.amount", "is not text"),
        ({"money": {"amount": "50.5", "currency": "JPY"}}, "what.money", "has more decimals"),
        (
            {"money": {"amount": "129.00", "amount_minor": 129, "currency": "EUR"}},
            "what.money",
            "two different amounts",
        ),
        ({"livemode": 1}, "what.livemode", "is not true or false"),
        ({"order_id": 104471}, "what.order_id", "is not text"),
        ({"refund_id": None}, "what.refund_id", "is not text"),
        ({"settled_at": "yesterday"}, "what.settled_at", "is not a time"),
        ({"order_id": "a\x00b"}, "what.order_id", "zero character"),
    ],
)
def test_a_bad_field_is_named(change: dict[str, Any], column: str, what: str) -> None:
    (problem,) = hear_posted(body(refund(**change))).problems
    assert problem.column == column
    assert what in problem.what


def test_absent_is_the_same_as_null_where_a_field_may_be_absent() -> None:
    assert hear_posted(body(refund(order_id=None))).entries == hear_posted(body(refund())).entries


def test_lists_and_handle_keys_are_checked() -> None:
    told = refund() | {"kind": "contact.received", "what": {"channel": "chat", "named": ["order:10-4471"]}}
    assert hear_posted(body(told)).entries[0].what == ContactReceived("chat", named=("order:10-4471",))
    for named in (["parcel:7"], "order:10-4471", [7]):
        assert hear_posted(body(told | {"what": {"channel": "chat", "named": named}})).problems


@pytest.mark.parametrize("kind", sorted(NOT_POSTED))
def test_what_people_do_is_not_taken_this_way(kind: str) -> None:
    assert kind in KINDS
    (problem,) = hear_posted(body(refund() | {"kind": kind, "what": {}})).problems
    assert problem.column == "kind"


@pytest.mark.parametrize(
    ("raw", "content_type", "what"),
    [
        (b"", "application/json", "is not JSON"),
        (b"[]", "application/json", "holds no entries"),
        (b"\n\n", "application/x-ndjson", "holds no entries"),
        (b"{}", "text/csv", "is text/csv"),
        (b" " * 10_000_001, "application/json", "is larger than 10 MB"),
        (b"[" + b"1," * ENTRIES_MAX + b"1]", "application/json", "holds more than 10000 entries"),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused_as_a_whole(raw: bytes, content_type: str, what: str) -> None:
    with pytest.raises(Refused, match=what):
        hear_posted(raw, content_type)


def test_a_broken_line_costs_only_itself() -> None:
    heard = hear_posted(body(refund()) + b"\n{half\n7\n" + body(refund()), "application/x-ndjson")
    assert len(heard.entries) == 2
    assert [problem.line for problem in heard.problems] == [2, 3]
    assert [item.raw for item in heard.not_understood] == [b"{half", b"7"]


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fall_over(raw: bytes) -> None:
    for content_type in ("application/json", "application/x-ndjson"):
        try:
            heard = hear_posted(raw, content_type)
        except Refused:
            continue
        assert not heard.entries
        assert len(heard.problems) == len(heard.not_understood) > 0


@pytest.mark.parametrize(
    ("kind", "what", "column"),
    [
        ("delivery.told", {"delivery": "J", "state": "teleported"}, "what.state"),
        ("answer.given", {"medium": "fax"}, "what.medium"),
        ("answer.given", {"medium": "mail", "record": "heard"}, "what.record"),
        ("survey.answered", {"survey": "s/1", "label": "thrilled"}, "what.label"),
        ("survey.answered", {"survey": "s/1", "score": 6, "lowest": 1, "highest": 5}, "what.score"),
        ("survey.answered", {"survey": "s/1", "named": ["order 10-4471"]}, "what.named"),
        ("preference.told", {"what": "opted"}, "what.what"),
        ("preference.told", {"what": "opt_out", "about": "C-17"}, "what.about"),
        ("outage.told", {"outage": "O", "ended": "soon"}, "what.ended"),
        ("call.told", {"call": "pbx/1", "event": "row", "talked_seconds": "9"}, "what.talked_seconds"),
    ],
)
def test_a_word_of_the_conversation_that_nobody_knows_is_named(kind: str, what: dict[str, Any], column: str) -> None:
    heard = hear_posted(body(refund() | {"kind": kind, "what": what}))
    assert not heard.entries
    assert heard.problems[0].column == column
    assert heard.problems[0].next_step


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("delivery.told", {"delivery": "J", "state": "lost", "order_id": "10-4471"}),
        ("outage.told", {"outage": "O", "service": "circuit-9", "ended": AT}),
        ("profile.told", {"customer_id": "C-17", "zone": "Europe/Berlin", "more": ["Tariff=Gold"]}),
        ("answer.given", {"medium": "letter", "text": "No.", "customer_id": "C-17"}),
        ("survey.answered", {"survey": "s/1", "score": 1, "lowest": 1, "highest": 5, "named": ["order:10-4471"]}),
        ("preference.told", {"what": "opt_out", "about": "customer:C-17"}),
        ("ticket.told", {"ticket": "own/1", "event": "opened"}),
        ("call.told", {"call": "pbx/1", "event": "row", "talked_seconds": 9}),
        ("promise.made", {"promise": "P-1", "zones": ["Europe/Berlin"], "about": "customer:C-17"}),
        ("posting.told", {"posting_id": "P", "money": {"amount": "1.00", "currency": "EUR"}, "about": "payment"}),
    ],
)
def test_what_other_systems_hold_of_the_conversation_can_be_posted(kind: str, what: dict[str, Any]) -> None:
    (entry,) = hear_posted(body(refund() | {"kind": kind, "what": what})).entries
    assert entry.what.kind == kind
    assert entry_of(*head_and_body(entry)) == entry
