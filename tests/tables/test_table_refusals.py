"""What cannot be taken: the file before anything is written, or one row with its line. Always with a next step."""

import io

import pytest

from amends.facts import Problem, Refused
from amends.intake.table import Mapping, declared_complete, hear_pairs, hear_table, hear_zone, mapping_of
from table_rows import REFUND_COLUMNS, SHOP, hear, refund_row, refunds

ROW = refund_row()


def refusal(body: bytes | str, kind: str = "refunds", mapping: Mapping | None = None) -> Problem:
    raw = body.encode() if isinstance(body, str) else body
    with pytest.raises(Refused) as refused:
        hear_table(io.BytesIO(raw), where="refunds.csv", kind=kind, source=SHOP, mapping=mapping)
    assert refused.value.problem.next_step
    return refused.value.problem


@pytest.mark.parametrize("body", [b"", b"\n", b"\xef\xbb\xbf", REFUND_COLUMNS.encode(), b"refund_id\n\n\n", b"{}"[:0]])
def test_a_silent_empty_file_is_an_error(body: bytes) -> None:
    assert refusal(body).what in ("is empty", "holds no rows")


def test_an_unknown_column_refuses_the_file_and_names_the_nearest() -> None:
    problem = refusal(refunds(ROW).replace("amount_minor", "Amount Minor"))
    assert (problem.line, problem.column) == (1, "Amount Minor")
    assert "the nearest is amount_minor" in problem.what
    assert "--map amount_minor='Amount Minor'" in problem.next_step
    assert "--ignore 'Amount Minor'" in problem.next_step


def test_an_unknown_name_in_one_line_of_json_refuses_the_file() -> None:
    good = '{"refund_id":"R","amount_minor":1,"currency":"EUR","occurred_at":"2026-05-03T14:20:00Z","state":"asked"}'
    assert len(hear(f"{good}\n{good}\n").entries) == 2
    problem = refusal(f'{good}\n{good[:-1]},"refundid":"R"}}\n')
    assert problem.column == "refundid"
    assert "the nearest is refund_id" in problem.what


@pytest.mark.parametrize("missing", ["refund_id", "amount_minor", "currency", "occurred_at", "state"])
def test_a_missing_column_refuses_the_file(missing: str) -> None:
    problem = refusal(refunds(ROW).replace(missing, "our_note"), mapping=Mapping(ignore=frozenset({"our_note"})))
    assert missing in str(problem.column)
    assert "is missing" in problem.what
    assert f"--map {missing}=" in problem.next_step


def test_a_column_that_stands_twice_refuses_the_file() -> None:
    assert "stands twice" in refusal(refunds(ROW).replace("our_ref", "currency")).what
    mapping = Mapping(columns={"amount_minor": "our_ref"})
    assert "stands twice" in refusal(refunds(ROW), mapping=mapping).what


def test_a_mapping_names_columns_that_are_there() -> None:
    assert "did you mean amount" in refusal(refunds(ROW), mapping=Mapping(columns={"amout": "x"})).what
    assert "did you mean 'refund_id'" in refusal(refunds(ROW), mapping=Mapping(columns={"our_ref": "refundid"})).what


def test_mapped_and_ignored_columns_are_read_under_our_names() -> None:
    body = "Refund No;Total;Cur;When;Status;Clerk\nR-1;129.00;EUR;2026-05-03 16:20;done;Ruth\n"
    toml = """
        zone = "Europe/Berlin"
        ignore = ["Clerk"]
        [columns]
        refund_id = "Refund No"
        amount = "Total"
        currency = "Cur"
        occurred_at = "When"
        state = "Status"
        [states]
        done = "accepted"
    """
    (entry,) = hear(body, mapping=mapping_of(toml, "m.toml")).entries
    assert entry.source_id == "refund:R-1:accepted:2026-05-03T14:20:00Z"
    bad = hear(body.replace("129.00", "129,00"), mapping=mapping_of(toml, "m.toml")).problems[0]
    assert bad.column == "Total"  # the name that the reader of the file knows


@pytest.mark.parametrize(
    ("toml", "what"),
    [
        ("columns = [", "is not TOML"),
        ("colums = {}", "is not a setting of a mapping"),
        ("columns = {amount = 3}", "holds a value that is not text"),
        ('zone = "Europe/Atlantis"', "is not a time zone"),
    ],
)
def test_a_bad_mapping_file_is_refused(toml: str, what: str) -> None:
    with pytest.raises(Refused, match=what):
        mapping_of(toml, "m.toml")


