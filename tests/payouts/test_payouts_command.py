"""`amends payouts`: three files in, a verdict for each payout, and nothing half-done."""

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import AmendsError
from amends.facts.moments import DAY_US
from payout_tables import BANK, BEGIN, LINES, PAYOUTS, Row, booked, line, payout

AS_OF = "2026-05-20T12:00:00Z"
BANK_COMPLETE = ("--bank-complete-from", "2026-03-01T00:00:00Z", "--bank-complete-to", "2026-05-01T00:00:00Z")
LINES_COMPLETE = ("--lines-complete-from", "2026-03-01T00:00:00Z", "--lines-complete-to", "2026-03-25T00:00:00Z")


class Desk:
    """A folder with the three files, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines, self.payouts, self.bank = (folder / f"{name}.csv" for name in ("lines", "payouts", "bank"))
        self.out = folder / "out.csv"

    def lay(self, lines: list[Row], payouts: list[Row], bank: list[Row]) -> None:
        told = ((self.lines, lines, LINES), (self.payouts, payouts, PAYOUTS), (self.bank, bank, BANK))
        for file, rows, schema in told:
            with file.open("w", newline="") as stream:
                writer = csv.DictWriter(stream, schema.names)
                writer.writeheader()
                writer.writerows(rows)

    def run(self, *options: object, json_too: bool = True) -> Result:
        files = ("--lines", self.lines, "--payouts", self.payouts, "--out", self.out)
        bank = ("--bank", self.bank) if self.bank.exists() else ()
        told = ["payouts", *files, *bank, "--as-of", AS_OF, *(["--json"] if json_too else []), *options]
        return CliRunner().invoke(amends, ["--home", str(self.folder), *map(str, told)])

    def summary(self, *options: object) -> dict[str, Any]:
        result = self.run(*options)
        assert result.exception is None, result.exception
        told: dict[str, Any] = json.loads(result.stdout)
        return told

    def refused(self, *options: object) -> str:
        """The words of the refusal; nothing is left behind."""
        before = sorted(self.folder.iterdir())
        result = self.run(*options)
        assert isinstance(result.exception, AmendsError), result.output
        assert sorted(self.folder.iterdir()) == before
        return str(result.exception)

    def rows(self, out: Path | None = None) -> dict[str, Row]:
        with (out or self.out).open(newline="") as stream:
            return {next(iter(row.values())): row for row in csv.DictReader(stream)}

    def said(self) -> dict[str, tuple[str, ...]]:
        names = ("verdict", "reason", "difference_minor", "explained", "bank_line", "how")
        return {ref: tuple(row[name] for name in names) for ref, row in self.rows().items()}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Seven payouts: in order, gross instead of net, short at the bank, not there, known by its amount, two alike."""
    desk = Desk(tmp_path)
    desk.lay(
        [
            line("L1", "po_1a", 10_000, fee_minor=290), line("L2", "po_1a", -2_000, kind="refund", refund_ref="re_1"),
            line("L3", "po_2a", 5_000, fee_minor=150), line("L4", "po_2a", -700, kind="refund", refund_ref="re_2"),
            line("L5", "po_3a", 3_000), line("L6", "po_3a", 1_000), line("L7", "po_4a", 400), line("L8", "po_5a", 555),
            line("L9", "po_6a", 999), line("L10", "po_7a", 999), line("L11", "po_gone", -50, kind="refund"),
            line("L12", None, 12),
        ],
        [
            payout("po_1a", 7_710), payout("po_2a", 4_300), payout("po_3a", 4_000), payout("po_4a", 400),
            payout("po_5a", 555), payout("po_6a", 999), payout("po_7a", 999),
        ],
        [
            booked("B1", 7_710, "GATEWAY EREF/PO_1A/ payout"), booked("B3", 3_000, "po_3a"), booked("B5", 555),
            booked("B6", 999), booked("B8", -1_200, "rent"),
        ],
    )  # fmt: skip
    return desk


def test_every_payout_has_a_verdict_and_a_reason(desk: Desk) -> None:
    summary = desk.summary(*BANK_COMPLETE)
    near = "supporting: amount, currency and date"
    assert desk.said() == {
        "po_1a": ("record_right", "arrived", "0", "", "B1", "payout reference"),
        "po_2a": ("customer_right", "payout_broken", "150", "fees not taken off", "", "none"),
        "po_3a": ("customer_right", "payout_broken", "0", "one line not paid: L6", "B3", "payout reference"),
        "po_4a": ("customer_right", "not_arrived", "0", "", "", "none"),
        "po_5a": ("cannot_tell", "witness_incomplete", "0", "", "B5", near),
        "po_6a": ("cannot_tell", "ambiguous", "0", "", "", "candidate"),
        "po_7a": ("cannot_tell", "ambiguous", "0", "", "", "candidate"),
    }
    assert sum(row["payouts"] for row in summary["counts"]) == summary["payouts"] == 7
    assert summary["explained"] == {"fees_not_taken": 1, "line_not_paid": 1}


