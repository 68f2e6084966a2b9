"""The timeline says every kind of entry in words of its own; a call is one line, and no line blames a colleague."""

from dataclasses import MISSING, fields
from typing import Any, get_type_hints

import pytest

from amends.console import timeline_words
from amends.console.timeline import timeline
from amends.console.timeline_conversation import spoken_length, spoken_window
from amends.facts import US, Call, CallOutcome, Conversation, CustomerFile, Entry, Identity, Moment, Money, Source
from amends.facts.kinds import (
    KINDS,
    ContactEnded,
    FollowUpTold,
    PersonSetAside,
    PromiseMade,
    RemedyAnswered,
    SurveyAnswered,
    SuspectListed,
    What,
)
from amends.facts.verdicts import Reason, Verdict
from conversation_stories import AGENT, answer, bad_survey, call
from desk_stories import NOW, WHO, at

OF_NO_CUSTOMER = {
    "completeness.declared",
    "payout.told",
    "programme.opened",
    "scope.changed",
    "scope.tested",
    "programme.closed",
    "lesson.made",
    "lesson.changed",
    "report.made",
    "report.identity",
    "report.changed",
}
BETWEEN_FEW = {
    "appeal.made",
    "appeal.answered",
    "inherited.told",
    "mistake.noted",
}  # between him and those who decide: on no customer's page


def file_of(*told: Entry, **more: Any) -> CustomerFile:
    return CustomerFile(Identity(WHO, (WHO,), ()), NOW, (), (), (), (), (), told, **more)


def unsaid() -> set[str]:
    """Kinds for which nobody wrote words."""
    return {cls.kind for cls in KINDS.values() if cls not in timeline_words.say.registry} - OF_NO_CUSTOMER - BETWEEN_FEW


def test_every_kind_has_words_of_its_own() -> None:
    assert unsaid() == set()


def test_a_kind_without_words_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "new.told", type("NewTold", (What,), {"kind": "new.told"}))
    assert unsaid() == {"new.told"}


def barest(kind: type[What]) -> What:
    """A fact of this kind with nothing told but what must be."""
    hints = get_type_hints(kind)
    must = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    simple: dict[Any, Any] = {bool: True, str: "x", int: 1, Money: Money(100, "EUR"), Moment: NOW}
    return kind(**{name: simple[hints[name]] if hints[name] in simple else next(iter(hints[name])) for name in must})


@pytest.mark.parametrize("kind", sorted(set(KINDS) - OF_NO_CUSTOMER - BETWEEN_FEW))
def test_the_barest_entry_of_each_kind_has_a_line(kind: str) -> None:
    [line] = timeline(file_of(Entry(Source("feed", US), "1", NOW, barest(KINDS[kind]))))
    assert line.words.strip()
    assert line.sort in ("said", "promised", "done", "money")


@pytest.mark.parametrize("kind", sorted(BETWEEN_FEW))
def test_what_is_between_few_has_no_line_on_the_customers_page(kind: str) -> None:
    assert timeline(file_of(Entry(Source("desk", US), "1", NOW, barest(KINDS[kind])))) == ()


def test_a_call_is_one_line_without_a_name() -> None:
    told = call("1", "06-12T09:00", "06-12T09:01", "06-12T09:05", ended_by="us")
    came_to = Call(
        "pbx/1",
        "inbound",
        "+4930",
        told[0].occurred,
        CallOutcome.REACHED,
        told[1].occurred,
        told[3].occurred,
        250,
        "us",
        (AGENT,),
        entries=tuple(e.id for e in told),
    )
    [line] = timeline(file_of(*told, conversation=Conversation(calls=(came_to,))))
    assert line.words == "Call to us: spoke 4 min 10 s, ended from our side"
    assert "ruth" not in line.words.lower()
    assert line.side == "phone log"


def test_notices_of_a_call_that_nobody_put_together_are_not_lost() -> None:
    assert len(timeline(file_of(*call("1", "06-12T09:00")))) == 2


