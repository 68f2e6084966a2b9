"""CAMT: every version, lines that gather several payments, lines that undo others, and XML that means harm."""

from zoneinfo import ZoneInfo

import pytest

from amends.facts import BANK, Money, Refused, hear_moment
from amends.facts.kinds import PostingTold
from amends.intake.stated import Period
from amends.intake.statement import Bank
from bank_files import camt, heard, line, moneys, only, part, payouts, postings

REFUND = line("129.00", part("129.00", "R-2291"))


@pytest.mark.parametrize("kind", ["052", "053", "054"])
@pytest.mark.parametrize("version", ["001.02", "001.04", "001.08", "001.11"])
def test_a_refund_by_transfer_left_our_account(kind: str, version: str) -> None:
    entry = only(camt(REFUND, kind=kind, version=version))
    assert entry.source.root == BANK
    assert isinstance(entry.what, PostingTold)
    assert (entry.what.money, entry.what.payment_ref, entry.what.text) == (Money(-12900, "EUR"), "R-2291", "Refund")
    assert entry.occurred == hear_moment("2026-05-04T00:00:00Z")


def test_the_banks_day_begins_where_the_bank_is() -> None:
    entry = only(camt(REFUND), Bank(zone=ZoneInfo("Europe/Berlin")))
    assert entry.occurred == hear_moment("2026-05-03T22:00:00Z")
    timed = line("129.00", day="<DtTm>2026-05-04T10:00:00+02:00</DtTm>")
    assert only(camt(timed)).occurred == hear_moment("2026-05-04T08:00:00Z")


def test_one_line_may_gather_several_payments() -> None:
    batch = line("300.00", part("129.00", "R-1"), part("171.00", "R-2"))
    assert [(told.payment_ref, told.money.amount_minor) for told in postings(camt(batch))] == [
        ("R-1", -12900),
        ("R-2", -17100),
    ]


def first_of_each(raw: bytes) -> list[Money]:
    """The broken twin: one line, one payment, the first reference."""
    return moneys(raw)[:1]


def test_the_twin_that_reads_one_payment_a_line_is_caught() -> None:
    raw = camt(line("300.00", part("129.00", "R-1"), part("171.00", "R-2")))
    assert sum(money.amount_minor for money in moneys(raw)) == -30000 != first_of_each(raw)[0].amount_minor


def test_payments_that_do_not_add_up_stay_one_line_and_it_is_said() -> None:
    done = heard(camt(line("300.00", part("129.00", "R-1"), part("170.00", "R-2"))))
    (entry,) = done.entries
    assert isinstance(entry.what, PostingTold)
    assert entry.what.money == Money(-30000, "EUR")
    assert "do not add up" in str(done.problems[0])
    assert moneys(camt(line("300.00", part("129.00", "R-1", currency="USD"), part("171.00", "R-2")))) == [
        Money(-30000, "EUR")
    ]


def test_a_fee_inside_the_line_has_its_own_direction() -> None:
    batch = line(
        "127.50", part("129.00", "R-1", direction="CRDT"), part("1.50", "FEE", direction="DBIT"), direction="CRDT"
    )
    assert moneys(camt(batch)) == [Money(12900, "EUR"), Money(-150, "EUR")]


@pytest.mark.parametrize(("direction", "minor"), [("DBIT", -12900), ("CRDT", 12900)])
def test_the_direction_is_that_of_the_line_also_where_it_undoes_another(direction: str, minor: int) -> None:
    undone = line("129.00", part("129.00", "R-2291"), direction=direction, more="<RvslInd>true</RvslInd>")
    (told,) = postings(camt(undone))
    assert (told.money.amount_minor, told.about) == (minor, "reversal")


def turns_reversals_round(direction: str, reversal: bool) -> int:
    """The broken twin: takes CdtDbtInd for the direction of the line that was undone."""
    return (1 if direction == "CRDT" else -1) * (-1 if reversal else 1)


def test_the_twin_that_turns_reversals_round_is_caught() -> None:
    (told,) = postings(camt(line("129.00", direction="CRDT", more="<RvslInd>true</RvslInd>")))
    assert told.money.amount_minor > 0 > turns_reversals_round("CRDT", reversal=True)


def test_a_returned_transfer_undoes_it() -> None:
    returned = part("129.00", "R-2291").replace("<RmtInf>", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf><RmtInf>")
    (told,) = postings(camt(line("129.00", returned, direction="CRDT")))
    assert (told.about, told.payment_ref) == ("reversal", "R-2291")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("129.00000", "EUR", 12900), ("5000", "JPY", 5000), ("5000.00", "JPY", 5000), ("12.5", "SEK", 1250)],
)
def test_decimals_are_those_of_the_currency(amount: str, currency: str, minor: int) -> None:
    assert moneys(camt(line(amount, currency=currency))) == [Money(-minor, currency)]


