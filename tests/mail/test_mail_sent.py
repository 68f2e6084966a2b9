"""Mail from one of our own addresses is what we said, with its words; what only claims to be ours is not."""

import json
import mailbox
from email.message import EmailMessage
from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from amends.cli import amends
from amends.facts import CUSTOMER, US, Entry, Source, hear_moment
from amends.facts.kinds import AnswerGiven, ContactReceived
from amends.intake.mail import Post, hear_mail
from amends.intake.mail.sent import is_ours
from amends.record import open_record
from mail_seeds import RECEIVED, contact, entry, letter

OURS = Post(Source("mail", CUSTOMER), frozenset({"@shop.example", "help@other.example"}))
GUARDED = Post(OURS.source, OURS.ours, our_server="mx.shop.example")
HOP = "Received: from a by mx.shop.example; Wed, 20 May 2026 12:00:00 +0000\n"
FOUND = "Authentication-Results: mx.shop.example; dkim={} header.d=shop.example\n"
PROVED, NOT_PROVED = FOUND.format("pass"), FOUND.format("fail")


def sent(text: str = "You owe 400.00 EUR.", *headers: str, to: str = "marta@example.org") -> str:
    """Ruth of the shop answers Marta."""
    own = ["From: Ruth <Ruth@Shop.example>", f"To: {to}", "Subject: Re: My refund", "Message-ID: <a1@shop.example>"]
    more = ["Date: Wed, 20 May 2026 12:00:00 +0200", "In-Reply-To: <m1@example.org>", *headers]
    return "\n".join([*own, *more, "", text])


def answer(raw: str, post: Post = OURS) -> AnswerGiven:
    what = entry(raw, post).what
    assert isinstance(what, AnswerGiven)
    return what


def test_what_ruth_wrote_to_marta_is_kept_with_her_words_and_the_thread() -> None:
    told = entry(sent("You owe 400.00 EUR.\n\n> I never got my refund."), OURS)
    assert told.source == Source("mail", US)
    assert told.id == "mail/a1@shop.example"
    assert told.occurred == hear_moment("2026-05-20T10:00:00Z")
    assert told.subject_key == "email:marta@example.org"
    assert told.what == AnswerGiven(
        "mail",
        agent="ruth@shop.example",
        to="marta@example.org",
        subject="Re: My refund",
        text="You owe 400.00 EUR.",
        message_id="a1@shop.example",
        references=("m1@example.org",),
    )


def test_without_our_addresses_nobody_can_know_that_it_is_ours() -> None:
    assert contact(sent()).is_contact


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("ruth@shop.example", True),
        ("help@other.example", True),
        ("ruth@other.example", False),
        ("ruth@eu.shop.example", False),
        ("ruth@notshop.example", False),
        ("", False),
    ],
)
def test_a_domain_is_meant_whole(address: str, ours: bool) -> None:
    assert is_ours(address, OURS.ours) is ours


@pytest.mark.parametrize(
    ("to", "more", "expected"),
    [
        ("marta@example.org, help@other.example", (), "marta@example.org"),
        ("marta@example.org", ("Cc: lawyer@example.net",), "marta@example.org"),
        ("help@other.example", ("Cc: marta@example.org",), "marta@example.org"),
        ("help@other.example", ("Bcc: marta@example.org",), "marta@example.org"),
        ("marta@example.org, jon@example.net", (), ""),
    ],
)
def test_it_is_told_to_one_customer_or_to_nobody_in_particular(to: str, more: tuple[str, ...], expected: str) -> None:
    """Two addresses as one customer would join two people."""
    what = answer(sent("Yes.", *more, to=to))
    assert (what.to, what.record) == (expected, "sent")


def test_what_stays_among_us_is_a_note() -> None:
    what = answer(sent("She is right.", to="help@other.example"))
    assert (what.to, what.record) == ("", "note")


@pytest.mark.parametrize(
    ("header", "automatic"),
    [
        ("Auto-Submitted: auto-generated", True),
        ("Auto-Submitted: auto-replied", True),
        ("Precedence: bulk", True),
        ("Auto-Submitted: no", False),
        ("X-Auto-Response-Suppress: All", False),
    ],
)
def test_what_a_rule_sent_nobody_said(header: str, automatic: bool) -> None:
    assert answer(sent("We got your mail.", header)).automatic is automatic