def test_an_apology_and_a_private_notice_stay_on_no_page() -> None:
    told = Entry(Source("desk", US), "apologised:1", NOW, FollowUpTold("t1", "apologised", by="Ruth", about=WHO))
    seen = Entry(Source("desk", US), "seen:1", NOW, FollowUpTold("n1", "seen", by="Ruth", about=WHO))
    taken = Entry(Source("desk", US), "followup:1", NOW, FollowUpTold("f1", "taken", by="Ruth", about=WHO))
    assert [line.words for line in timeline(file_of(told, seen, taken))] == ["Ruth took the follow-up"]


def test_a_promise_is_said_in_the_customers_own_time() -> None:
    what = PromiseMade(
        "p", window_from="2026-06-19T09:00", window_to="2026-06-19T12:00", words="I call you.", by="Ruth"
    )
    [line] = timeline(file_of(Entry(Source("desk", US), "p", NOW, what)))
    assert (line.words, line.quote) == ("Ruth promised to call back 19 June 2026 09:00 to 12:00", "I call you.")


def test_what_was_said_in_abuse_is_folded() -> None:
    ended = Entry(Source("desk", US), "e", NOW, ContactEnded("abuse", words="You are all worthless", by="Ruth"))
    [line] = timeline(file_of(ended))
    assert line.folded
    assert "Ruth" not in line.words


def test_a_survey_and_an_answer_show_their_words() -> None:
    lines = timeline(file_of(answer(), bad_survey()))
    assert [(line.words, line.side) for line in lines] == [
        ("Answer: Re: My refund", "we, mail"),
        ("Survey: 1 of 5, ticked that no feedback call is wanted", "customer"),
    ]
    assert lines[0].quote == "We have refunded you on 3 May."


def test_a_survey_that_says_bad_is_marked() -> None:
    what = SurveyAnswered("s/1", label="bad", customer_id="C-17")
    [line] = timeline(file_of(Entry(Source("surveys", "customer"), "1", Moment(at("06-17T15:00")), what)))
    assert (line.words, line.bad) == ("Survey: bad", True)


def test_windows_and_lengths_are_said_shortly() -> None:
    assert spoken_window("", "2026-06-19T12:00") == "by 19 June 2026 12:00"
    assert spoken_window("2026-06-19T09:00", "2026-06-20T12:00") == "19 June 2026 09:00 to 20 June 2026 12:00"
    assert spoken_window("", "") == ""
    assert spoken_window("soon", "") == "from soon"
    assert [spoken_length(n) for n in (0, 59, 60, 61)] == ["", "59 s", "1 min", "1 min 1 s"]


def test_who_is_listed_in_a_remediation_is_not_quoted_with_a_code() -> None:
    listed = SuspectListed("app-4.2", "refund:R-1", Money(100, "EUR"), Verdict.CUSTOMER_RIGHT, Reason.FAILED_LATER, WHO)
    [line] = timeline(file_of(Entry(Source("desk", US), "1", NOW, listed)))
    assert (line.words, line.quote) == ("Listed in the remediation app-4.2: 1.00 EUR", "")


def test_what_the_payer_says_is_no_proof_and_a_refusal_stands_out() -> None:
    said = [RemedyAnswered("refund:R-1", "am-1", 1, outcome) for outcome in ("accepted", "refused")]
    lines = timeline(file_of(*(Entry(Source("desk", US), w.outcome, NOW, w) for w in said)))
    assert [(line.words, line.bad) for line in lines] == [
        ("Whoever pays accepted it, which is no proof that it arrived", False),
        ("Whoever pays refused it", True),
    ]


def test_why_somebody_was_set_aside_stands_in_his_own_words() -> None:
    aside = PersonSetAside("app-4.2", "refund:R-1", "declined", WHO, "Ruth", "He gave it away.")
    [line] = timeline(file_of(Entry(Source("desk", US), "1", NOW, aside)))
    assert line.words == "Remediation app-4.2: the customer does not want it, as we say"
    assert line.quote == "He gave it away."
