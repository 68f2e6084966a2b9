"""Past lessons beside a new mistake: few, in order, and each says why."""

from dataclasses import replace
from random import Random

from amends.facts import Moment
from amends.learning.lessons import Lesson, LessonState
from amends.learning.mistakes import Mistake
from amends.learning.similar import SHOWN_MAX, Sought, similar, sought_of


def lesson(name: str, title: str, *, steps: tuple[str, ...] = (), slice_: tuple[str, ...] = ()) -> Lesson:
    return Lesson(name, title, "", "ruth", LessonState.DONE, Moment(0), "omar", "refunds", 80, slice_, (), steps)


PAST = (
    lesson("ask", "Ask the gateway for the state of every refund a day later", steps=("refund.send",)),
    lesson("version", "Roll back version 4.2", steps=("refund.amount",), slice_=("gateway=acme", "version=4.2")),
    lesson("balance", "Show invoiced and paid sums apart on the screen", steps=("balance.tell",)),
    lesson("address", "Ask for the address before goods are sent", steps=("order.ship",)),
    lesson("callbacks", "Promises to call back stand in the calendar", steps=("promise.keep",)),
)


def ids(sought: Sought, past: tuple[Lesson, ...] = PAST) -> list[str]:
    return [one.lesson.id for one in similar(sought, past)]


def test_the_same_step_is_shown_with_why() -> None:
    (one,) = similar(Sought("refund.send"), PAST)
    assert (one.lesson.id, one.why) == ("ask", ("the same step: sending a refund to the gateway",))


def test_the_same_cause_weighs_more_than_the_same_step() -> None:
    found = similar(Sought("refund.send", ("version=4.2",)), PAST)
    assert [one.lesson.id for one in found] == ["ask", "version"]
    found = similar(Sought("refund.send", ("version=4.2", "gateway=acme")), PAST)
    assert found[0].why == ("the same cause: gateway=acme, version=4.2",)


def test_the_same_words_are_found_in_another_form() -> None:
    (one,) = similar(Sought(words="Both sums look alike on the screens: what was invoiced, what was paid."), PAST)
    assert one.lesson.id == "balance"
    assert one.why[0].startswith("the same words: ")
    assert "invoiced" in one.why[0]


def test_one_common_word_is_chance_and_nothing_is_better_than_noise() -> None:
    assert ids(Sought(words="The gateway was not there and nobody knew about it at all.")) == []
    assert ids(Sought()) == []
    assert ids(Sought("other", words="the and with")) == []


def test_the_words_of_the_mistakes_that_led_to_it_count() -> None:
    known = Mistake("noted:1", "other", "A parcel went to a house that was pulled down", lessons=("address",))
    sought = Sought(words="Parcel returned: the house had been pulled down years ago")
    assert [one.lesson.id for one in similar(sought, PAST, told=[known])] == ["address"]
    assert ids(sought) == []
    linked = replace(PAST[3], mistakes=("noted:1",))
    alone = replace(known, lessons=())
    assert [one.lesson.id for one in similar(sought, (*PAST[:3], linked), told=[alone])] == ["address"]


def test_what_was_given_up_is_not_shown_and_few_are() -> None:
    given_up = tuple(replace(one, state=LessonState.DROPPED) for one in PAST)
    assert ids(Sought("refund.send"), given_up) == []
    many = tuple(replace(PAST[0], id=f"l-{number}") for number in range(9))
    assert ids(Sought("refund.send"), many) == ["l-0", "l-1", "l-2"]
    assert SHOWN_MAX == 3


def test_the_order_of_the_past_does_not_matter() -> None:
    sought = Sought("refund.send", ("gateway=acme",), "The address on the screen was old, the calendar empty")
    for seed in range(10):
        mixed = list(PAST)
        Random(seed).shuffle(mixed)
        assert ids(sought, tuple(mixed)) == ids(sought)


def test_a_mistake_says_what_is_sought() -> None:
    mistake = Mistake("noted:1", "refund.send", "It failed.", factors=("No alarm",), surprised="Why?", cause=("a=b",))
    assert sought_of(mistake) == Sought("refund.send", ("a=b",), "It failed. Why? No alarm")
