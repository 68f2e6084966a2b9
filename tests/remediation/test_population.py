"""A population is a question that anybody can ask again; a programme is what its entries tell, in any order."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import Money, NotAllowed, Reason, Refused, Scope, SweptRefund, Verdict
from amends.facts.kinds import ProgrammeClosed, ProgrammeOpened, ScopeChanged, ScopeTested, SuspectListed
from amends.record.programmes import programmes_told
from amends.remediation import changing, in_scope, opening, population, programmes
from remedy_stories import desk, file_of
from stories import at

MAY, JUNE = at("2026-05-01 00:00"), at("2026-06-01 00:00")
SLICE = Scope(("gateway=acme", "version=4.2"), MAY, JUNE, ())
NOW = at("2026-06-10 10:00")


def refund(number: int, **more) -> SweptRefund:
    told = {
        "matter": f"refund:R-{number}",
        "customer": f"customer:C-{number}",
        "at": at("2026-05-10 10:00"),
        "money": Money(1_000 + number, "EUR"),
        "verdict": Verdict.CUSTOMER_RIGHT,
        "reason": Reason.FAILED_LATER,
        "traits": ("currency=EUR", "gateway=acme", "version=4.2"),
    }
    return SweptRefund(**(told | more))


HIT, UNKNOWN = refund(1), refund(2, verdict=Verdict.CANNOT_TELL, reason=Reason.WITNESS_INCOMPLETE)
FINE = refund(3, verdict=Verdict.RECORD_RIGHT, reason=Reason.CUSTOMER_HAS_IT)
OTHERWISE = refund(4, reason=Reason.NEVER_SENT)


@pytest.mark.parametrize(
    ("row", "inside"),
    [
        (HIT, True),
        (FINE, True),
        (refund(5, at=MAY), True),
        (refund(5, at=MAY - 1), False),
        (refund(5, at=JUNE), False),
        (refund(5, traits=("gateway=acme",)), False),
        (refund(5, traits=("gateway=acme", "version=4.20")), False),
    ],
)
def test_the_slice_and_the_period_decide(row: SweptRefund, inside: bool):
    assert in_scope(row, SLICE) is inside


def test_a_scope_may_ask_for_what_nobody_told():
    scope = Scope(("region=",), None, None, ())
    assert in_scope(HIT, scope)
    assert not in_scope(refund(5, traits=("region=north",)), scope)


def test_those_hit_and_those_of_whom_nobody_knows_are_in_it():
    found = population([FINE, UNKNOWN, OTHERWISE, HIT], SLICE)
    assert [row.matter for row in found.rows] == ["refund:R-1", "refund:R-2", "refund:R-4"]
    assert (found.hit, found.unknown, found.not_hit) == (2, 1, 1)
    narrow = population([FINE, UNKNOWN, OTHERWISE, HIT], replace(SLICE, reasons=("failed_later",)))
    assert (narrow.hit, narrow.unknown, narrow.not_hit) == (1, 1, 2)


ROWS = st.lists(st.sampled_from([HIT, UNKNOWN, FINE, OTHERWISE, refund(5, at=JUNE)]), min_size=1)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_same_question_has_the_same_answer_in_any_order(rows: list[SweptRefund], luck: random.Random):
    shuffled = [*rows, *rows]
    luck.shuffle(shuffled)
    assert population(shuffled, SLICE) == population(rows, SLICE)


def test_the_hash_is_of_what_is_said_and_of_nothing_else():
    """Written out by hand, so that it is the same in every year and every version."""
    found = population([HIT], SLICE)
    assert found.rows_hash == "f184a96e5dbe47c71157fa79164aca7c73464b2725328c49704a63dcfcda2318"
    assert population([replace(HIT, contacts=9)], SLICE).rows_hash == found.rows_hash
    others = (
        replace(HIT, matter="refund:R-9"),
        replace(HIT, reason=Reason.REFUSED),
        replace(HIT, money=Money(1_002, "EUR")),
        UNKNOWN,
    )
    assert len({population([row], SLICE).rows_hash for row in (HIT, *others)}) == 5


def opened(**more):
    found = population([HIT, UNKNOWN, FINE], SLICE)
    return opening("acme-2026-05", "Acme declines", SLICE, found, as_of=NOW, by="ruth", now=NOW, rules="0.4", **more)


def test_opening_says_who_was_in_it_and_on_what_question():
    first, *listed = opened(evidence='{"adj_p":0.001}')
    assert isinstance(first.what, ProgrammeOpened)
    assert (first.what.rows, first.what.rows_hash) == (2, population([HIT, UNKNOWN], SLICE).rows_hash)
    assert [e.what for e in listed] == [
        SuspectListed("acme-2026-05", r.matter, r.money, r.verdict, r.reason, r.customer) for r in (HIT, UNKNOWN)
    ]
    assert {e.id for e in opened()} == {first.id, *(e.id for e in listed)}  # written twice it counts once


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"programme_id": "Acme May!"}, "has no name that can be used"),
        ({"title": " "}, "has no title"),
        ({"by": ""}, "does not say who opens it"),
        ({"found": population([FINE], SLICE)}, "has nobody in it"),
    ],
)
def test_what_cannot_be_opened(changed, words):
    told = {"programme_id": "acme", "title": "Acme", "found": population([HIT], SLICE), "by": "ruth"} | changed
    with pytest.raises((Refused, NotAllowed), match=words):
        opening(told["programme_id"], told["title"], SLICE, told["found"], as_of=NOW, by=told["by"], now=NOW)


def closing(when: str, by: str):
    return desk(when, ProgrammeClosed("acme-2026-05", by), f"closing:{by}:{when}")


WIDER = replace(SLICE, slice=("gateway=acme",))


def whole_story():
    (programme,) = programmes(opened())
    rows = population([HIT, UNKNOWN, refund(7, traits=("gateway=acme",))], WIDER)
    listed = {"refund:R-1", "refund:R-2"}
    changed = changing(programme, WIDER, rows, listed=listed, as_of=NOW, by="omar", reason="4.1 too", now=NOW + 1)
    test = ScopeTested("acme-2026-05", 7, 900, ("refund:R-8",), 1, 0, 12, NOW, "lena")
    return [
        *opened(),
        closing("2026-06-10 09:00", "ruth"),
        *changed,
        desk("2026-06-11 10:00", test),
        closing("2026-06-12 10:00", "omar"),
        closing("2026-06-12 11:00", "Omar "),
        closing("2026-06-13 10:00", "lena"),
    ]


def test_a_wider_scope_adds_people_and_takes_nobody_away():
    changed = [e.what for e in whole_story() if isinstance(e.what, ScopeChanged | SuspectListed)]
    assert [w.matter for w in changed if isinstance(w, SuspectListed)] == ["refund:R-1", "refund:R-2", "refund:R-7"]
    (programme,) = programmes(whole_story())
    assert (programme.scopes, programme.rows, programme.scope.words) == ((SLICE, WIDER), 3, "gateway = acme")


def test_a_scope_is_not_changed_without_a_reason():
    (programme,) = programmes(opened())
    with pytest.raises(NotAllowed, match="does not say why"):
        changing(programme, WIDER, population([HIT], WIDER), listed=(), as_of=NOW, by="omar", reason=" ", now=NOW)


def test_two_different_people_sign_it_off_after_its_last_change():
    story = whole_story()
    (programme,) = programmes(story)
    assert (programme.closed_by, programme.closed_at, programme.signed_off) == (
        ("omar", "lena"),
        at("2026-06-13 10:00"),
        True,
    )
    (half,) = programmes(story[:-1])
    assert (half.closed_by, half.closed_at, half.signed_off) == (("omar",), None, False)
    assert [(t.seed, t.drawn, t.missed_at_most, t.by) for t in programme.tests] == [(7, 1, 12, "lena")]


@given(st.permutations(whole_story()))
def test_the_order_in_which_it_is_told_changes_nothing(story):
    assert programmes([*story, *story[:3]]) == programmes(whole_story())


def test_a_programme_is_found_in_the_record(record):
    record.append(whole_story())
    assert programmes(programmes_told(record)) == programmes(whole_story())


def test_suspects_are_found_with_their_customer_and_programmes_are_not():
    told = file_of(
        *(e for e in whole_story()),
        desk("2026-06-01 10:00", replace(opened()[1].what, about="customer:C-7")),
        now="2026-07-01 10:00",
    ).told
    assert {type(e.what) for e in told} == {SuspectListed}
