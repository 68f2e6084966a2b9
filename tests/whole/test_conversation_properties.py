"""What must hold of any conversation: no order matters, nothing owed is forgotten, no verdict rests on our word alone,
and nothing that a source may send breaks a page.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends import recovery
from amends.customer import has_happened, understand
from amends.facts import CustomerFile, Entry, Moment, Opinion, Policy, PromiseState, Verdict
from amends.facts.conversation import ENDED
from amends.facts.conversation_json import conversation_json, follow_up_json
from amends.facts.kinds import ClaimJudged, LinkJudged, ProfileTold, PromiseMade
from amends.facts.moments import DAY_US
from amends.facts.verdicts import CONVERSATION_CLAIMS
from amends.opinion.conversation.roots import counts
from amends.opinion.roots import independent_roots
from amends.recovery import brief, brief_json, brief_text
from conversation_words import CONVERSATIONS, NOW, START, WHO, YEAR_1, YEAR_9999, shuffled
from conversation_world import complete, file_of, noted, parcel, profile, rang, survey, we_said, wrote

POLICY = Policy(zone="Europe/Berlin", agents={"ruth": ("PJSIP/ruth", "zendesk/3301")})
RIGHT = (Verdict.CUSTOMER_RIGHT, Verdict.RECORD_RIGHT)
Understanding = Callable[[Sequence[Entry], Moment], CustomerFile | None]
SEEDS = st.integers(0, 2**32)


def understood(entries: Sequence[Entry], now: Moment) -> CustomerFile | None:
    """What the product does."""
    return understand(entries, who=WHO, now=now, policy=POLICY)


def check_order(understanding: Understanding, entries: list[Entry], seed: int) -> None:
    """The whole file, with everything said, promised and to be done."""
    assert understanding(shuffled(entries, seed), NOW) == understanding(entries, NOW)


def check_nothing_forgotten(understanding: Understanding, entries: list[Entry], early: Moment, late: Moment) -> None:
    """What was open is open still, or has one of the ends that there are; and nobody sees it vanish."""
    before, after = understanding(entries, early), understanding(entries, late)
    if before is None:
        return
    assert after is not None
    promises = {promise.id: promise for promise in after.conversation.promises}
    for one in before.conversation.promises:
        assert one.id in promises, f"forgotten: {one.sentence}"
        later = promises[one.id]
        assert later.open or (later.state in ENDED and later.ended is not None and later.evidence), later
        if one.broken_at is not None:
            assert later.state is not PromiseState.KEPT, "what was broken is made good, never kept"
    follow_ups = {one.id: one for one in after.follow_ups}
    for follow_up in before.follow_ups:
        assert follow_up.id in follow_ups, f"forgotten: {follow_up.sentence}"
        assert follow_ups[follow_up.id].state in ("open", "taken", "reached", "released", "opted_out")


def check_witnessed(opinions: Sequence[Opinion]) -> None:
    """Invariant 6: a verdict needs somebody besides the disputed side, or the very words, or a confession of ours."""
    for opinion in opinions:
        if opinion.verdict not in RIGHT or opinion.overruled_by:
            continue
        about_words = opinion.claim in CONVERSATION_CLAIMS
        admissible = about_words and any(counts(witness, opinion.verdict) for witness in opinion.witnesses)
        assert admissible or independent_roots(opinion.witnesses), opinion


def show(file: CustomerFile) -> None:
    """Everything that a page, a command or the API makes of a file."""
    card = brief(file, policy=POLICY)
    assert brief_text(card, POLICY)
    assert brief_json(card)["customer"] == file.identity.id
    assert conversation_json(file.conversation).keys() >= {"calls", "cases", "statements", "promises"}
    assert all(follow_up_json(one)["id"] == one.id for one in file.follow_ups)


@pytest.mark.promise
@settings(suppress_health_check=list(HealthCheck))
@given(entries=CONVERSATIONS, seed=SEEDS)
def test_any_order_of_arrival_gives_the_same_conversation(entries: list[Entry], seed: int) -> None:
    check_order(understood, entries, seed)


def a_conversation() -> list[Entry]:
    """A call, a promise that is not kept, a bad survey, and two people of ours who say different things."""
    return [
        profile(phone="+491711234567", address="1 Old Street"),
        profile("2026-05-02 10:00", address="2 New Road"),
        wrote("You told me that I would get a refund, but now you refuse.", "2026-05-20 10:00"),
        we_said("We will refund you by Friday.", "2026-05-18 10:00"),
        we_said("We will call you back tomorrow before noon.", "2026-05-20 12:00"),
        noted("Customer was told that we cannot refund.", "2026-05-20 12:05"),
        *rang("2026-05-23 10:00"),
        survey(1, "2026-05-24 10:00", "Don't bother."),
        parcel("delivered", "2026-05-10 10:00"),
    ]


def _check_many_orders(understanding: Understanding) -> None:
    for seed in range(20):
        check_order(understanding, a_conversation(), seed)


def test_a_told_story_is_the_same_in_any_order() -> None:
    _check_many_orders(understood)


def test_twin_folding_by_arrival_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [m for name, m in sys.modules.items() if name.startswith("amends.")]:
        if hasattr(module, "in_order_of_happening"):
            monkeypatch.setattr(module, "in_order_of_happening", tuple)
    with pytest.raises(AssertionError):
        _check_many_orders(understood)


@pytest.mark.promise
@settings(suppress_health_check=list(HealthCheck))
@given(entries=CONVERSATIONS, days=st.integers(0, 60), more=st.integers(1, 400))
def test_time_alone_never_ends_a_promise_or_a_follow_up(entries: list[Entry], days: int, more: int) -> None:
    early = Moment(START + days * DAY_US)
    kept = [e for e in entries if has_happened(e, early) and not isinstance(e.what, ClaimJudged | LinkJudged)]
    check_nothing_forgotten(understood, kept, early, Moment(early + more * DAY_US))


@pytest.mark.promise
@settings(suppress_health_check=list(HealthCheck))
@given(entries=CONVERSATIONS, days=st.integers(0, 60), more=st.integers(1, 60))
def test_what_is_told_later_ends_them_only_in_the_listed_ways(entries: list[Entry], days: int, more: int) -> None:
    """A person may say that the words were read wrongly, or write the promise down himself: that is no forgetting."""
    early = Moment(START + days * DAY_US)
    correcting = (ClaimJudged, LinkJudged, PromiseMade, ProfileTold)
    kept = [e for e in entries if e.occurred <= early or not isinstance(e.what, correcting)]
    kept = [e for e in kept if not isinstance(e.what, ClaimJudged | LinkJudged)]
    check_nothing_forgotten(understood, kept, early, Moment(early + more * DAY_US))


def test_twin_that_drops_what_is_overdue_is_caught() -> None:
    def forgetful(entries: Sequence[Entry], now: Moment) -> CustomerFile | None:
        file = understood(entries, now)
        assert file is not None
        left = tuple(p for p in file.conversation.promises if p.state is not PromiseState.BROKEN)
        return replace(file, conversation=replace(file.conversation, promises=left))

    told = [*a_conversation()[:5]]
    early = Moment(told[4].occurred + 1)
    check_nothing_forgotten(understood, told, early, Moment(early + 30 * DAY_US))
    with pytest.raises(AssertionError, match="forgotten"):
        check_nothing_forgotten(forgetful, told, early, Moment(early + 30 * DAY_US))


@pytest.mark.promise
@settings(suppress_health_check=list(HealthCheck))
@given(entries=CONVERSATIONS)
def test_no_verdict_without_a_witness(entries: list[Entry]) -> None:
    file = understood(entries, NOW)
    check_witnessed(file.opinions if file is not None else ())


def test_twin_that_believes_our_own_list_is_caught() -> None:
    story = (
        parcel("delivered", "2026-05-10 10:00", root="us"),
        complete("outages", "2026-05-01 00:00", "2026-05-25 00:00", "status", "us"),
        wrote("My internet was down yesterday.", "2026-05-20 10:00"),
        profile(address="1 Old Street"),
    )
    check_witnessed(file_of(*story, now="2026-05-26 10:00").opinions)
    believed = replace(file_of(*story, now="2026-05-26 10:00").opinions[0], verdict=Verdict.RECORD_RIGHT)
    with pytest.raises(AssertionError):
        check_witnessed([believed])


@pytest.mark.promise
@settings(suppress_health_check=list(HealthCheck))
@given(entries=CONVERSATIONS, now=st.sampled_from([YEAR_1, START, NOW, YEAR_9999]))
def test_nothing_that_may_be_told_breaks_the_page(entries: list[Entry], now: Moment) -> None:
    file = understood(entries, now)
    if file is not None:
        show(file)
        assert all(task.agent and task.call for task in file.tasks)


def test_twin_that_minds_an_odd_zone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zone that there is not, in a promise of ours: somebody typed it."""

    def broken(*args: object, **more: object) -> None:
        raise KeyError("Mars/Base")

    monkeypatch.setattr(recovery, "promises", broken)
    with pytest.raises(KeyError):
        understood(a_conversation(), NOW)
