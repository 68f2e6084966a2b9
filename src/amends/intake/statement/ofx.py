"""OFX 1.x (SGML) and 2.x (XML), read by ofxtools, which is strict: what is no OFX is refused with its reason.

OFX 2.2 section 11: TRNAMT is signed from the account's side (negative: money left us); FITID is the bank's number of a
line and never used again, so it names the line; DTSTART..DTEND is what the bank says that the list covers.
"""

import logging
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

from amends.facts import NotMoney, Problem, Refused, hear_money
from amends.facts.moments import moment_of
from amends.intake.fields import BadField
from amends.intake.heard import Heard, NotUnderstood
from amends.intake.phone_portions import raw_id
from amends.intake.stated import Period, Tell, nobody

from .bank import Bank, Booking, Lines, plain

FILE_BYTES_MAX = 100_000_000
_AGAIN = "Ask the bank for the file again; the other lines were taken"


def hear_ofx(stream: BinaryIO, where: str, bank: Bank, tell: Tell = nobody) -> Iterator[Heard]:
    """The lines of every account in the file, one portion an account. Raises Refused for what is no OFX."""
    raw = stream.read(FILE_BYTES_MAX + 1)
    if len(raw) > FILE_BYTES_MAX:
        raise Refused(Problem(where, "is larger than 100 MB", "Ask the bank for it in parts"))
    if b"<!DOCTYPE" in raw.upper() or b"<!ENTITY" in raw.upper():
        raise Refused(Problem(where, "has a document type, which no OFX has", "Ask where the file comes from"))
    for statement in _statements(raw, where):
        listed = getattr(statement, "banktranlist", None)
        if listed is None:
            continue
        yield _heard(statement, listed, where, bank)
        start, end = moment_of(listed.dtstart), moment_of(listed.dtend)
        if start < end:
            tell(Period("postings", start, end))


def _statements(raw: bytes, where: str) -> list[Any]:
    import io

    from ofxtools.Parser import OFXTree

    logging.getLogger("ofxtools").setLevel(logging.CRITICAL + 1)  # it would log the lines
    tree = OFXTree()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # elements of a vendor's own are left out; they say nothing of money
            tree.parse(io.BytesIO(raw))
            return list(tree.convert().statements)
    except Exception as error:  # its own errors share no ancestor with those of its parsing
        what = f"is not read as OFX ({type(error).__name__}): something is missing or written as OFX does not allow"
        step = "Ask the bank for OFX as the standard has it, or take in CAMT or MT940 instead"
        raise Refused(Problem(where, what, step)) from None


def _heard(statement: Any, listed: Any, where: str, bank: Bank) -> Heard:
    lines = Lines(bank)
    entries, problems, not_understood = [], [], []
    for told in listed:
        try:
            entries.append(lines.entry(_booking(statement, told)))
        except BadField as bad:
            kept = repr((told.fitid, str(told.trnamt), told.dtposted.isoformat())).encode()
            problems.append(Problem(where, bad.what, bad.next_step, None, bad.field, bad.value))
            not_understood.append(NotUnderstood(raw_id("ofx", kept), f"{bad.field}: {bad.what}", kept))
    return Heard(tuple(entries), tuple(problems), tuple(not_understood))


def _booking(statement: Any, told: Any) -> Booking:
    currency = getattr(getattr(told, "currency", None), "cursym", None) or statement.curdef
    try:
        money = hear_money(f"{told.trnamt:f}", currency)
    except NotMoney as error:
        raise BadField("TRNAMT", f"{told.trnamt} {currency}", str(error), _AGAIN) from None
    return Booking(
        account=str(statement.account.acctid),
        booked=moment_of(told.dtposted),
        money=money,
        bank_ref=told.fitid,
        reference=(getattr(told, "refnum", None) or getattr(told, "checknum", None) or "").strip(),
        text=plain(told.memo or ""),
        reversal=told.correctfitid is not None,
    )
