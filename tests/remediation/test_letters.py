"""A letter to somebody who was hit: what happened, how the amount was computed, one apology, and nothing besides."""

import re
from dataclasses import replace
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.facts import (
    OTHER,
    US,
    Entry,
    Moment,
    NotAllowed,
    Payment,
    Reason,
    Refused,
    Source,
    Stage,
    Standing,
    Verdict,
    hear_moment,
)
from amends.facts.kinds import AnswerGiven
from amends.remediation.letter_template import DEFAULT, SUBJECT, TEXT, VERSION, LetterTemplate, hear_template
from amends.remediation.letters import APOLOGY, Letter, draft, has_apologised
from standings_told import PROGRAMME, harm, standing

BERLIN = ZoneInfo("Europe/Berlin")
OWN = "Subject: About $refund\n\nHello $name. $what_happened $apology\n$lines\n$amount\n$arrival\n$answer_to\n"


def letter(to: Standing, name: str = "Mara Hill", template: LetterTemplate = DEFAULT) -> Letter:
    return draft(
        to,
        programme=PROGRAMME,
        name=name,
        zone=BERLIN,
        shop="Fernhill Lamps",
        answer_to="help@fernhill.example",
        template=template,
    )


def test_it_says_what_happened_how_the_amount_came_about_and_whom_to_answer() -> None:
    told = standing("MARA", since=hear_moment("2026-04-14T22:30:00Z"))
    told = replace(told, harm=harm(("The refund that never left", 4_900), ("Interest for 20 days", 13)))
    assert letter(told).text == (
        "Dear Mara Hill,\n\n"
        "We noted a refund of 49.00 EUR to you on 15 April 2026. It was never sent. We are sorry for that.\n\n"
        "What we owe you:\n\n"
        "- The refund that never left: 49.00 EUR\n"
        "- Interest for 20 days: 0.13 EUR\n\n"
        "Together: 49.13 EUR\n\n"
        "The 49.13 EUR will be sent to you. It takes up to 10 business days from the day they are sent until you see "
        "them. You need not do anything.\n\n"
        "If you see it otherwise, please answer to help@fernhill.example. A person reads it.\n\n"
        "Fernhill Lamps\n"
    )


def test_the_text_of_a_version_never_changes() -> None:
    """Who changes the text gives it a new version: the record says which letter went out."""
    known = {"remediation-1": "cf51a16e8c2407419522b5fe2092ea2ba9a4f7a6aaf3ede20c6a39fb8ad4fb86"}
    assert known[VERSION] == sha256(f"{SUBJECT}\n{TEXT}".encode()).hexdigest()


@pytest.mark.promise
def test_nobody_gets_a_second_apology_for_one_fault() -> None:
    first, second = letter(standing("MARA")), letter(standing("MARA", apologies=1))
    assert (first.apologises, first.text.count(APOLOGY)) == (True, 1)
    assert (second.apologises, APOLOGY in second.text) == (False, False)
    own = hear_template(OWN, "letters/remediation.txt")
    assert APOLOGY not in letter(standing("MARA", apologies=1), template=own).text


@pytest.mark.promise
def test_a_template_that_apologises_by_itself_would_do_it_twice() -> None:
    """The broken twin: it is caught before anybody is written to."""
    broken = OWN.replace("Hello $name.", "Hello $name. We deeply regret this.")
    loose = LetterTemplate("own", SUBJECT, broken.partition("\n\n")[2])
    assert "regret" in letter(standing("MARA", apologies=1), template=loose).text
    with pytest.raises(Refused) as caught:
        hear_template(broken, "letters/remediation.txt")
    assert str(caught.value) == (
        "letters/remediation.txt, line 3: 'regret' apologises by itself. "
        "Write $apology in its place: it is left out where he has had one"
    )


def answered(day: str, text: str, **more: Any) -> Entry:
    source = Source(more.pop("name", "mail"), more.pop("root", US))
    return Entry(source, f"{day}/{text}", hear_moment(f"{day}T10:00:00Z"), AnswerGiven("mail", text=text, **more))


@pytest.mark.promise
def test_an_apology_in_an_answer_of_ours_was_the_one() -> None:
    told = standing("MARA", since=hear_moment("2026-04-14T22:30:00Z"))
    sorry = "We apologise for the delay and are looking into it."
    assert has_apologised([answered("2026-04-20", sorry)], told)
    assert not has_apologised([answered("2026-04-10", sorry)], told)  # before it went wrong
    assert not has_apologised([answered("2026-04-20", sorry, record="note")], told)  # a note tells him nothing
    assert not has_apologised([answered("2026-04-20", sorry, automatic=True)], told)
    assert not has_apologised([answered("2026-04-20", sorry, root=OTHER)], told)
    assert not has_apologised([answered("2026-04-20", "We are looking into it.")], told)
    assert has_apologised([], replace(told, apologies=1))
    second = draft(told, programme=PROGRAMME, name="Mara", zone=BERLIN, shop="Fernhill Lamps", apologised=True)
    assert (second.apologises, "sorry" in second.text) == (False, False)