def test_refunds_of_broken_payouts_orphans_and_unmatched_lines_are_written(desk: Desk) -> None:
    files = {name: desk.folder / f"{name}.csv" for name in ("--lines-out", "--orphans", "--unmatched")}
    summary = desk.summary(*(part for pair in files.items() for part in pair))
    assert [*desk.rows(files["--lines-out"])] == ["L4"]
    assert desk.rows(files["--lines-out"])["L4"]["refund_ref"] == "re_2"
    assert [*desk.rows(files["--orphans"])] == ["L11"]
    assert [*desk.rows(files["--unmatched"])] == ["B8"]
    counted = ("refunds_in_broken_payouts", "orphan_lines", "bank_unmatched")
    assert [summary[name] for name in counted] == [1, 1, 1]


def test_without_complete_statements_silence_proves_nothing(desk: Desk) -> None:
    desk.summary()
    assert desk.said()["po_4a"][1] == "witness_incomplete"
    desk.summary("--as-of", "2026-03-22T00:00:00Z", *BANK_COMPLETE)
    assert desk.said()["po_4a"][:2] == ("too_early", "in_window")
    assert desk.rows()["po_4a"]["look_again"] == "2026-03-27 09:30:00.000000Z"


def test_no_statement_at_all_tells_what_the_lines_come_to(desk: Desk) -> None:
    desk.bank.unlink()
    assert "needs --bank" in desk.refused(*BANK_COMPLETE)
    assert desk.summary()["bank_lines"] == 0
    assert desk.said()["po_2a"][:2] == ("customer_right", "payout_broken")
    assert desk.said()["po_1a"] == ("cannot_tell", "witness_incomplete", "0", "", "", "none")


def test_no_payout_is_broken_by_lines_that_were_not_exported(desk: Desk) -> None:
    late = payout("po_8a", 100, occurred_at_us=BEGIN + 9 * DAY_US)
    desk.lay([line("L1", "po_8a", 70)], [late, payout("po_9a", 100)], [])
    desk.bank.unlink()
    desk.summary()
    assert [row["reason"] for row in desk.rows().values()] == ["payout_broken", "witness_incomplete"]
    desk.summary(*LINES_COMPLETE)
    assert [row["reason"] for row in desk.rows().values()] == ["witness_incomplete", "payout_broken"]
    assert desk.rows()["po_9a"]["explained"] == "no lines"


def test_two_lines_are_proposed_and_explain_nothing(desk: Desk) -> None:
    lines = [line(f"L{number}", "po_1a", amount) for number, amount in enumerate((1_000, 70, 500, 33))]
    desk.lay(lines, [payout("po_1a", 1_500)], [booked("B1", 1)])
    summary = desk.summary()
    row = desk.rows()["po_1a"]
    assert (row["explained"], row["proposed"]) == ("", "two lines not paid: L3, L1")
    assert summary["explained"] == {}


@pytest.mark.parametrize(("text", "found"), [("pay out 42, thanks", ""), ("pay out 42 of shop", "B1")])
def test_a_short_number_in_a_text_names_a_payout_only_with_its_amount(desk: Desk, text: str, found: str) -> None:
    amount = 100 if found else 101
    desk.lay([line("L1", "42", 100)], [payout("42", 100)], [booked("B1", amount, text)])
    desk.summary()
    assert desk.rows()["42"]["bank_line"] == found


@pytest.mark.parametrize("text", ["xpo_1a", "po_1ab", "po_1a-2", "INV-po_1a", "po 1a"])
def test_a_part_of_a_word_names_no_payout(desk: Desk, text: str) -> None:
    desk.lay([line("L1", "po_1a", 100)], [payout("po_1a", 100)], [booked("B1", 101, text)])
    desk.summary()
    assert desk.rows()["po_1a"]["how"] == "none"


def test_parquet_and_other_names_and_words_read_the_same(desk: Desk) -> None:
    desk.summary(*BANK_COMPLETE)
    expected = desk.rows()
    text = desk.lines.read_text().replace("line_id", "Id").replace(",refund,", ",Refunded,")
    desk.lines.write_text(text)
    desk.payouts.write_text(desk.payouts.read_text().replace("payout_ref", "Batch").replace("settled", "paid"))
    out = desk.folder / "out.parquet"
    words = ("--map-kind", "Refunded=refund", "--map-state", "paid=settled")
    desk.summary(*BANK_COMPLETE, *words, "--map", "lines.line_id=Id", "--map", "payouts.payout_ref=Batch", "--out", out)
    told = pq.read_table(out).to_pylist()
    assert [row["payout_ref"] for row in told] == [*expected]
    assert [row["explained"] or "" for row in told] == [row["explained"] for row in expected.values()]


def test_what_is_optional_may_be_missing(desk: Desk) -> None:
    desk.lines.write_text(
        f"line_id,payout_ref,kind,amount_minor,currency,occurred_at_us\nL1,po_1a,charge,9,EUR,{BEGIN}\n"
    )
    desk.payouts.write_text(f"payout_ref,amount_minor,currency,occurred_at_us\npo_1a,9,EUR,{BEGIN}\n")
    desk.bank.write_text(f"line_id,amount_minor,currency,booked_at_us\nB1,9,EUR,{BEGIN}\n")
    desk.summary()
    assert desk.rows()["po_1a"]["bank_line"] == "B1"