def test_a_bounce_of_our_own_mail_system_says_nothing() -> None:
    bounce = sent("Undeliverable").replace("Ruth@Shop.example", "mailer-daemon@shop.example")
    what = contact(bounce.replace("Re: My refund", "Undelivered mail").replace("To:", "Return-Path: <>\nTo:"), OURS)
    assert (what.is_contact, what.why_not) == (False, "bounce")


def test_our_contact_form_is_the_customer_writing() -> None:
    form = letter("Where is it?", "Reply-To: marta@example.org").replace("marta@example.org>", "form@shop.example>")
    what = contact(form.replace("To: support@shop.example", "To: form@shop.example"), OURS)
    assert (what.is_contact, what.sender) == (True, "marta@example.org")


@pytest.mark.parametrize(
    ("mail", "post", "said"),
    [
        (sent(), GUARDED, True),  # from our folder of sent mail: it has passed no server
        (PROVED + HOP + sent(), GUARDED, True),
        (HOP + PROVED + sent(), GUARDED, True),
        (NOT_PROVED + HOP + sent(), GUARDED, False),
        (NOT_PROVED + HOP + sent(), OURS, False),
        (HOP + sent(), GUARDED, False),  # our server is known, and says nothing of it
        (HOP + PROVED.replace("mx.shop", "mx.evil") + sent(), GUARDED, False),
        (HOP + sent(), OURS, True),  # nobody told how our server is called: nothing to go by
    ],
)
def test_a_mail_from_outside_that_only_claims_to_be_ours_is_not_what_we_said(mail: str, post: Post, said: bool) -> None:
    what = entry(mail, post).what
    assert isinstance(what, AnswerGiven) is said
    if isinstance(what, ContactReceived):
        assert (what.is_contact, what.why_not) == (False, "only claims to be our own mail")


def entries_of(mails: list[str], post: Post) -> set[Entry]:
    return {found for mail in mails for found in hear_mail(mail.encode(), post, received=RECEIVED).entries}


def with_conflict(found: set[Entry]) -> bool:
    return len({one.id for one in found}) < len(found)


FORGED = NOT_PROVED + HOP + sent("You will get 4000.00 EUR.")
MAILS = [sent(), PROVED + HOP + sent(), FORGED, sent("It is on its way.").replace("a1@", "a2@"), letter("Thank you.")]


@pytest.mark.promise
@given(st.lists(st.sampled_from(MAILS), max_size=12).flatmap(lambda more: st.permutations([*MAILS, *more])))
def test_order_and_copies_change_nothing_and_a_forgery_takes_the_place_of_nothing(mails: list[str]) -> None:
    found = entries_of(mails, GUARDED)
    assert found == entries_of(MAILS, GUARDED)
    assert len(found) == 4
    assert not with_conflict(found)


@pytest.mark.promise
def test_a_reader_that_believes_the_from_field_is_caught() -> None:
    """The broken twin: without the server's word the forgery is what we said, under the id of our real mail."""
    blind = Post(OURS.source, OURS.ours)
    for mails in permutations([HOP + sent("You will get 4000.00 EUR."), sent()]):
        assert with_conflict(entries_of(list(mails), blind))


def test_a_folder_of_sent_mail_is_one_more_mailbox_and_the_policy_names_our_addresses(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "sent.mbox"
    box = mailbox.mbox(folder)
    for number in (1, 2):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Message-ID"] = "ruth@shop.example", "marta@example.org", f"<s{number}@shop>"
        mail["Date"] = "Wed, 20 May 2026 12:00:00 +0200"
        mail.set_content("You owe 400.00 EUR.")
        box.add(mail)
    box.close()
    home.mkdir()
    (home / "policy.toml").write_text('our_addresses = ["@shop.example"]\n')
    for applied in (2, 0):
        args = ["--home", str(home), "intake", "mail", str(folder), "--json"]
        result = CliRunner().invoke(amends, args, catch_exceptions=False)
        told = json.loads(result.stdout)
        assert (told["received"], told["applied"], told["conflict"]) == (2, applied, 0)
    with open_record(home) as record:
        found = record.about({"email:marta@example.org"})
    assert [one.what.kind for one in found] == ["answer.given", "answer.given"]
