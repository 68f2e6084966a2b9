"""ISO 20022 camt.052, camt.053 and camt.054 in every version: the account report, statement and notification of a bank.

Elements are found by name whatever their version (ISO 20022 message definitions, Bank-to-Customer Cash Management):
`CdtDbtInd` is the direction of the line itself, also where `RvslInd` says that it undoes an earlier one; an entry with
several `TxDtls` is one line of the account and so many payments; only booked entries count, pending ones come again.
"""

from collections.abc import Iterator
from typing import BinaryIO

from amends.facts import Moment, Money, NotMoney, Problem, Refused, hear_money
from amends.facts.moments import SECOND_US
from amends.intake.fields import BadField
from amends.intake.heard import Heard, NotUnderstood
from amends.intake.phone_portions import raw_id
from amends.intake.stated import Period, Tell, nobody

from .bank import NO_REFERENCE, Bank, Booking, Lines, plain
from .elements import Element, NotXml, finished

REPORTS = ("Stmt", "Ntfctn", "Rpt")
RAW_BYTES_MAX = 1_000_000
_DIRECTIONS = {"CRDT": 1, "DBIT": -1}
_BOOKED = ("BOOK", "")
_NOT_BOOKED = ("PDNG", "INFO", "FUTR")
_AGAIN = "Ask the bank for the statement again; the other entries were taken"
_AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")


def hear_camt(stream: BinaryIO, where: str, bank: Bank, tell: Tell = nobody) -> Iterator[Heard]:
    """The entries of every statement in a seekable file. What is broken is named with its line and kept with its bytes.

    `tell` hears the period of each whole camt.053 statement. Raises Refused for XML of another kind.
    """
    found, lines = False, Lines(bank)
    try:
        for around, element in finished(stream, where, frozenset((*REPORTS, "Ntry"))):
            if element.tag == "Ntry":
                yield _heard(stream, where, around[-1], element, lines)
                continue
            found, lines = True, Lines(bank)
            if element.tag == "Stmt" and (period := _period(around[-1], element, bank)) is not None:
                tell(period)
    except NotXml as broken:
        found = True
        yield _broken(stream, where, broken)
    if not found:
        step = "Take in camt.052, camt.053 or camt.054, as your bank offers them"
        raise Refused(Problem(where, "is XML without a bank's statement in it", step))


def _heard(stream: BinaryIO, where: str, statement: Element, entry: Element, lines: Lines) -> Heard:
    try:
        bookings, notes = _bookings(statement, entry, lines.bank)
    except BadField as bad:
        raw = _raw(stream, entry.start, entry.end)
        problem = Problem(where, bad.what, bad.next_step, entry.line, bad.field, bad.value)
        return Heard((), (problem,), (NotUnderstood(raw_id("camt", raw), f"{bad.field}: {bad.what}", raw),))
    problems = tuple(Problem(where, note, "Look at the line in the bank's own view", entry.line) for note in notes)
    return Heard(tuple(lines.entry(booking) for booking in bookings), problems)


def _bookings(statement: Element, entry: Element, bank: Bank) -> tuple[list[Booking], list[str]]:
    status = entry.word("Sts/Cd", "Sts")
    if status in _NOT_BOOKED:
        return [], []
    if status not in _BOOKED:
        raise BadField("Ntry/Sts", status, "is no status of an entry", _AGAIN)
    whole = _booking(statement, entry, bank)
    parts = entry.all("NtryDtls/TxDtls")
    if len(parts) < 2:
        return [_with(whole, entry, parts[0] if parts else None, whole.money)], []
    shares = [_share(part, whole.money) for part in parts]
    if all(shares) and sum(share.amount_minor for share in shares if share) == whole.money.amount_minor:
        return [_with(whole, entry, part, share) for part, share in zip(parts, shares, strict=True) if share], []
    note = "" if not any(shares) else "has payments that do not add up to its amount; it was taken as one line"
    return [_with(whole, entry, None, whole.money)], [note] if note else []


