"""Which gateway's report a file is, told by its columns, and its lines as entries, a thousand at a time."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import islice
from typing import BinaryIO, Final

from amends.facts import Entry, Problem, Refused
from amends.facts.kinds import KINDS
from amends.intake.heard import Heard, NotUnderstood
from amends.intake.phone_portions import raw_id
from amends.intake.stated import Tell, nobody
from amends.intake.table.cells import BadCell
from amends.intake.table.delimited import look_over_csv
from amends.intake.table.sheet import RawRow, Sheet
from amends.intake.table.told import Told

from . import adyen, braintree, paypal_activity, paypal_stl, stripe_refunds, stripe_report
from .line import Line, Party, key_of
from .when import order_of

PORTION = 1_000
FORMATS: Final = ("stripe", "adyen", "paypal", "braintree")
_START_BYTES = 65_536
HearLine = Callable[[Line, Party], Iterator[Told]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """A CSV by the columns that it cannot do without. `dates_of` where day and month must be told apart."""

    gateway: str
    name: str
    columns: tuple[str, ...]
    hear: HearLine
    dates_of: Callable[[dict[str, str]], Iterator[str]] | None = None


_BALANCE = ("balance_transaction_id", "reporting_category", "source_id", "gross", "currency")
_LAYOUTS: Final = (
    _Layout("stripe", "Stripe's balance or payout report", _BALANCE, stripe_report.balance_line),
    _Layout(
        "stripe", "Stripe's list of refunds", ("id", "amount", "currency", "status", "created", "charge_id"),
        stripe_refunds.listed_refund,
    ),
    _Layout(
        "adyen", "Adyen's settlement details",
        ("psp reference", "modification reference", "type", "gross currency", "gross debit (gc)", "gross credit (gc)"),
        adyen.settlement_line,
    ),
    _Layout(
        "paypal", "PayPal's activity download",
        ("date", "time", "type", "status", "currency", "gross", "transaction id", "reference txn id"),
        paypal_activity.activity_line, paypal_activity.dates_of,
    ),
    _Layout(
        "braintree", "Braintree's transaction search",
        ("transaction id", "transaction type", "transaction status", "created datetime", "currency iso code",
         "refunded transaction id"),
        braintree.transaction_line, braintree.dates_of,
    ),
)  # fmt: skip


def gateway_of(stream: BinaryIO, where: str, told: str | None = None) -> str:
    """The gateway whose report the seekable file is. Raises Refused where it is nobody's, or not `told`'s."""
    if _is_stl(stream):
        found: str = "paypal"
    else:
        found = _layout(_columns(stream, where), where, told).gateway
    stream.seek(0)
    if told is not None and told != found:
        raise Refused(Problem("--format", f"says {told}, but {where} is a report of {found}", "Leave it out"))
    return found


def hear_settlement(stream: BinaryIO, where: str, party: Party, tell: Tell = nobody) -> Iterator[Heard]:
    """The report in a seekable file. A bad line is named and kept with its bytes, the others are taken.

    `tell` hears the period of a PayPal settlement report that is whole. Raises Refused for a file that cannot be taken
    as a whole: empty, without lines, of an unknown kind, with dates that nobody can read.
    """
    if _is_stl(stream):
        yield from _hear_stl(stream, where, party, tell)
        return
    sheet = look_over_csv(stream, where)
    columns = tuple(key_of(column) for column in sheet.columns)
    layout = _layout(columns, where, None)
    if sheet.rows_count == 0:
        step = "Export it again: a silent empty file looks as if nothing had happened"
        raise Refused(Problem(where, "holds no lines", step))
    if layout.dates_of is not None:
        dates = (text for row in _rows(sheet) for text in layout.dates_of(row.cells))
        party = replace(party, dates=order_of(dates, party.dates, where))
    yield from _portions(_rows(sheet), where, party, layout.hear)


def _rows(sheet: Sheet) -> Iterator[RawRow]:
    keys = [key_of(column) for column in sheet.columns]
    for row in sheet.read():
        yield RawRow(row.line, row.raw, dict(zip(keys, row.cells.values(), strict=False)), row.wrong)


def _hear_stl(stream: BinaryIO, where: str, party: Party, tell: Tell) -> Iterator[Heard]:
    paypal_stl.check_report(where, stream.read(_START_BYTES))
    stream.seek(0)
    damaged: list[Problem] = []
    report = paypal_stl.Report(stream, where, tell, damaged)
    yield from _portions(report.rows(), where, party, paypal_stl.report_line)
    if damaged:
        yield Heard(problems=tuple(damaged))


def _is_stl(stream: BinaryIO) -> bool:
    start = stream.read(16).removeprefix(b"\xef\xbb\xbf")
    stream.seek(0)
    return start.startswith((b'"RH",', b"RH,", b'"RH"\t', b"RH\t"))


def _columns(stream: BinaryIO, where: str) -> tuple[str, ...]:
    return tuple(key_of(column) for column in look_over_csv(stream, where).columns)


def _layout(columns: tuple[str, ...], where: str, told: str | None) -> _Layout:
    for layout in _LAYOUTS:
        if set(layout.columns) <= set(columns):
            return layout
    near = [one for one in _LAYOUTS if told in (None, one.gateway)]
    best = max(near, key=lambda one: len(set(one.columns) & set(columns)))
    lacking = [name for name in best.columns if name not in columns]
    if told is None and len(lacking) > len(best.columns) / 2:
        step = "Known are reports of Stripe, Adyen, PayPal and Braintree; any table is for amends intake table"
        raise Refused(Problem(where, "is no report of a gateway known here", step, line=1))
    step = "Export it again with that column"
    raise Refused(Problem(where, f"is missing; {best.name} needs it", step, line=1, column=", ".join(lacking)))


def _portions(rows: Iterable[RawRow], where: str, party: Party, hear: HearLine) -> Iterator[Heard]:
    waiting = iter(rows)
    while some := list(islice(waiting, PORTION)):
        entries, problems, not_understood = [], [], []
        for row in some:
            try:
                if row.wrong:
                    raise BadCell("", None, row.wrong, "Correct the line and take the file in again")
                entries += [_entry(told, party) for told in hear(Line(row.cells), party)]
            except BadCell as bad:
                problems.append(Problem(where, bad.what, bad.next_step, row.line, bad.column or None, bad.value))
                reason = f"{bad.column}: {bad.what}" if bad.column else bad.what
                not_understood.append(NotUnderstood(raw_id("report", row.raw), reason, row.raw))
        yield Heard(tuple(entries), tuple(problems), tuple(not_understood))


def _entry(told: Told, party: Party) -> Entry:
    """Named by what it says beside the amount: an export with more columns is one more entry of the same history, and
    the same line with another amount is a conflict.
    """
    what = told.what
    said = repr([getattr(what, name) for name in _said_by(what.kind)])
    mark = hashlib.sha256(said.encode()).hexdigest()[:8]
    return Entry(party.source, f"{told.source_id}:{mark}", told.occurred, what)


@cache
def _said_by(kind: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(KINDS[kind]) if field.name != "money")