@pytest.mark.parametrize("status", ["<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>", "<Sts><Cd>INFO</Cd></Sts>"])
def test_what_is_not_booked_is_not_told(status: str) -> None:
    assert heard(camt(line("129.00", status=status))).entries == ()
    assert len(heard(camt(line("129.00", status="<Sts><Cd>BOOK</Cd></Sts>"))).entries) == 1


def test_a_payout_of_the_gateway_is_told_as_one() -> None:
    (told,) = payouts(
        camt(line("1500.00", part("1500.00", "NOTPROVIDED", text="STRIPE po_1QxYz8Ab2Cd3"), direction="CRDT"))
    )
    assert (told.payout_ref, told.money) == ("po_1QxYz8Ab2Cd3", Money(150000, "EUR"))


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (line("12,90"), "Ntry/Amt"),
        (line("129.005"), "Ntry/Amt"),
        (line("-129.00"), "Ntry/Amt"),
        (line("129.00", currency="EUS"), "Ntry/Amt"),
        (line("129.00", direction="OUT"), "Ntry/CdtDbtInd"),
        (line("129.00", status="<Sts>MAYBE</Sts>"), "Ntry/Sts"),
        (line("129.00", day="<Dt>04.05.2026</Dt>"), "Ntry/BookgDt/Dt"),
        (line("129.00", day=""), "Ntry/BookgDt"),
    ],
)
def test_an_entry_that_cannot_be_is_named_with_its_line(bad: str, field: str) -> None:
    done = heard(camt(REFUND, bad))
    assert [(problem.line, problem.column) for problem in done.problems] == [(4, field)]
    assert len(done.entries) == 1
    (kept,) = done.not_understood
    assert kept.raw == bad.strip().encode()


def test_a_file_that_is_cut_off_is_taken_up_to_there() -> None:
    raw = camt(REFUND, line("5.00"), line("6.00"))
    cut = raw[: raw.rindex(b"<BookgDt>")]
    done = heard(cut)
    assert len(done.entries) == 2
    assert "ends being XML" in str(done.problems[0])
    assert done.not_understood[0].raw.strip().startswith(b"<Ntry>")


def test_the_period_is_that_of_a_whole_statement() -> None:
    told: list[Period] = []
    heard(camt(REFUND), periods=told)
    assert told == [Period("postings", hear_moment("2026-05-01T00:00:00Z"), hear_moment("2026-05-31T23:59:59.999999Z"))]
    parted = camt(REFUND).replace(b"<GrpHdr/>", b"<GrpHdr><MsgPgntn><PgNb>2</PgNb></MsgPgntn></GrpHdr>")
    page = "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>"
    from bank_files import PERIOD

    for raw in (camt(REFUND, head=page + PERIOD), camt(REFUND, kind="054"), camt(REFUND, head=""), parted):
        silent: list[Period] = []
        heard(raw, periods=silent)
        assert silent == []


def test_the_statements_of_two_days_leave_no_gap() -> None:
    told: list[Period] = []
    for day in ("01", "02"):
        span = f"<FrDtTm>2026-05-{day}T00:00:00Z</FrDtTm><ToDtTm>2026-05-{day}T23:59:59Z</ToDtTm>"
        heard(camt(REFUND, head=f"<FrToDt>{span}</FrToDt>"), periods=told)
    first, second = told
    assert second.complete_from == first.complete_to + 1


def test_without_a_reference_that_of_the_invoice_is_taken() -> None:
    structured = "<RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>"
    paid = part("129.00", "NOTPROVIDED").replace("<RmtInf><Ustrd>Refund</Ustrd></RmtInf>", structured)
    (told,) = postings(camt(line("129.00", paid, direction="CRDT")))
    assert told.payment_ref == "RF18539007547034"


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><Document>&c;</Document>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Document>&b;</Document>'


@pytest.mark.parametrize("raw", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_a_document_type_is_refused_before_it_can_do_anything(raw: bytes) -> None:
    with pytest.raises(Refused, match="document type"):
        heard(raw)


def test_depth_and_length_have_an_end() -> None:
    with pytest.raises(Refused, match="deep"):
        heard(b"<Document>" + b"<a>" * 100 + b"</a>" * 100 + b"</Document>")
    with pytest.raises(Refused, match="characters"):
        heard(camt(line("1.00", part("1.00", "R-1", text="x" * 200_000))))


def test_the_white_between_many_entries_is_no_text() -> None:
    done = heard(camt(*(line("1.00", ref=f"REF{n}") + " " * 1_000 for n in range(200))))
    assert (len(done.entries), done.problems) == (200, ())


def test_xml_of_another_kind_is_said() -> None:
    for raw in (b"<html></html>", b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><A/></Document>'):
        with pytest.raises(Refused, match="without a bank's statement"):
            heard(raw)
