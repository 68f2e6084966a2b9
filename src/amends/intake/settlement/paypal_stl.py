"""PayPal's settlement report (STL): records of several types, one section for each account.

Reference: developer.paypal.com/docs/reports/sftp-reports/settlement-report and transaction event codes (T-codes).
Record types: RH report, FH file, SH section with its period, CH names of columns, SB a transaction, SF totals of the
section, SC its count, RF and RC the same of the report, FF the end. Amounts are whole minor units without a sign; `CR`
and `DR` say the direction, so a refund that we received is no refund of ours.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Final

from amends.facts import Moment, Money, MoneyState, NotAMoment, Problem, Refused
from amends.facts.kinds import ChargeTold, PayoutTold, RefundTold
from amends.facts.moments import SECOND_US, moment_of
from amends.intake.phone_portions import lines_of
from amends.intake.stated import Period, Tell
from amends.intake.table.cells import BadCell
from amends.intake.table.sheet import RawRow
from amends.intake.table.told import Told, history_id

from .line import Line, Party, key_of, positive

_NO_DECIMALS: Final = ("HUF", "TWD")  # two in ISO 4217, none at PayPal: the report does not say which it counts in
_TYPES: Final = ("RH", "FH", "SH", "CH", "SB", "SF", "SC", "RF", "RC", "FF")
_STATES: Final = {"": MoneyState.SETTLED, "S": MoneyState.SETTLED, "P": MoneyState.ASKED, "D": MoneyState.FAILED}


@dataclass(slots=True)
class _Section:
    columns: tuple[str, ...] = ()
    period: tuple[Moment, Moment] | None = None
    bodies: int = 0


@dataclass(slots=True)
class Report:
    """The rows of a report, and while they are read, what is wrong with it as a whole."""

    stream: BinaryIO
    where: str
    tell: Tell
    problems: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[RawRow]:
        """The transactions with their columns. Raises Refused where the file is no such report."""
        section, ended, bodies, number = _Section(), False, 0, 0
        told: list[Period] = []
        for number, raw in lines_of(self.stream):
            cells = _cells(raw)
            kind = cells[0] if cells else ""
            if kind not in _TYPES or (kind == "SB" and not section.columns):
                yield RawRow(number, raw, wrong="is no record of a settlement report")
            elif kind == "SH":
                section = _Section(period=_period(cells))
            elif kind == "CH":
                section.columns = tuple(key_of(cell) for cell in cells)
            elif kind == "SB":
                section.bodies, bodies = section.bodies + 1, bodies + 1
                yield _body(number, raw, cells, section)
            elif kind == "SC" and self._counted(cells, section, number) and section.period:
                told += [Period(of, *section.period) for of in ("settlements", "payouts")]
            ended = ended or kind == "FF"
        if not ended:
            what = "has no end (FF): it is cut off; what stands in it was taken"
            self.problems.append(Problem(self.where, what, "Fetch the report again", number or None))
        elif not self.problems:
            for period in told:
                self.tell(period)

    def _counted(self, cells: list[str], section: _Section, number: int) -> bool:
        if len(cells) > 1 and cells[1].strip() == str(section.bodies):
            return True
        what = f"counts other than the {section.bodies} transactions that stand there"
        self.problems.append(Problem(self.where, what, "Fetch the report again", number, "SC"))
        return False


def check_report(where: str, start: bytes) -> None:
    """Refuse what ends before any transaction could stand in it."""
    if b"CH" not in start:
        raise Refused(Problem(where, "has no names of columns (CH)", "Fetch the settlement report again"))


def report_line(line: Line, party: Party) -> Iterator[Told]:
    """What one transaction tells: a payment, a refund, what undid them, a withdrawal. Fees and holds tell nothing."""
    code = line.need("Transaction Event Code").upper()
    if len(code) != 5 or code[0] != "T" or not code[1:].isdigit():
        raise BadCell("Transaction Event Code", code, "is no code of PayPal", "Fetch the report again")
    ours = _direction(line) == "DR"  # money that left our balance
    at = _time(line)
    if code in ("T1107", "T1113") and ours:
        yield _refund(line, at)
    elif code.startswith("T00") and not ours:
        yield _charge(line, at, MoneyState.SETTLED)
    elif code in ("T1106", "T1201") and ours:
        yield _charge(line, at, MoneyState.CAME_BACK)
    elif code in ("T1106", "T1202"):
        yield _charge(line, at, MoneyState.ACCEPTED)
    elif code.startswith("T04") and ours:
        yield _payout(line, at, MoneyState.SETTLED)
    elif code == "T1101" and not ours:
        yield _payout(line, at, MoneyState.FAILED)


def _cells(raw: bytes) -> list[str]:
    delimiter = "\t" if b"\t" in raw[2:5] else ","  # after the type of the record
    try:
        rows = list(csv.reader([raw.decode("utf-8")], strict=True, delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error):
        return []
    return rows[0] if rows else []


def _body(number: int, raw: bytes, cells: list[str], section: _Section) -> RawRow:
    if len(cells) != len(section.columns):
        wrong = f"has {len(cells)} cells where its section names {len(section.columns)}"
        return RawRow(number, raw, wrong=wrong)
    return RawRow(number, raw, dict(zip(section.columns, cells, strict=True)))


def _period(cells: list[str]) -> tuple[Moment, Moment] | None:
    try:
        start, end = (moment_of(datetime.strptime(text.strip(), "%Y/%m/%d %H:%M:%S %z")) for text in cells[1:3])
    except (ValueError, NotAMoment):
        return None
    return (start, Moment(end + SECOND_US - 1)) if start < end else None  # the whole of its last second


def _time(line: Line) -> Moment:
    text = line.need("Transaction Completion Date", "Transaction Initiation Date")
    try:
        return moment_of(datetime.strptime(text, "%Y/%m/%d %H:%M:%S %z"))
    except (ValueError, NotAMoment):
        step = "Fetch the report again; a spreadsheet may have changed it"
        raise BadCell("Transaction Completion Date", text, "is not a time as PayPal writes it", step) from None


def _direction(line: Line) -> str:
    word = line.need("Transaction Debit or Credit").upper()
    if word not in ("CR", "DR"):
        raise BadCell("Transaction Debit or Credit", word, "is neither CR nor DR", "Fetch the report again")
    return word


def _money(line: Line) -> Money:
    if (code := line.need("Gross Transaction Currency").upper()) in _NO_DECIMALS:
        what = "has no decimals at PayPal and two by ISO 4217, and the report does not say which it means"
        raise BadCell("Gross Transaction Currency", code, what, "Take in these with amends intake table")
    return positive(line.minor("Gross Transaction Amount", "Gross Transaction Currency"))


def _refund(line: Line, at: Moment) -> Told:
    refund_id, status = line.need("Transaction ID"), line.text("Transactional Status").upper()
    state = _STATES.get(status, MoneyState.SETTLED)
    told = RefundTold(
        refund_id=refund_id,
        money=_money(line),
        state=state,
        payment_ref=_original(line),
        order_id=line.text("Invoice ID") or None,
        method="paypal",
        settled_at=at if state is MoneyState.SETTLED else None,
    )
    return Told(history_id("refund", refund_id, state, at), at, told)


def _charge(line: Line, at: Moment, state: MoneyState) -> Told:
    own_id = line.need("Transaction ID")
    payment = own_id if state is MoneyState.SETTLED else _original(line)
    if payment is None:
        raise BadCell("PayPal Reference ID", None, "is empty", "Without it nobody knows which payment was taken back")
    told = ChargeTold(
        payment_ref=payment,
        money=_money(line),
        state=state,
        order_id=line.text("Invoice ID") or None,
        method="paypal",
        failure_reason="disputed" if state is MoneyState.CAME_BACK else "",
    )
    return Told(history_id("charge", own_id, state, at), at, told)


def _payout(line: Line, at: Moment, state: MoneyState) -> Told:
    own_id = line.need("Transaction ID")
    payout = own_id if state is MoneyState.SETTLED else line.text("PayPal Reference ID") or own_id
    return Told(history_id("payout", own_id, state, at), at, PayoutTold(payout, _money(line), state))


def _original(line: Line) -> str | None:
    """The transaction that this one undoes: only a reference of type TXN is one."""
    return line.text("PayPal Reference ID") or None if line.text("PayPal Reference ID Type") in ("TXN", "") else None
