"""SWIFT MT940, read by the library mt-940, one line of the statement at a time: a bad one costs itself only.

Where the library is overruled, and why: it prints a line that it cannot read, with the customer's name, on standard
error (silenced); it counts a reversed credit (RC) as money that came in unless told otherwise (Options.reversal_sign);
its reading of field 86 loses the customer's reference of field 61 and runs references together (field 86 is read here).
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO

from amends.facts import NotMoney, Problem, Refused, hear_money
from amends.intake.fields import BadField
from amends.intake.heard import Heard, NotUnderstood
from amends.intake.phone_portions import raw_id

from .bank import Bank, Booking, Lines, plain

if TYPE_CHECKING:
    from mt940.models import Transaction

FILE_BYTES_MAX = 200_000_000
_BEGINS = re.compile(r"^:20:")
_FIELD = re.compile(r"^:(\d{2}[A-Z]?|NS):")
_HEAD = ("20", "21", "25", "25P", "28", "28C", "60F", "60M")
_SUBFIELD = re.compile(r"\?(\d{2})")
_WORDS = ("EREF", "KREF", "MREF", "CRED", "DEBT", "SVWZ", "ABWA", "ABWE", "IBAN", "BIC", "COAM", "OAMT", "PURP")
_PLUS = re.compile(rf"(?:^|(?<=.))({'|'.join(_WORDS)})\+", re.S)
_SLASHED = re.compile(r"/(EREF|REMI)/(?:USTD//?|STRD/)?(.*?)(?=/[A-Z]{3,4}/|/*$)", re.S)
_AGAIN = "Ask the bank for the statement again; the other lines were taken"


@dataclass(slots=True)
class _Statement:
    head: list[str] = field(default_factory=list)
    lines: list[tuple[int, list[str]]] = field(default_factory=list)  # line in the file, and field 61 with its 86
    cut_off: bool = True  # until its closing balance


def hear_mt940(stream: BinaryIO, where: str, bank: Bank) -> Iterator[Heard]:
    """The lines of every statement, one portion a statement. Raises Refused where there is no statement at all."""
    raw = stream.read(FILE_BYTES_MAX + 1)
    if len(raw) > FILE_BYTES_MAX:
        raise Refused(Problem(where, "is larger than 200 MB", "Ask the bank for it in parts"))
    statements = list(_statements(_text(raw)))
    if not statements:
        raise Refused(Problem(where, "holds no statement: no field :20:", "Take in the MT940 file as the bank made it"))
    for statement in statements:
        yield _heard(statement, where, bank)


def _text(raw: bytes) -> str:
    try:
        return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _statements(text: str) -> Iterator[_Statement]:
    """Cut into statements and lines, each with its place; what the fields say is for the library."""
    statement: _Statement | None = None
    keep: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if _BEGINS.match(line.removeprefix("{4:")):
            if statement is not None:
                yield statement
            statement, keep = _Statement(), None
        if statement is None:
            continue
        found = _FIELD.match(line)
        if found is None:
            if keep is not None and line.strip() not in ("-", "-}"):
                keep.append(line)
            continue
        name = found[1]
        if name == "61":
            keep = [line]
            statement.lines.append((number, keep))
        elif name in ("86", "NS") and statement.lines and keep is statement.lines[-1][1]:
            keep.append(line)
        elif name in _HEAD:
            keep = statement.head
            keep.append(line)
        else:
            keep = None
            statement.cut_off = statement.cut_off and not name.startswith("62")
    if statement is not None:
        yield statement


def _heard(statement: _Statement, where: str, bank: Bank) -> Heard:
    head, lines = "\n".join(statement.head), Lines(bank)
    entries, problems, not_understood = [], [], []
    for number, told in statement.lines:
        raw = "\n".join(told)
        try:
            entries.append(lines.entry(_booking(head, raw, bank)))
        except BadField as bad:
            problems.append(Problem(where, bad.what, bad.next_step, number, bad.field, bad.value))
            kept = f"{head}\n{raw}".encode()
            not_understood.append(NotUnderstood(raw_id("mt940", kept), f"{bad.field}: {bad.what}", kept))
    if statement.cut_off:
        last = statement.lines[-1][0] if statement.lines else None
        what = "has a statement without a closing balance (:62F:), as if it were cut off; its lines were taken"
        problems.append(Problem(where, what, "Ask the bank for it again and take it in as well", last))
    return Heard(tuple(entries), tuple(problems), tuple(not_understood))


def _booking(head: str, raw: str, bank: Bank) -> Booking:
    statement, line = _read(head, raw)
    told: dict[str, Any] = line.data
    day = told.get("entry_date") or told["date"]
    amount, currency = told["amount"].amount, told.get("currency") or ""
    try:
        money = hear_money(f"{amount:f}", currency)
    except NotMoney as error:
        raise BadField(":61:", f"{amount} {currency}".strip(), str(error), _AGAIN) from None
    details = told.get("transaction_details") or ""
    reference, text = _details(details)
    if not reference:
        reference = (told.get("customer_reference") or "").strip()
    return Booking(
        account=statement.get("account_identification") or "",
        booked=bank.moment(date(day.year, day.month, day.day)),
        money=money,
        bank_ref=(told.get("bank_reference") or "").strip(),
        reference=reference,
        text=text or plain(told.get("extra_details") or ""),
        reversal=(told.get("status") or "").upper().startswith("R"),
    )


def _read(head: str, raw: str) -> tuple[dict[str, Any], "Transaction"]:
    """What the library makes of the line; then as the bank ASN writes it, with longer references."""
    from mt940 import Options
    from mt940.models import Transactions
    from mt940.tags import StatementASNB, Tag

    logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)  # it would print the line, and with it a name
    options = Options(reversal_sign=True, case_insensitive_marks=True, unbounded_details=True)
    other: dict[int | str, Tag] = {61: StatementASNB()}
    for tags in (None, other):
        read = Transactions({"post_transaction_details": []}, tags, options=options)
        try:
            found = read.parse(f"{head}\n{raw}\n")
        except (RuntimeError, ValueError, ArithmeticError, KeyError, TypeError, AttributeError):
            continue
        if len(found) == 1 and "amount" in found[0].data and "date" in found[0].data:
            return read.data, found[0]
    raise BadField(":61:", None, "is not a line of a statement as SWIFT describes it", _AGAIN)


def _details(details: str) -> tuple[str, str]:
    """The end-to-end reference and the words of field 86, as German (?20EREF+) and Dutch (/EREF/) banks write it."""
    joined = details.replace("\n", "")  # a line ends after 65 characters, also inside a word
    parts = _SUBFIELD.split(joined)
    structured = len(parts) > 2
    if structured:
        joined = "".join(text for name, text in zip(parts[1::2], parts[2::2], strict=True) if name[0] in "26")
    if _PLUS.search(joined):
        pieces = _PLUS.split(joined)
        named = {name: text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}
        return named.get("EREF", ""), plain(named.get("SVWZ", ""))
    if slashed := {name: text.strip(" /") for name, text in _SLASHED.findall(joined)}:
        return slashed.get("EREF", ""), plain(slashed.get("REMI", ""))
    return "", plain(joined if structured else details)