def test_it_is_told_in_words(desk: Desk) -> None:
    result = desk.run(json_too=False)
    assert result.exception is None
    assert result.stdout.startswith("7 payouts, 12 lines, 5 lines of the bank\n")
    assert "The gateway's word is confirmed: arrived (payout reference)" in result.stdout


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_where_nothing_differs_every_engine_answers(desk: Desk, engine: str) -> None:
    desk.lay([line("L1", "po_1a", 100)], [payout("po_1a", 100)], [booked("B1", 100, "po_1a")])
    unmatched = desk.folder / "unmatched.csv"
    assert desk.summary("--engine", engine, "--unmatched", unmatched)["explained"] == {}
    assert desk.rows(unmatched) == {}
    assert desk.rows()["po_1a"]["verdict"] == "record_right"


def replaced(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text().replace(old, new, 1))


BAD: dict[str, tuple[Any, str]] = {
    "unknown currency": (lambda d: replaced(d.bank, "EUR", "EUX"), "line 2, column currency: 'EUX' is not an ISO"),
    "decimals": (lambda d: replaced(d.lines, "10000", "100.00"), "line 2, column amount_minor: '100.00' is no whole"),
    "decimals of a fee": (lambda d: replaced(d.lines, "290", "2.90"), "line 2, column fee_minor: '2.90' is no whole"),
    "an id twice": (lambda d: replaced(d.lines, "L2", "L1"), "line 3, column line_id: 'L1' stands in 2 rows"),
    "a payout twice": (lambda d: replaced(d.payouts, "po_2a", "po_1a"), "line 3, column payout_ref: 'po_1a' stands in"),
    "a bank line twice": (lambda d: replaced(d.bank, "B3", "B1"), "bank.csv, line 3, column line_id: 'B1' stands in"),
    "no kind": (lambda d: replaced(d.lines, "charge", ""), "line 2, column kind: is empty"),
    "a strange state": (lambda d: replaced(d.payouts, "settled", "paid"), "'paid' is no state that is known here"),
    "empty": (lambda d: d.payouts.write_text(""), "payouts.csv: is empty"),
    "only a header": (lambda d: d.bank.write_text(",".join(BANK.names) + "\n"), "bank.csv: has no rows"),
    "another encoding": (lambda d: d.bank.write_bytes(d.bank.read_bytes() + b"B9,1,EUR,1,M\xfc\r\n"), "is not UTF-8"),
    "a half-written line": (lambda d: d.lines.write_bytes(d.lines.read_bytes()[:-25]), "line 13: has not the columns"),
    "seconds": (lambda d: replaced(d.payouts, str(int(BEGIN)), str(int(BEGIN))[:10]), "line 2, column occurred_at_us"),
    "a column missing": (lambda d: replaced(d.lines, "kind", "sort"), "column kind: is not in the file"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_a_named_problem_and_no_verdict_is_written(desk: Desk, what: str) -> None:
    spoil, words = BAD[what]
    desk.out.write_text("from before")
    spoil(desk)
    assert words in desk.refused(*BANK_COMPLETE)
    assert desk.out.read_text() == "from before"


def test_more_money_than_there_is_is_refused(desk: Desk) -> None:
    from amends.engines import payout_files

    many = [line(f"L{number}", "po_1a", 10**14) for number in range(60)]
    desk.lay(many, [payout("po_1a", 1)], [booked("B1", 1)])
    assert desk.summary()["lines"] == 60
    assert payout_files.SUM_MAX * 2 <= 1 << 63
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(payout_files, "SUM_MAX", 59 * 10**14)
        assert "more money than there is" in desk.refused()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--out", "out.txt"), "is no CSV or Parquet file"),
        (("--out", "nowhere/out.csv"), "in a folder that does not exist"),
        (("--orphans", "nowhere/orphans.csv"), "cannot be written"),
        (("--bank-complete-from", AS_OF), "belong together"),
        (("--lines-complete-from", AS_OF, "--lines-complete-to", AS_OF), "is not after"),
        (("--map", "payout=Id"), "names no column that is known here"),
        (("--map", "bank.kind=Id"), "names no column that is known here"),
        (("--map-kind", "refund"), "is no pair of words"),
        (("--map-state", "ok=fine"), "names no state"),
        (("--memory-limit", "much"), "--memory-limit"),
        (("--engine", "postgres"), "--database-url"),
    ],
)
def test_an_option_that_cannot_be_is_said_of_payouts(desk: Desk, options: tuple[str, ...], words: str) -> None:
    assert words in desk.refused(*options)


@pytest.mark.promise
def test_no_file_that_is_read_or_written_is_written_again(desk: Desk) -> None:
    before = desk.lines.read_text()
    assert "is a file that is read" in desk.refused("--out", desk.lines)
    assert "is a file that is read or written already" in desk.refused("--orphans", desk.out)
    assert desk.lines.read_text() == before
