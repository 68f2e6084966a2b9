"""What must hold of every conversation: no order matters, a record is not its own witness, and notes decide nothing."""

import random
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.claims import statements
from amends.facts import Bundle, CallOutcome, Conversation, Entry, Moment, Opinion, Verdict
from amends.facts.moments import HOUR_US, iso
from amends.opinion import spoken
from amends.opinion.conversation import talk
from amends.opinion.conversation.roots import counts
from stories import GATEWAY, POLICY, SHOP, at, claim
from talks import (
    complete,
    conversation,
    looked,
    noted,
    outage,
    parcel,
    profile,
    promised,
    rang,
    taken_down,
    ticket,
    we_sent,
    whole,
    wrote,
)

START, NOW = at("2026-05-01 00:00"), at("2026-06-30 12:00")
RIGHT = (Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT)
KINDS = (
    "told_otherwise",
    "promise_not_kept",
    "already_contacted",
    "no_response",
    "not_delivered",
    "service_down",
    "record_wrong",
)
WORDS = st.sampled_from(
    [
        "You told me on the phone that I would get a refund, but now you refuse.",
        "You told me that I owe 9.00 EUR, now you want 400.00 EUR. I wrote to you twice.",
        "Nobody answers. My internet has been down since yesterday.",
        "I never got my parcel for order O-4471.",
        "You have the wrong address for me.",
    ]
)
OURS = st.sampled_from(
    [
        "Unfortunately we cannot refund this fare.",
        "We will refund the fare by Friday.",
        "You owe 400.00 EUR.",
        "We will call you back tomorrow before noon.",
        "Our system shows that the refund was sent.",
    ]
)
HOURS = st.integers(0, 24 * 50).map(lambda hours: iso(Moment(START + hours * HOUR_US)))


@st.composite
def anything(draw: Any) -> Entry:
    when, later = draw(HOURS), "2026-06-25 00:00"
    return draw(
        st.sampled_from(
            [
                wrote(draw(WORDS), when),
                wrote(draw(WORDS), when, ticket="desk/7"),
                we_sent(draw(OURS), when),
                we_sent(draw(OURS), when, "other", medium="letter"),
                noted(draw(OURS), when),
                taken_down(draw(OURS), when),
                ticket("desk/7", when),
                parcel(draw(st.sampled_from(["on_its_way", "delivered", "lost"])), when, order_id="O-4471"),
                parcel("delivered", when, root="us", order_id="O-4471"),
                outage(when, draw(st.sampled_from([None, later]))),
                outage(when, None, "us"),
                profile("shop", "us", when, address=draw(st.sampled_from(["1 Old Street", "2 New Road"]))),
                profile("ups", "carrier", when, address="2 New Road"),
                SHOP.order("O-4471", "50.00 EUR", when),
                SHOP.invoice("I-1", "9.00 EUR", when),
                SHOP.posting("L-1", "9.00 EUR", when, "invoice"),
                GATEWAY.charge("pi_1", "1.00 EUR", when),
                complete("asterisk", "phone", "calls", "2026-01-01 00:00", when),
                complete("desk", "us", "contacts", "2026-01-01 00:00", when),
                complete("desk", "us", "answers", "2026-01-01 00:00", when),
                complete("ups", "carrier", "deliveries", "2026-01-01 00:00", when),
                complete("probe", "monitor", "outages", "2026-01-01 00:00", when),
                looked(f"order:O-{draw(st.sampled_from(['4471', '1']))}", "record_right", "customer_right", when),
            ]
        )
    )


STORIES = st.lists(anything(), min_size=1, max_size=10, unique_by=lambda e: e.id)
RINGS = st.lists(st.tuples(HOURS, st.sampled_from(list(CallOutcome)), st.integers(1, 3)), max_size=3)
PROMISES = st.lists(
    st.sampled_from(["broken", "kept", "said_kept", "scheduled", "owned", "unreachable", "superseded"]), max_size=2
)


class Told:
    """A story with its calls, promises, claims and cases, ready to be told in any order."""

    def __init__(self, entries: list[Entry], rings: list[Any], states: list[str]) -> None:
        rung = {number: rang(when, outcome, number) for when, outcome, number in rings}
        self.entries = [*entries, *(e for e, _ in rung.values())]
        self.calls = [c for _, c in rung.values()]
        evidence = tuple(e.id for e in self.entries[-1:])
        self.promises = [
            promised(f"p-{n}", state, "2026-05-02 10:00", "2026-05-09 10:00", evidence=evidence)
            for n, state in enumerate(states)
        ]
        self.conversation = conversation(self.entries, self.calls, self.promises)
        written = [e for e in self.entries if e.what.kind == "contact.received"]
        self.claims = tuple(claim(kind, contact=e, orders=("O-4471",)) for e in written for kind in KINDS)

    def opinions(self) -> tuple[Opinion, ...]:
        return spoken(self.conversation, self.claims, whole(self.entries), now=NOW, policy=POLICY)

    def shuffled(self, seed: int) -> tuple[Opinion, ...]:
        """The same in another order, with repetitions."""
        shuffler = random.Random(seed)

        def again(things: Any) -> tuple[Any, ...]:
            things = tuple(things)
            more = [*things, *shuffler.choices(things, k=2)] if things else []
            shuffler.shuffle(more)
            return tuple(more)

        told: Bundle = whole(self.entries)
        names = ("contacts", "calls", "cases", "statements", "promises")
        parts: dict[str, Any] = {name: again(getattr(self.conversation, name)) for name in names}
        mixed = Conversation(**parts)
        bundle = replace(told, own=again(told.own), about=again(told.about))
        return spoken(mixed, again(self.claims), bundle, now=NOW, policy=POLICY)


