"""The card before you pick up: the verdict first, what came before and is nobody's fault, and no abuse told on."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import (
    Claim,
    ClaimKind,
    Contact,
    Conversation,
    CustomerFile,
    Entry,
    FollowUp,
    Link,
    Moment,
    Money,
    Owed,
    OwedState,
    PrivateTask,
    PromiseState,
    Reason,
    Signal,
    SignalKind,
    Slots,
    Verdict,
    Witness,
)
from amends.facts.kinds import (
    AnswerGiven,
    OrderTold,
    PreferenceTold,
    TicketTold,
)
from amends.recovery import brief, brief_json, brief_text
from amends.recovery.brief import quotes as quotes_module
from amends.recovery.brief.as_text import LINE_CHARACTERS_MAX, LINES_MAX
from amends.recovery.brief.parts import Quoted
from brief_stories import (
    DESK,
    EUR,
    HARD,
    HELP,
    NOW,
    POLICY,
    SHOP,
    answered,
    at,
    by_hand,
    lindqvist,
    opinion,
    promise,
    statement,
    understood,
    wrote,
)


def test_the_third_contact_told_wrongly_twice():
    card = brief(understood(lindqvist()), policy=POLICY)
    assert card.judged is not None
    assert card.judged.verdict is Verdict.CUSTOMER_RIGHT
    assert card.standing == ("Third contact about this", "told wrongly twice")
    assert card.inherited == ("Told wrongly twice before (20 May, 2 June).",)
    assert card.account.errors_ours == 1
    assert [word.root for word in card.judged.our_record] == ["us"]
    assert {word.root for word in card.judged.witnesses} == {"gateway"}
    assert [word.state for word in card.judged.witnesses] == ["failed"]  # its latest word, once


def test_what_was_said_while_it_was_still_true_is_not_wrong():
    early = answered("05-04T11:00", "We have refunded you 129.00 EUR on 3 May.")
    card = brief(understood([*lindqvist()[:6], early]), policy=POLICY)
    assert card.told_wrongly == 0
    assert [line.by for line in card.spoken] == ["Ruth"]  # nothing went wrong there: who said it may be known


def test_no_colleague_is_the_culprit():
    file = understood(lindqvist())
    broken = replace(file.conversation, promises=(promise(PromiseState.BROKEN),))
    told = orjson.dumps(brief_json(brief(replace(file, conversation=broken), policy=POLICY))).decode()
    assert told.count("one of us") == 3
    assert "Ruth" not in told
    assert "3301" not in told


def test_an_open_promise_says_who_keeps_it_and_when():
    file = by_hand(conversation=Conversation(promises=(promise(PromiseState.SCHEDULED, "06-20T17:00"),)))
    card = brief(file, policy=POLICY)
    assert card.can[0].words == "Keep the open promise until 20 June 2026 17:00; Ruth knows the case."
    assert (card.spoken[0].by, card.spoken[0].overdue) == ("Ruth", False)


def test_an_overdue_promise_comes_first_and_names_nobody():
    said = tuple(statement(f"06-0{n}T10:00", "We looked into it.") for n in range(1, 8))
    file = by_hand(conversation=Conversation(promises=(promise(PromiseState.DUE),), statements=said))
    card = brief(file, policy=POLICY)
    overdue = [line for line in card.spoken if line.overdue]
    assert [line.by for line in overdue] == ["one of us"]
    assert "overdue" in overdue[0].sentence
    assert len(card.spoken) == 5
    assert [line.at for line in card.spoken] == sorted(line.at for line in card.spoken)


def test_a_broken_promise_is_owned_once_and_not_charged_to_whoever_picks_up():
    file = by_hand(conversation=Conversation(promises=(promise(PromiseState.BROKEN),)))
    card = brief(file, policy=POLICY)
    assert card.can[0].act == "own_promise"
    assert card.inherited == ("A promise was not kept (6 June).",)
    assert card.account.promises_broken == 1


def test_an_amount_told_wrongly_is_known_by_its_verdict():
    quoted = statement("05-20T11:00", "You owe us 400.00 EUR.", ClaimKind.QUOTED_AMOUNT)
    word = Witness(quoted.entry_id, "zendesk", "us", "", quoted.at, "said", "You owe us 400.00 EUR.")
    right = opinion(reason=Reason.WRONG_AMOUNT_TOLD, claim=ClaimKind.AMOUNT_DISPUTED, disputed=(word,))
    file = by_hand(opinions=(right,), conversation=Conversation(statements=(quoted,)))
    assert brief(file, policy=POLICY).told_wrongly == 1
    agreed = replace(right, verdict=Verdict.RECORD_RIGHT, reason=Reason.AMOUNT_AGREES)
    assert brief(replace(file, opinions=(agreed,)), policy=POLICY).told_wrongly == 0


def test_what_cannot_be_undone_is_said_and_not_charged():
    canceled = OrderTold("10-4471", EUR, "canceled", at("05-02T10:00"), customer_id="C-17")
    deleted = TicketTold("zendesk/9", "deleted", customer_id="C-17")
    told = (Entry(SHOP, "o", at("04-20T08:00"), canceled), Entry(HELP, "t", at("05-03T08:00"), deleted))
    assert brief(by_hand(told=told), policy=POLICY).inherited == (
        "Order 10-4471 was canceled on 2 May 2026: that cannot be undone from here.",
        "Ticket zendesk/9 was deleted on 3 May 2026: its words are gone.",
    )


def test_what_can_be_done_and_what_cannot():
    owed = Owed("refund:R-2291", OwedState.OWED, EUR)
    card = brief(by_hand(opinions=(opinion(),), owed=(owed,)), policy=POLICY)
    assert [act.act for act in card.can] == ["remedy", "call_back", "second_look"]
    assert "Finance approves it first." in card.can[0].words
    assert any("cannot be closed" in words for words in card.cannot)
    early = opinion(Verdict.TOO_EARLY, Reason.IN_WINDOW, look_again=at("06-25T00:00"))
    card = brief(by_hand(opinions=(early,), owed=(Owed("refund:R-2291", OwedState.NOTHING_OWED),)), policy=POLICY)
    assert card.cannot == ("Nobody can know before 25 June 2026.",)
    assert "close" not in {act.act for act in card.can}


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ([("opt_out", "phone")], ("phone",)),
        ([("opt_out", "")], ("every channel",)),
        ([("opt_out", "phone"), ("opt_in", "phone")], ()),
        ([("opt_out", "phone"), ("opt_out", "mail"), ("opt_in", "")], ()),
        ([("objection", ""), ("notice", "")], ()),
    ],
)
def test_an_opt_out_is_respected_until_it_is_taken_back(told: list[tuple[str, str]], left: tuple[str, ...]):
    entries = tuple(
        Entry(DESK, f"no:{n}", Moment(NOW - 10 + n), PreferenceTold(what, channel))
        for n, (what, channel) in enumerate(told)
    )
    card = brief(by_hand(told=entries), policy=POLICY)
    assert card.opted_out == left
    assert ("call_back" in {act.act for act in card.can}) is (not left)


def test_a_remark_is_no_opt_out_and_its_hard_words_are_folded():
    follow_up = FollowUp(
        "f-1", "survey", at("06-10T08:00"), "open", "A bad answer to the survey: call the customer.",
        quote="Don't bother, you guys are absolute idiots", remarks=("Don't bother, you guys are absolute idiots",),
    )  # fmt: skip
    card = brief(by_hand(follow_ups=(follow_up,)), policy=POLICY)
    assert card.opted_out == ()
    assert card.follow_ups[0].quote is not None
    assert card.follow_ups[0].quote.folded
    assert "idiots" not in orjson.dumps(brief_json(card)).decode()
    assert "Owed: A bad answer" in brief_text(card, POLICY)
    ended = replace(follow_up, state="reached")
    assert brief(by_hand(follow_ups=(ended,)), policy=POLICY).follow_ups == ()


def test_how_sure_it_is_who_that_is():
    assert brief(understood(lindqvist()), policy=POLICY).who.sure == "sure"
    stranger = brief(understood([wrote("05-20T09:12", "Where is it?")]), policy=POLICY).who
    assert (stranger.sure, "none of our tables" in stranger.sentence) == ("unknown", True)
    weak = Link("email:x@y.org", "customer:C-17", "order 10-4471 is named in the words", False, ())
    file = by_hand(told=tuple(lindqvist()))
    shown = brief(replace(file, identity=replace(file.identity, links=(weak,))), policy=POLICY).who
    assert (shown.sure, shown.weak) == ("perhaps", (weak.why,))
    assert weak.why in shown.sentence


def test_only_what_is_known_is_at_stake():
    stake = brief(understood(lindqvist()), policy=POLICY).account
    assert (stake.since, stake.contacts, stake.contacts_90_days, stake.orders) == (at("04-20T08:00"), 3, 3, 1)
    assert (stake.open_money, stake.errors_ours) == ((EUR,), 1)
    nothing = brief(by_hand(), policy=POLICY).account
    assert (nothing.since, nothing.contacts, nothing.open_money) == (None, 0, ())
    two = (Owed("a", OwedState.OWED, EUR), Owed("b", OwedState.REQUESTED, Money(500, "SEK")))
    assert brief(by_hand(owed=two), policy=POLICY).account.open_money == (EUR, Money(500, "SEK"))


def test_a_card_number_is_not_told_on():
    text = "My card 4242 4242 4242 4242 was charged, where is my refund for order 10-4471?"
    contact = wrote("06-02T10:00", text)
    start = text.index("where")
    claim = Claim(ClaimKind.REFUND_NOT_RECEIVED, start, len(text), text[start:], Slots(), "rules:en", contact.id)
    file = by_hand(opinions=(opinion(),), claims=(claim,), contacts=(Contact(contact, contact.id, "mail"),))
    card = brief(file, policy=POLICY)
    assert "charged, where is my refund" in brief_text(card, POLICY)
    assert "4242 4242 4242" not in brief_text(card, POLICY) + orjson.dumps(brief_json(card)).decode()


# --- promises, each with its broken twin ---------------------------------------------------------------------------


def private_words_of(write: Callable[[CustomerFile], str]) -> bool:
    """Whether a private task shows in what is written about the customer."""
    task = PrivateTask("t-1", "PJSIP/ruth", "call_ended_by_us", "asterisk/1", NOW, "The call ended on our side.")
    told = write(replace(understood(lindqvist()), tasks=(task,)))
    return any(words in told for words in (task.sentence, task.agent, task.why, "t-1"))


@pytest.mark.promise
def test_a_private_task_is_on_no_card():
    def card(file: CustomerFile) -> str:
        made = brief(file, policy=POLICY)
        return repr(made) + brief_text(made, POLICY) + orjson.dumps(brief_json(made)).decode()

    def leaks(file: CustomerFile) -> str:
        return card(file) + " ".join(task.sentence for task in file.tasks)

    assert not private_words_of(card)
    assert private_words_of(leaks)


def abuse_is_told(write: Callable[[CustomerFile], str]) -> bool:
    return HARD in write(understood(lindqvist()))


def note_of(file: CustomerFile) -> str:
    card = brief(file, policy=POLICY)
    return brief_text(card, POLICY) + orjson.dumps(brief_json(card)).decode()


@pytest.mark.promise
def test_no_abuse_is_told_on(monkeypatch: pytest.MonkeyPatch):
    assert not abuse_is_told(note_of)
    monkeypatch.setattr(quotes_module.Hard, "quoted", lambda self, entry_id, words, start, end: Quoted(words))
    assert abuse_is_told(note_of)


def by_set(entries: list[Entry]) -> str:
    return repr(brief(understood(entries), policy=POLICY))


def by_arrival(entries: list[Entry]) -> str:
    """The broken twin: it quotes the answer that arrived last, as a helpdesk shows its last note."""
    return by_set(entries) + next(e.id for e in reversed(entries) if isinstance(e.what, AnswerGiven))


def moves(make: Callable[[list[Entry]], str], chance: Any, repeated: int) -> bool:
    """Whether another order of arrival, with some told again, makes another card."""
    entries = lindqvist()
    shuffled = [*entries, *chance.sample(entries, repeated)]
    chance.shuffle(shuffled)
    return make(shuffled) != make(entries)


@pytest.mark.promise
@given(st.randoms(use_true_random=False), st.integers(0, 3))
def test_order_of_arrival_and_repetition_change_nothing(chance: Any, repeated: int):
    assert not moves(by_set, chance, repeated)


@pytest.mark.promise
def test_a_card_that_follows_arrival_would_be_noticed():
    assert any(moves(by_arrival, random.Random(seed), 0) for seed in range(8))


LONG = st.text(alphabet="abc de.\n", min_size=0, max_size=400)


@st.composite
def files(draw: st.DrawFn) -> CustomerFile:
    """Files with far too much of everything."""
    words = draw(LONG) or "x"
    said = tuple(statement(f"06-0{n}T10:00", words) for n in range(1, draw(st.integers(1, 9))))
    promises = tuple(
        replace(promise(state), id=f"p-{n}", words=words, owner=words)
        for n, state in enumerate(draw(st.lists(st.sampled_from(PromiseState), max_size=6)))
    )
    signals = tuple(Signal(SignalKind.LAWYER, words, 0, 1, "mail/1", NOW) for _ in range(draw(st.integers(0, 5))))
    side = Witness("shop/1", "shop", "us", words, NOW, "accepted", words)
    many = tuple(replace(side, record_id=f"{n}{words}") for n in range(5))
    verdict = draw(st.sampled_from(Verdict))
    judged = replace(opinion(verdict, look_again=NOW), sentence=words, advice=words, missing=(words,) * 4)
    judged = replace(judged, disputed=many, witnesses=many if draw(st.booleans()) else ())
    follow_ups = tuple(FollowUp(f"f-{n}", "survey", NOW, "open", words) for n in range(4))
    canceled = tuple(
        Entry(SHOP, str(n), NOW, OrderTold(f"10-{n}{words[:40]}", EUR, "canceled", name=words)) for n in range(9)
    )
    return by_hand(
        opinions=(judged,) * draw(st.integers(0, 2)),
        owed=(Owed(judged.matter, draw(st.sampled_from(OwedState)), EUR, sentence=words),),
        told=canceled,
        follow_ups=follow_ups,
        conversation=Conversation(statements=said, promises=promises, signals=signals),
    )


@given(files())
def test_the_note_is_never_too_long_and_says_what_is_inherited(file: CustomerFile):
    lines = brief_text(brief(file, policy=POLICY), POLICY).splitlines()
    assert len(lines) <= LINES_MAX
    assert max(map(len, lines)) <= LINE_CHARACTERS_MAX
    assert any(line.startswith("Inherited, not charged to you") for line in lines)


def test_how_often_he_wrote_is_said_once_and_as_of_now():
    """His second mail says that it is the second: true then, and no matter of its own on the card of the third."""
    file = understood(lindqvist())
    wrote_before = replace(
        file.opinions[0], matter="case:1", claim=ClaimKind.ALREADY_CONTACTED, sentence="This is the second contact."
    )
    with_it = replace(file, opinions=(*file.opinions, wrote_before))
    card, without = brief(with_it, policy=POLICY), brief(file, policy=POLICY)
    assert card.others == without.others
    assert card.account == without.account


def test_who_said_it_is_a_user_a_name_or_where_to_look():
    file = understood(lindqvist())
    said = statement("06-17T09:00", "Your parcel is on its way.", independent=False)
    shown = replace(file, conversation=replace(file.conversation, statements=(said,), promises=()))
    (line,) = brief(shown, policy=replace(POLICY, agents={})).spoken
    assert (line.by, line.sentence) == ("one of us (zendesk/3301)", "wrote in a note")
    (line,) = brief(shown, policy=replace(POLICY, agents={"ruth": ("zendesk/3301",)})).spoken
    assert line.by == "ruth"
    on_the_phone = replace(said, medium="phone", speaker="PJSIP/tom")
    shown = replace(file, conversation=replace(file.conversation, statements=(on_the_phone,), promises=()))
    (line,) = brief(shown, policy=POLICY).spoken
    assert (line.by, line.sentence) == ("PJSIP/tom", "said on the phone, by a note alone")
