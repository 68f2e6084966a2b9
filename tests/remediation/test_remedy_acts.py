"""What the checks refuse, in words, and what they write."""

from dataclasses import replace

import pytest

from amends.facts import NotAllowed, Programme, Scope, Stage
from amends.remediation import (
    check_answer,
    check_approval,
    check_closing,
    check_hand_over,
    check_request,
    check_set_aside,
    check_told,
    hand_over_entry,
    key_of,
)
from remedy_stories import MATTER, PROGRAMME, WHO, Remedy, new_refund
from stories import GATEWAY, POLICY, at

SCOPE = Scope(("gateway=stripe",), None, None, ())
OPEN = Programme(PROGRAMME, "Declined", at("2026-06-01 09:00"), "ruth", at("2026-06-01 09:00"), (SCOPE,), 1, "", "", "")


def test_the_key_is_of_the_obligation_and_never_changes():
    assert key_of(MATTER) == "am-61c073e8943cc98307ca60670228ec3b"  # by hand, since a key that changed would pay again
    assert len({key_of(MATTER), key_of(MATTER, 2), key_of("refund:R-2292")}) == 3


def test_a_request_names_the_programme_and_the_amount():
    what = check_request(Remedy().now("2026-06-10 09:00"), by="ruth", note="the bank declined")
    assert (what.matter, str(what.money), what.programme, what.by) == (MATTER, "129.00 EUR", PROGRAMME, "ruth")


def test_nobody_asks_twice():
    it = Remedy()
    it.ask("2026-06-10 09:00")
    with pytest.raises(NotAllowed, match=r"was asked for already by ruth\. It waits for somebody's approval"):
        it.ask("2026-06-10 09:10")


def test_nobody_approves_without_a_name_or_before_it_was_asked_for():
    here = Remedy().now("2026-06-10 09:00")
    with pytest.raises(NotAllowed, match="does not say who approves it"):
        check_approval(here, " ", POLICY)
    with pytest.raises(NotAllowed, match="has not been asked for"):
        check_approval(here, "omar", POLICY)


def test_two_processes_write_one_hand_over_under_one_id(record):
    it = Remedy()
    it.ask("2026-06-10 09:00")
    it.approve("2026-06-10 09:30")
    record.append(it.entries)
    here = it.now("2026-06-10 10:00")
    first, second = (check_hand_over(here, to="finance", by=by) for by in ("omar", "omar"))
    one = record.append([hand_over_entry(first, now=at("2026-06-10 10:00"))])
    two = record.append([hand_over_entry(second, now=at("2026-06-10 10:00"))])
    late = record.append([hand_over_entry(second, now=at("2026-06-10 10:01"))])
    assert [r.applied for r in (one, two, late)] == [1, 0, 0]
    assert (two.duplicate, late.conflict) == (1, 1)


def test_two_processes_that_know_differently_much_do_not_both_hand_over(record):
    it = Remedy()
    first = it.handed_over()
    silent = Remedy(*it.entries, GATEWAY.complete("refunds", "2026-04-01 00:00", "2026-06-11 10:00"))
    refused = Remedy(*it.entries)
    refused.answer("2026-06-10 12:00", first, "refused")
    record.append(it.entries)
    again, anew = silent.hand_over("2026-06-11 12:00"), refused.hand_over("2026-06-11 12:00")
    assert again.key != anew.key
    receipts = [record.append([hand_over_entry(what, now=at("2026-06-11 12:00"))]) for what in (again, anew)]
    assert [(r.applied, r.conflict) for r in receipts] == [(1, 0), (0, 1)]


def test_an_answer_is_to_something_that_was_handed_over():
    it = Remedy()
    over = it.handed_over()
    here = it.now("2026-06-10 11:00")
    assert here.handed == ((over.key, 1),)
    assert check_answer(here, over.key, 1, outcome="accepted", reference="po_1").reference == "po_1"
    with pytest.raises(NotAllowed, match="never handed over as attempt 2"):
        check_answer(here, over.key, 2, outcome="accepted")
    with pytest.raises(NotAllowed, match="no such answer as 'perhaps'"):
        check_answer(here, over.key, 1, outcome="perhaps")


def test_who_is_told_and_how():
    here = Remedy().now("2026-06-10 09:00")
    told = check_told(here, channel="mail", letter_version="1", letter_sha256="ab", apologised=True, by="ruth")
    assert (told.programme, told.matter, told.about, told.apologised) == (PROGRAMME, MATTER, WHO, True)
    with pytest.raises(NotAllowed, match="Channels are letter, mail, phone, chat"):
        check_told(here, channel="pigeon")
    it = Remedy()
    it.set_aside("2026-06-09 09:00", "declined")
    with pytest.raises(NotAllowed, match="the customer does not want it"):
        it.say("2026-06-10 09:00")


def test_setting_aside_takes_a_known_outcome_and_a_reason():
    here = Remedy().now("2026-06-10 09:00")
    with pytest.raises(NotAllowed, match="cannot be set aside as 'tired'"):
        check_set_aside(here, "tired", "too many")
    with pytest.raises(NotAllowed, match="without a reason"):
        check_set_aside(here, "declined", " ")


def closed_matter() -> Remedy:
    it = Remedy()
    over = it.handed_over()
    it.say("2026-06-11 09:00")
    it.tell(new_refund(over.key, "2026-06-10 10:30", "settled"))
    return it


def test_a_programme_closes_when_everybody_has_come_to_an_end_and_two_people_say_so():
    it = closed_matter()
    with pytest.raises(NotAllowed, match=r"1 have not ended \(1 paid\)"):
        check_closing(OPEN, [it.now("2026-06-20 09:00")], "ruth")
    done = [it.now("2026-08-01 09:00")]
    assert done[0].stage is Stage.CLOSED
    assert check_closing(OPEN, done, "ruth", note="all told").by == "ruth"
    once = replace(OPEN, closed_by=("ruth",))
    with pytest.raises(NotAllowed, match=r"was closed by Ruth already. Ask a second person"):
        check_closing(once, done, "Ruth ")
    assert check_closing(once, done, "omar").programme == PROGRAMME
    with pytest.raises(NotAllowed, match="signed off"):
        check_closing(replace(OPEN, closed_by=("ruth", "omar")), done, "lena")


def test_a_programme_of_which_some_are_not_shown_does_not_close():
    done = [closed_matter().now("2026-08-01 09:00")]
    with pytest.raises(NotAllowed, match="it has 2 refunds, and only 1 of them are shown"):
        check_closing(replace(OPEN, rows=2), done, "ruth")