def _booking(statement: Element, entry: Element, bank: Bank) -> Booking:
    told = entry.first("Amt")
    if told is None:
        raise BadField("Ntry/Amt", None, "is missing", _AGAIN)
    day = entry.first("BookgDt/DtTm", "BookgDt/Dt", "ValDt/DtTm", "ValDt/Dt")
    if day is None:
        raise BadField("Ntry/BookgDt", None, "is missing", _AGAIN)
    return Booking(
        account=statement.word("Acct/Id/IBAN", "Acct/Id/Othr/Id"),
        booked=bank.day(day.text, f"Ntry/BookgDt/{day.tag}"),
        money=_signed(told, entry.word("CdtDbtInd"), "Ntry"),
        bank_ref=entry.word("AcctSvcrRef"),
        reversal=entry.word("RvslInd").lower() in ("true", "1"),
    )


def _with(whole: Booking, entry: Element, part: Element | None, money: Money) -> Booking:
    """The line with what one payment of it says; without one, with what the entry says."""
    if part is None:
        text = plain(entry.word("AddtlNtryInf"))
        return Booking(whole.account, whole.booked, money, whole.bank_ref, "", text, whole.reversal)
    words = [said.text for said in part.all("RmtInf/Ustrd")] + [r.text for r in part.all("RmtInf/Strd/CdtrRefInf/Ref")]
    returned = part.first("RtrInf") is not None
    return Booking(
        account=whole.account,
        booked=whole.booked,
        money=money,
        bank_ref=part.word("Refs/AcctSvcrRef") or whole.bank_ref,
        reference=_reference(part),
        text=plain(*words) or plain(part.word("AddtlTxInf") or entry.word("AddtlNtryInf")),
        reversal=whole.reversal or returned,
    )


def _reference(part: Element) -> str:
    """What whoever paid wrote for the other side: the end-to-end reference, else that of the creditor (an invoice)."""
    told = part.word("Refs/EndToEndId")
    return part.word("RmtInf/Strd/CdtrRefInf/Ref") if told.upper() in NO_REFERENCE else told


def _share(part: Element, whole: Money) -> Money | None:
    """What one payment contributes to the line; None where it does not say so in the currency of the account."""
    for path in _AMOUNTS:
        told = part.first(path)
        if told is not None and told.attributes.get("Ccy") == whole.currency:
            direction = part.word("CdtDbtInd") or ("DBIT" if whole.amount_minor < 0 else "CRDT")
            return _signed(told, direction, "TxDtls")
    return None


def _signed(told: Element, direction: str, of: str) -> Money:
    if direction not in _DIRECTIONS:
        raise BadField(f"{of}/CdtDbtInd", direction or None, "is neither CRDT nor DBIT", _AGAIN)
    text = told.text.strip()
    try:
        money = hear_money(text, told.attributes.get("Ccy", ""))
    except NotMoney as error:
        raise BadField(f"{of}/Amt", f"{text} {told.attributes.get('Ccy', '')}".strip(), str(error), _AGAIN) from None
    if money.amount_minor < 0:
        raise BadField(f"{of}/Amt", text, "is negative; the direction stands in CdtDbtInd", _AGAIN)
    return Money(_DIRECTIONS[direction] * money.amount_minor, money.currency)


def _period(message: Element, statement: Element, bank: Bank) -> Period | None:
    """From..to, where the statement says so and is whole: of several pages, one alone is not."""
    pages = [*statement.all("StmtPgntn"), *message.all("GrpHdr/MsgPgntn")]
    if any(page.word("PgNb").lstrip("0") != "1" or page.word("LastPgInd").lower() != "true" for page in pages):
        return None
    try:
        start = bank.day(statement.word("FrToDt/FrDtTm"), "FrToDt/FrDtTm")
        end = bank.day(statement.word("FrToDt/ToDtTm"), "FrToDt/ToDtTm")
    except BadField:
        return None
    return (
        Period("postings", start, Moment(end + SECOND_US - 1)) if start < end else None
    )  # the whole of its last second


def _broken(stream: BinaryIO, where: str, broken: NotXml) -> Heard:
    raw = _raw(stream, broken.start, broken.start + RAW_BYTES_MAX)
    what = f"ends being XML here ({broken.what}); what stands before it was taken"
    problem = Problem(where, what, "The file is cut off or damaged: ask the bank for it again", broken.line)
    return Heard((), (problem,), (NotUnderstood(raw_id("camt", raw), problem.what, raw),))


def _raw(stream: BinaryIO, start: int, end: int) -> bytes:
    here = stream.tell()
    stream.seek(start)
    raw = stream.read(min(end - start, RAW_BYTES_MAX))
    stream.seek(here)
    return raw
