"""A person's word about a claim wins over the reader's, in whatever order the entries arrive."""

import random

import pytest

from amends.claims import read
from amends.facts import CUSTOMER, US, Claim, ClaimKind, Contact, Entry, Source, hear_moment
from amends.facts.kinds import ClaimJudged, ContactReceived

TEXT = "I never got my refund for order 10-4471. Please look at my bill too."


def mail(text: str = TEXT, number: int = 1, **more: object) -> Contact:
    what = ContactReceived(channel="mail", sender="m@example.org", text=text, **more)  # type: ignore[arg-type]
    entry = Entry(
        Source("mail", CUSTOMER), f"<{number}@example.org>", hear_moment(f"2026-05-{10 + number}T12:00:00Z"), what
    )
    return Contact(entry, entry.id)


def judged(contact: Contact, kind: ClaimKind, judgement: str, start: int, end: int, day: int = 20) -> Entry:
    what = ClaimJudged(
        contact_id=contact.entry.id,
        claim=kind,
        judgement=judgement,
        start=start,
        end=end,
        by="Ruth",
        about="email:m@example.org",
    )
    return Entry(Source("console", US), f"j{day}-{judgement}", hear_moment(f"2026-05-{day}T12:00:00Z"), what)


def said(claims: tuple[Claim, ...]) -> list[tuple[str, str]]:
    return [(claim.kind.value, claim.judgement) for claim in claims]


def test_what_nobody_judged_stands_as_read() -> None:
    assert said(read([mail()], [])) == [("refund_not_received", "")]


def test_a_rejected_claim_is_gone_and_an_added_one_is_there_with_its_quote() -> None:
    contact = mail()
    start = TEXT.index("my bill")
    claims = read(
        [contact],
        [
            judged(contact, ClaimKind.REFUND_NOT_RECEIVED, "rejected", 2, 22),
            judged(contact, ClaimKind.AMOUNT_DISPUTED, "added", start, start + 7, day=21),
        ],
    )
    assert said(claims) == [("amount_disputed", "added")]
    assert (claims[0].quote, claims[0].by) == ("my bill", "person:Ruth")


def test_a_confirmed_claim_is_marked_and_stays_the_readers() -> None:
    contact = mail()
    (claim,) = read([contact], [judged(contact, ClaimKind.REFUND_NOT_RECEIVED, "confirmed", 2, 22)])
    assert (claim.judgement, claim.by) == ("confirmed", "rules:en")


def test_the_later_judgement_wins_whatever_arrives_first() -> None:
    contact = mail()
    story = [
        judged(contact, ClaimKind.REFUND_NOT_RECEIVED, "rejected", 2, 22, day=20),
        judged(contact, ClaimKind.REFUND_NOT_RECEIVED, "confirmed", 2, 22, day=21),
        judged(contact, ClaimKind.AMOUNT_DISPUTED, "added", 44, 51, day=22),
    ]
    contacts = [contact, mail("You charged me twice.", 2)]
    expected = read(contacts, story)
    assert said(expected) == [("refund_not_received", "added"), ("amount_disputed", "added"), ("charged_twice", "")]
    for seed in range(50):
        rnd = random.Random(seed)
        assert read(rnd.sample(contacts, 2), rnd.sample([*story, *story], 6)) == expected


def test_the_twin_that_trusts_the_order_of_arrival_is_caught() -> None:
    contact = mail()
    story = [
        judged(contact, ClaimKind.REFUND_NOT_RECEIVED, "rejected", 2, 22, day=20),
        judged(contact, ClaimKind.REFUND_NOT_RECEIVED, "confirmed", 2, 22, day=21),
    ]

    def by_arrival(told: list[Entry]) -> bool:
        last = told[-1].what
        return isinstance(last, ClaimJudged) and last.judgement != "rejected"

    assert by_arrival(story) != by_arrival(story[::-1])
    assert read([contact], story) == read([contact], story[::-1])


def test_a_subject_that_says_more_than_the_words_is_read_with_an_empty_span() -> None:
    (claim,) = read([mail("Please help, order 10-4471.", subject="I was charged twice")], [])
    assert (claim.kind, claim.start, claim.end) == (ClaimKind.CHARGED_TWICE, 0, 0)
    assert read([mail("Thanks.", subject="Re: I was charged twice")], []) == ()


@pytest.mark.parametrize("why_not", ["bounce", "out_of_office"])
def test_what_is_no_contact_claims_nothing(why_not: str) -> None:
    assert read([mail(is_contact=False, why_not=why_not)], []) == ()