@pytest.mark.parametrize("pairs", [["amount"], ["=Total"], ["amount="], ["a=1", "a=2"]])
def test_a_bad_option_is_refused(pairs: list[str]) -> None:
    with pytest.raises(Refused, match="--map"):
        hear_pairs(pairs, "--map")


def test_an_unknown_zone_or_state_of_ours_is_refused() -> None:
    with pytest.raises(Refused, match="is not a time zone"):
        hear_zone("Berlin")
    assert "is not a state of ours" in refusal(refunds(ROW), mapping=Mapping(states={"succeeded": "received"})).what


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"PK\x03\x04 and so on", "is a spreadsheet"),
        ("refund_id,état\n".encode("utf-16"), "is UTF-16"),
        (b"refund_id,\x00state\n", "is not text"),
        (b'[{"refund_id":"R-1"}]', "is a JSON array"),
    ],
)
def test_what_is_no_table_is_refused(body: bytes, what: str) -> None:
    assert what in refusal(body).what


def test_a_state_in_other_words_needs_to_be_named() -> None:
    heard = hear(refunds(refund_row(state="succeeded")))
    assert not heard.entries
    assert "--map-state 'succeeded=...'" in heard.problems[0].next_step
    mapping = Mapping(states={"succeeded": "accepted"})
    assert (
        hear(refunds(refund_row(state="succeeded")), mapping=mapping)
        .entries[0]
        .source_id.startswith("refund:R-2291:accepted")
    )


def test_a_half_written_last_line_costs_only_itself() -> None:
    heard = hear(refunds(ROW, ROW[:40]))
    assert len(heard.entries) == 1
    assert "cells where the header has 10" in heard.problems[0].what
    assert heard.problems[0].line == 3
    assert heard.not_understood[0].raw == ROW[:40].encode()


@pytest.mark.parametrize("quote_at", [0, 5, 9])
def test_an_unclosed_quote_costs_one_line_and_not_the_rest_of_the_file(quote_at: int) -> None:
    rows = [refund_row(f"R-{i}") for i in range(10)]
    rows[quote_at] = rows[quote_at].replace("10-4471", '"10-4471')
    heard = hear(refunds(*rows))
    assert len(heard.entries) == 9
    assert [(p.line, "quote" in p.what) for p in heard.problems] == [(quote_at + 2, True)]


def test_a_byte_that_is_not_utf8_in_a_utf8_file_is_named() -> None:
    body = (
        refunds(ROW, ROW.replace("C-17", "Zoë"), "BAD")
        .encode()
        .replace(b"BAD", ROW.replace("C-17", "Zo\xeb").encode("latin-1"))
    )
    heard = hear(body)
    assert len(heard.entries) == 2
    assert "(0xeb) that is not UTF-8" in heard.problems[0].what
    assert heard.not_understood[0].raw.endswith(b"accepted\n")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "is not a whole JSON object"),
        ('"R-1"', "is not a JSON object"),
        ('{"refund_id":{"a":1}}', "holds a list or an object"),
        ('{"refund_id":"a","refund_id":"b"}', "names a column twice"),
        ('{"amount":NaN}', "which is not a number"),
        ('{"refund_id":"\\ud800"}', "half a character"),
        ('{"a":' * 3000, "JSON"),
    ],
)
def test_bad_json_costs_only_its_line(line: str, what: str) -> None:
    good = '{"refund_id":"R","amount_minor":1,"currency":"EUR","occurred_at":"2026-05-03T14:20:00Z","state":"asked"}'
    heard = hear(f"{good}\n{line}\n{good}\n")
    assert len(heard.entries) == 2
    assert (heard.problems[0].line, len(heard.not_understood)) == (2, 1)
    assert what in heard.problems[0].what or "nested" in heard.problems[0].what


def test_the_reason_in_quarantine_names_no_value() -> None:
    heard = hear(refunds(refund_row(amount_minor="Zoë Müller")))
    assert "Zoë" in str(heard.problems[0])
    assert "Zoë" not in heard.not_understood[0].reason


def test_a_complete_range_needs_a_beginning_before_its_end() -> None:
    from amends.facts import hear_moment

    start, end = hear_moment("2026-01-01T00:00:00Z"), hear_moment("2026-06-01T00:00:00Z")
    entry = declared_complete(SHOP, "refunds", start, end)
    assert entry.source_id == "complete:refunds:2026-01-01T00:00:00Z..2026-06-01T00:00:00Z"
    assert entry.occurred == end
    with pytest.raises(Refused, match="is not after"):
        declared_complete(SHOP, "refunds", end, start)
