"""A promise that cannot be kept is not made, and what is not allowed is refused in words."""

from dataclasses import replace

import pytest

from amends.facts import FollowUp, NotAllowed, PromiseState, Refused
from amends.facts.kinds import CallTried, FollowUpTold, PromiseMade, PromiseMoved
from amends.recovery import check_follow_up, check_moved, check_promise, check_release, check_tried
from promise_stories import BERLIN, POLICY, WHO, at, outcome_of, promised

NOW = at("2026-05-20 10:00")
GOOD = PromiseMade("P-1", "callback", "2026-05-21T09:00", "2026-05-21T12:00", BERLIN, about=WHO, by="Ruth")
OPEN = outcome_of(promised(), now="2026-05-20 11:00")
BROKEN = outcome_of(promised(), now="2026-05-22 11:00")


def test_a_promise_that_can_be_kept_is_taken_as_it_is():
    assert check_promise(GOOD, now=NOW, policy=POLICY) is GOOD
    assert check_promise(replace(GOOD, window_from="", window_to=""), now=NOW, policy=POLICY).window_to == ""


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"window_from": "2026-05-20T06:00", "window_to": "2026-05-20T07:00"}, NotAllowed, "lies in the past"),
        ({"window_from": "2026-05-21T06:00", "window_to": "2026-05-21T07:00"}, NotAllowed, "quiet hours"),
        ({"window_from": "2026-05-21T20:00", "window_to": "2026-05-21T22:00"}, NotAllowed, "from 09:00 to 20:00"),
        ({"window_from": "2026-05-21T10:00", "window_to": "2026-05-21T09:00"}, Refused, "ends before it begins"),
        ({"window_from": "2026-05-21T10:00", "window_to": "2026-05-21T10:10"}, Refused, "shorter than 15 minutes"),
        ({"window_from": "soon"}, Refused, "needs a day and a time"),
        ({"window_to": ""}, Refused, "needs a day and a time"),
        ({"window_from": "2026-05-21T09:00Z"}, Refused, "mixes"),
        ({"zones": ("Middle/Earth",)}, Refused, "time zone that there is not"),
        ({"zones": ("Europe/Berlin", "Pacific/Auckland")}, NotAllowed, "Ask him where he is"),
        ({"what": "visit"}, Refused, "callback, refund, fix, info"),
        ({"promise": ""}, Refused, "has no id"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused(change, error, words):
    with pytest.raises(error, match=words):
        check_promise(replace(GOOD, **change), now=NOW, policy=POLICY)


def test_an_early_hour_is_his_to_choose_but_not_for_a_debt():
    early = replace(GOOD, window_from="2026-05-21T06:00", window_to="2026-05-21T07:00", chosen_by_customer=True)
    assert check_promise(early, now=NOW, policy=POLICY) is early
    with pytest.raises(NotAllowed, match="quiet hours"):
        check_promise(replace(early, about_debt=True), now=NOW, policy=POLICY)


def test_a_refund_may_be_promised_for_the_night():
    refund = replace(GOOD, what="refund", window_from="", window_to="2026-05-25")
    assert check_promise(refund, now=NOW, policy=POLICY) is refund


@pytest.mark.parametrize(
    ("moved", "promise", "error", "words"),
    [
        (PromiseMoved("P-1", "released", words=" "), OPEN, NotAllowed, "what he said"),
        (PromiseMoved("P-1", "owned", words="sorry"), OPEN, NotAllowed, "is not broken"),
        (PromiseMoved("P-1", "owned"), BROKEN, NotAllowed, "what you told him"),
        (PromiseMoved("P-1", "rescheduled", "2026-05-23T10:00", "2026-05-23T11:00"), BROKEN, NotAllowed, "broken"),
        (PromiseMoved("P-1", "rescheduled", "2026-05-01T10:00", "2026-05-01T11:00"), OPEN, NotAllowed, "past"),
        (PromiseMoved("P-1", "handed_over"), OPEN, Refused, "Name who takes it over"),
        (PromiseMoved("P-1", "accepted"), OPEN, NotAllowed, "made already"),
        (PromiseMoved("P-1", "done"), OPEN, NotAllowed, "the phone log proves it"),
        (PromiseMoved("P-1", "forgotten"), OPEN, Refused, "no such event"),
        (
            PromiseMoved("P-1", "reminded"),
            replace(OPEN, state=PromiseState.KEPT),
            NotAllowed,
            "has ended: kept",
        ),
    ],
)
def test_what_may_not_happen_to_a_promise(moved, promise, error, words):
    with pytest.raises(error, match=words):
        check_moved(moved, promise, now=NOW, policy=POLICY)


def test_what_may_happen_to_a_promise():
    later = PromiseMoved("P-1", "rescheduled", "2026-05-23T10:00", "2026-05-23T11:00")
    assert check_moved(later, OPEN, now=NOW, policy=POLICY) is later
    told_him = PromiseMoved("P-1", "owned", words="Told her that we forgot")
    assert check_moved(told_him, BROKEN, now=NOW, policy=POLICY) is told_him
    released = check_release(" Never mind ", OPEN, by="Ruth", about=WHO)
    assert (released.event, released.words, released.promise) == ("released", "Never mind", "P-1")


def test_a_debt_stays_a_debt_when_it_is_rescheduled():
    early = PromiseMoved("P-1", "rescheduled", "2026-05-23T06:00", "2026-05-23T07:00")
    assert check_moved(early, OPEN, now=NOW, policy=POLICY) is early
    debt = outcome_of(promised(about_debt=True), now="2026-05-20 11:00")
    with pytest.raises(NotAllowed, match="quiet hours"):
        check_moved(early, debt, now=NOW, policy=POLICY)


def test_an_attempt_has_an_outcome_and_a_refund_is_no_call():
    tried = CallTried("P-1", "busy")
    assert check_tried(tried, OPEN) is tried
    with pytest.raises(Refused, match="no such outcome"):
        check_tried(CallTried("P-1", "maybe"), OPEN)
    with pytest.raises(NotAllowed, match="no call but a refund"):
        check_tried(tried, replace(OPEN, what="refund"))


def test_a_follow_up_is_released_in_his_words_and_an_opt_out_is_not_taken():
    one = FollowUp("survey:1", "survey", NOW, "open", "A survey.")
    taken = FollowUpTold("survey:1", "taken", by="Ruth")
    assert check_follow_up(taken, one) is taken
    with pytest.raises(NotAllowed, match="what he said"):
        check_follow_up(FollowUpTold("survey:1", "released"), one)
    with pytest.raises(NotAllowed, match="does not want to be contacted"):
        check_follow_up(taken, replace(one, state="opted_out"))
    with pytest.raises(NotAllowed, match="has ended"):
        check_follow_up(taken, replace(one, state="reached"))
    with pytest.raises(Refused, match="no such event"):
        check_follow_up(FollowUpTold("survey:1", "ignored"), one)