@pytest.mark.parametrize(
    ("line", "what", "number"),
    [
        ("We give you $bonus.", "'$bonus' is no placeholder", 9),
        ("That is $5.", "has a $ that begins no placeholder", 9),
        ("We will do better.", "promises to do better", 9),
        ("Our system shows that it failed.", "lets a system speak", 9),
    ],
)
def test_what_a_letter_must_not_hold_is_named_with_its_line(line: str, what: str, number: int) -> None:
    with pytest.raises(Refused) as caught:
        hear_template(f"{OWN}\n{line}\n", "letters/remediation.txt")
    assert what in str(caught.value)
    assert caught.value.problem.line == number


@pytest.mark.parametrize("needed", ["amount", "lines", "arrival", "answer_to"])
def test_a_letter_without_what_he_must_know_is_refused(needed: str) -> None:
    with pytest.raises(Refused, match=rf"Write \${needed} where it shall stand"):
        hear_template(OWN.replace(f"${needed}", "-"), "letters/remediation.txt")
    with pytest.raises(Refused, match="says no amount"):
        hear_template("", "letters/remediation.txt")


def test_a_team_writes_in_its_own_words() -> None:
    template = hear_template(OWN, "letters/remediation.txt")
    told = letter(standing("MARA"), template=template)
    assert told.subject == "About R-MARA"
    assert told.text.startswith("Hello Mara Hill. We noted a refund of 49.00 EUR")
    assert template.version.startswith("own-")
    assert template.version != hear_template(OWN + "\n.", "letters/remediation.txt").version


def test_the_hash_is_of_what_went_out() -> None:
    told = letter(standing("MARA"))
    assert told.sha256 == sha256(f"{told.subject}\n\n{told.text}".encode()).hexdigest()
    assert told.sha256 != letter(standing("MARA"), name="Mira Hill").sha256


ON = hear_moment("2026-05-20T12:00:00Z")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"payment": Payment.NOT_ASKED}, "will be sent to you. It takes up to 10 business days"),
        ({"payment": Payment.UNKNOWN, "stage": Stage.PAID}, "were handed over to be paid"),
        ({"payment": Payment.SEEN, "stage": Stage.PAID, "look_again": ON}, "will be there by 20 May 2026"),
        ({"payment": Payment.ARRIVED, "stage": Stage.ARRIVED}, "were seen to arrive"),
        ({"stage": Stage.MADE_WHOLE, "verdict": Verdict.RECORD_RIGHT}, "were seen to arrive"),
    ],
)
def test_it_says_when_it_will_be_there_and_no_more_than_is_known(told: dict[str, object], words: str) -> None:
    assert words in letter(standing("MARA", **told)).text


def test_who_was_turned_away_is_told_that_it_was_wrong() -> None:
    words = "took it for settled. That was wrong."
    assert words in letter(standing("MARA", rejected=True)).text
    assert words not in letter(standing("MARA")).text


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"verdict": Verdict.CANNOT_TELL, "stage": Stage.SUSPECTED}, "only suspected"),
        ({"harm": None}, "has no amount"),
        ({"stage": Stage.DECLINED}, "has come to an end"),
        ({"stage": Stage.NOT_HIT, "verdict": Verdict.RECORD_RIGHT}, "has come to an end"),
        ({"programme": "another"}, "does not list this matter"),
    ],
)
def test_nobody_is_written_to_about_what_is_not_known(told: dict[str, object], why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        letter(standing("MARA", **told))


@given(
    reason=st.sampled_from(list(Reason)),
    payment=st.sampled_from(list(Payment)),
    apologies=st.integers(0, 2),
    rejected=st.booleans(),
    since=st.none() | st.integers(0, 2_000_000_000_000_000).map(Moment),
    name=st.text(max_size=30),
)
def test_every_letter_keeps_to_the_rules(
    reason: Reason, payment: Payment, apologies: int, rejected: bool, since: Moment | None, name: str
) -> None:
    to = standing("MARA", reason=reason, payment=payment, apologies=apologies, rejected=rejected, since=since)
    text = letter(to, name="Mara").text
    assert text.count("sorry") == (apologies == 0)
    assert not re.search(r"apolog|regret|better|system|agent|colleague|\$|\{|  |None", text)
    assert text.count("49.00 EUR") >= 3
    assert letter(to, name=name).text.partition(",\n\n")[2].endswith("Fernhill Lamps\n")
