"""Names of colleagues in free text: what is found, what is asked about, and what is missed, on invented names."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Policy, Refused
from amends.learning.names import Known, Named, check_names, folded, known_names, names_in

AGENTS = {
    "ruth": ("PJSIP/ruth", "zendesk/3301"),
    "r.novak": ("r.novak@shop.example",),
    "oyelaran": ("SIP/oyelaran", "adaeze.oyelaran@shop.example"),
    "juergen.weiss": ("PJSIP/jweiss",),
    "will": ("zendesk/3302",),
    "may.castellan": (),
    "dmitri": ("PJSIP/dmitri-2",),
    "siobhan": (),
}
POLICY = Policy(agents=AGENTS)
KNOWN = known_names(POLICY, users=["omar", "team"], given=["Siobhán O'Dwyer", "Tomasz Łukasik"])

# How somebody is written or called, in a sentence as it stands in a report. {} is he.
NAMED = [
    ("as it is", "Nobody told {} about the rule.", ("Ruth", "Novak", "Dmitri", "Omar", "Siobhan", "Oyelaran")),
    ("small letters", "it was with {} before", ("ruth", "novak", "dmitri", "omar", "oyelaran", "siobhan")),
    ("capitals", "ASK {} FIRST", ("RUTH", "NOVAK", "DMITRI", "OMAR", "WEISS", "TOMASZ")),
    ("whose", "It was {} ticket.", ("Ruth's", "Novak’s", "dmitri's", "Omars", "Weiss'", "Ruths")),
    ("initial and surname", "Handed over by {} on Monday.", ("R. Novak", "A. Oyelaran", "J Weiss", "S. O'Dwyer")),
    ("as the source writes", "The call went to {}.", ("PJSIP/ruth", "zendesk/3301", "r.novak@shop.example")),
    ("accents", "I asked {} twice.", ("Jürgen", "Juergen", "Jurgen", "Weiß", "Siobhán", "Lukasik", "Łukasik")),
    ("slip of the pen", "I asked {} twice.", ("Novack", "Dimitri", "Siobahn", "Oyelarann", "Tomsaz")),
    ("ordinary word", "I asked {} about it.", ("Will", "May")),
    ("stranger, as a colleague", "It was my colleague {} who did it.", ("Baptiste", "Yusra", "Ingeborg")),
    ("nickname", "I asked {} about it.", ("Ruthie", "Dima", "Jule")),
]
SURE = {"as it is", "small letters", "capitals", "whose", "initial and surname", "as the source writes", "accents"}
MISSED = {"nickname"}

# What people write about mistakes. No colleague is in any of it.
NOBODY = [
    "The refund was accepted on 3 May and failed on 9 May 2026.",
    "In May the list was long; by June it was empty.",
    "The gateway will answer within a day, we thought.",
    "Nobody compared our record with the gateway, and may have done so for weeks.",
    "The customer was told that 400.00 EUR was owed. It was 9.00 EUR.",
    "We will ring back before noon, the page said, and no call was made.",
    "Ticket zendesk/4711 was merged into zendesk/4712 without a word.",
    "Version 4.2 sends the amount in the wrong currency for JPY.",
    "The truth is that nobody looked; a truthful note would have helped.",
    "The order was shipped to the old address in Novara.",
    "A novel way to lose a payment: the webhook came before the order.",
    "Stripe says expired_or_canceled_card. PayPal says nothing.",
    "The team had no alarm for this, the desk had no list, and the agent had no way to see it.",
    "Weissbier was delivered instead of lamps.",
    "Call asterisk/1746544000.1 was cut off after 260 seconds.",
    "On Monday the export ended at 12:00, and everything after it was taken for complete.",
    "Two customers have the same phone number: +12125550143.",
    "The rule says 30 days; the page says 14.",
    "The omission was ours. Romano pizzas are not in the price list.",
    "Good will was given twice: 10.00 EUR and 10.00 EUR.",
]
ASKED = ["Will the refund come? That is what he asked.", "May we refund it? Nobody knew."]

Finder = Callable[[str, Known], tuple[Named, ...]]


def recall(finder: Finder, sentence: str, names: tuple[str, ...]) -> float:
    """The share of these that are found, wholly and as one."""
    hits = 0
    for name in names:
        start = sentence.index("{}")
        inside = range(start, start + len(name))
        found = finder(sentence.format(name), KNOWN)
        hits += any(one.start in inside and one.end >= start + len(name.removesuffix("'")) for one in found)
    return hits / len(names)


def check_recall(finder: Finder) -> None:
    table = {form: recall(finder, sentence, names) for form, sentence, names in NAMED}
    assert {form: share for form, share in table.items() if form not in MISSED and share < 1} == {}
    assert all(table[form] == 0 for form in MISSED), "better than the words of the module say: correct them"


def check_false_alarms(finder: Finder) -> None:
    assert {text: finder(text, KNOWN) for text in NOBODY if finder(text, KNOWN)} == {}


@pytest.mark.promise
def test_whoever_is_named_is_found_however_he_is_called() -> None:
    check_recall(names_in)


def test_twin_that_looks_for_whole_user_names_alone_is_caught() -> None:
    def narrow(text: str, known: Known) -> tuple[Named, ...]:
        return tuple(one for one in names_in(text, known) if one.words in known.whole)

    with pytest.raises(AssertionError):
        check_recall(narrow)


def test_ordinary_sentences_name_nobody() -> None:
    check_false_alarms(names_in)


def test_twin_that_takes_any_part_of_a_word_is_caught() -> None:
    def greedy(text: str, known: Known) -> tuple[Named, ...]:
        return tuple(Named(0, 4, part, True) for part in sorted(known.parts) if part in folded(text))

    with pytest.raises(AssertionError):
        check_false_alarms(greedy)


@pytest.mark.parametrize(("form", "sentence", "names"), NAMED, ids=[form for form, _, _ in NAMED])
def test_what_is_surely_a_name_and_what_is_asked_about(form: str, sentence: str, names: tuple[str, ...]) -> None:
    sure = [one.sure for name in names for one in names_in(sentence.format(name), KNOWN)]
    assert all(sure) if form in SURE else not any(sure)


@pytest.mark.parametrize("text", ASKED)
def test_a_word_that_may_be_a_name_is_asked_about_and_not_refused(text: str) -> None:
    (asked,) = names_in(text, KNOWN)
    assert not asked.sure
    with pytest.raises(Refused, match="may name"):
        check_names([text], KNOWN)
    check_names([text], KNOWN, said_ordinary=[asked.words])


def test_what_is_surely_a_name_stays_one() -> None:
    with pytest.raises(Refused, match=r"names Ruth\. Write it without them"):
        check_names(["Fine.", "It was with Ruth and Ruth."], KNOWN, said_ordinary=["Ruth"])


def test_a_place_is_told_with_its_initial() -> None:
    (one,) = names_in("It was R. Novak's list.", KNOWN)
    assert (one.start, one.end, one.words, one.sure) == (7, 17, "R. Novak's", True)


def test_several_are_told_in_order_and_each_once() -> None:
    found = names_in("Ruth told Omar, and then my colleague Ruth Novak.", KNOWN)
    assert [one.words for one in found] == ["Ruth", "Omar", "Ruth Novak"]


def test_what_many_stand_behind_is_nobody() -> None:
    many = known_names(Policy(), users=["admin", "team", "desk", "it"])
    assert names_in("The team asked the desk, and the admin did it.", many) == ()


def test_with_nobody_known_only_a_colleague_is_found() -> None:
    nobody = known_names(Policy())
    assert names_in("Ruth did it.", nobody) == ()
    assert [one.words for one in names_in("Our colleague Ruth did it.", nobody)] == ["Ruth"]


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    found = names_in(text, KNOWN)
    assert all(text[one.start : one.end] == one.words for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