def check_order(told: Told, seed: int) -> None:
    assert told.shuffled(seed) == told.opinions()


@settings(max_examples=150, deadline=None)
@given(STORIES, RINGS, PROMISES, st.integers(0, 10_000))
def test_order_of_arrival_and_duplicates_change_nothing(entries, rings, states, seed):
    check_order(Told(entries, rings, states), seed)


def check_orders(told: Told) -> None:
    for seed in range(10):
        check_order(told, seed)


TWO_LOOKS = [
    parcel("lost", "2026-05-04 12:00", order_id="O-4471"),
    wrote("I never got my parcel for order O-4471.", "2026-05-05 12:00"),
    looked("order:O-4471", "record_right", "customer_right", "2026-05-06 12:00"),
    looked("order:O-4471", "cannot_tell", "customer_right", "2026-05-07 12:00"),
]


@pytest.mark.promise
def test_a_twin_that_takes_everything_as_it_comes_is_caught(monkeypatch):
    told = Told(TWO_LOOKS, [], [])
    check_orders(told)
    monkeypatch.setattr(talk, "in_order_of_happening", tuple)
    with pytest.raises(AssertionError):
        check_orders(told)


def check_witnessed(found: tuple[Opinion, ...]) -> None:
    """A verdict rests on another root, on words on record, or, against us only, on what we ourselves admit."""
    for opinion in found:
        if opinion.verdict in RIGHT and opinion.reason != "second_look":
            assert any(counts(w, opinion.verdict) for w in opinion.witnesses), opinion
        if opinion.verdict is Verdict.RECORD_RIGHT and opinion.reason != "second_look":
            own = [w for w in opinion.witnesses if w.root in ("us", "customer") and w.state != "recorded"]
            assert len(own) < len(opinion.witnesses), opinion


@settings(max_examples=200, deadline=None)
@given(STORIES, RINGS, PROMISES)
def test_a_record_is_not_its_own_witness(entries, rings, states):
    check_witnessed(Told(entries, rings, states).opinions())


KEPT_BY_OUR_WORD = (
    [
        wrote("You promised to call me back and nobody did.", "2026-05-20 10:00"),
        noted("Called back.", "2026-05-08 10:00"),
    ],
    ["kept"],
)


@pytest.mark.promise
def test_a_twin_without_the_check_is_caught(monkeypatch):
    entries, states = KEPT_BY_OUR_WORD
    told = Told(entries, [], states)
    told.promises[0] = replace(told.promises[0], evidence=(entries[1].id,))
    told.conversation = conversation(told.entries, [], told.promises)
    check_witnessed(told.opinions())
    monkeypatch.setattr(sys.modules["amends.opinion.conversation.spoken"], "check_words", lambda opinion: opinion)
    with pytest.raises(AssertionError):
        check_witnessed(told.opinions())


def check_notes_decide_nothing(entries: list[Entry]) -> None:
    told = Told(entries, [], [])
    kinds = [o for o in told.opinions() if o.claim == "told_otherwise"]
    assert all(o.verdict is Verdict.CANNOT_TELL for o in kinds)


NOTES = st.lists(st.builds(noted, OURS, HOURS), min_size=1, max_size=4, unique_by=lambda e: e.id)
COMPLAINT = wrote("You told me on the phone that I would get a refund, but now you refuse.", "2026-06-25 10:00")


@settings(max_examples=60, deadline=None)
@given(NOTES)
def test_however_many_notes_there_are_they_decide_nothing(notes):
    check_notes_decide_nothing([COMPLAINT, *notes])


@pytest.mark.promise
def test_a_twin_that_believes_notes_is_caught(monkeypatch):
    story = [COMPLAINT, noted("We will refund the fare by Friday.", "2026-06-03 10:00")]
    check_notes_decide_nothing(story)
    monkeypatch.setattr(
        sys.modules["amends.claims.statements"], "record_of_words", lambda entry, what: (True, "a note")
    )
    assert statements(story)[0].independent
    with pytest.raises(AssertionError):
        check_notes_decide_nothing(story)


@settings(max_examples=100, deadline=None)
@given(STORIES, RINGS, PROMISES, st.integers(0, 24 * 60))
def test_nothing_that_happens_later_is_known(entries, rings, states, hours):
    told = Told(entries, rings, states)
    now = Moment(START + hours * HOUR_US)
    before = [e for e in told.entries if e.occurred <= now or e.what.kind == "completeness.declared"]
    sooner = conversation(before, [c for c in told.calls if c.began <= now], told.promises)
    kept = tuple(c for c in told.claims if c.contact_id in {e.id for e in before})
    as_of = spoken(told.conversation, told.claims, whole(told.entries), now=now, policy=POLICY)
    cut = replace(told.conversation, cases=sooner.cases)
    assert spoken(cut, kept, whole(before), now=now, policy=POLICY) == spoken(
        cut, told.claims, whole(told.entries), now=now, policy=POLICY
    )
    assert all(w.at <= now for o in as_of for w in o.witnesses if w.state != "complete")
