"""amends intake settlement: the balance, repeating, roots, completeness, and the opinion that follows."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.facts import Entry, Refused
from amends.facts.kinds import CompletenessDeclared
from reports import ADYEN, ADYEN_REFUND, STRIPE, STRIPE_REFUND, csv_of, stl, stl_line

SPAN = ("--complete-from", "2026-05-01T00:00:00Z", "--complete-to", "2026-06-01T00:00:00Z")


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(amends, ["--home", str(home), *words], catch_exceptions=False)


def take(home: Path, file: Path, *words: str) -> dict[str, int]:
    done = run(home, "intake", "settlement", str(file), *words, "--json")
    assert done.exit_code == 0, done.output
    counts: dict[str, int] = json.loads(done.stdout)
    assert counts["received"] == sum(count for name, count in counts.items() if name != "received")
    return counts


def file_of(tmp_path: Path, name: str, raw: bytes) -> Path:
    (tmp_path / name).write_bytes(raw)
    return tmp_path / name


def told(home: Path, kind: str) -> list[Entry]:
    from amends.record import open_record

    with open_record(home) as record:
        return [entry for _, entry in record.of_kind(kind)]


def declared(home: Path) -> set[tuple[str, str]]:
    whats = [(entry.source.root, entry.what) for entry in told(home, "completeness.declared")]
    return {(r, w.of) for r, w in whats if isinstance(w, CompletenessDeclared) and w.complete_from < w.complete_to}


def test_a_report_is_taken_in_and_repeating_adds_nothing(tmp_path: Path) -> None:
    home, file = tmp_path / "home", file_of(tmp_path, "a.csv", csv_of(ADYEN, ADYEN_REFUND, "broken"))
    first = take(home, file)
    assert (first["applied"], first["quarantined"]) == (1, 1)
    again = take(home, file)
    assert (again["applied"], again["conflict"], again["duplicate"]) == (0, 0, 2)
    (refund,) = told(home, "refund.told")
    assert (refund.source.name, refund.source.root) == ("adyen", "adyen")


def test_stripes_report_is_the_same_party_as_its_api(tmp_path: Path) -> None:
    home = tmp_path / "home"
    take(home, file_of(tmp_path, "s.csv", csv_of(STRIPE, STRIPE_REFUND)), "--format", "stripe")
    (refund,) = told(home, "refund.told")
    assert (refund.source.name, refund.source.root) == ("stripe", "gateway")


def test_complete_only_where_every_line_was_understood(tmp_path: Path) -> None:
    whole = file_of(tmp_path, "w.csv", csv_of(ADYEN, ADYEN_REFUND))
    damaged = file_of(tmp_path, "d.csv", csv_of(ADYEN, ADYEN_REFUND, "broken"))
    take(tmp_path / "damaged", damaged, *SPAN)
    assert declared(tmp_path / "damaged") == set()
    take(tmp_path / "whole", whole, *SPAN, "--complete-of", "settlements", "--complete-of", "payouts")
    assert declared(tmp_path / "whole") == {("adyen", "settlements"), ("adyen", "payouts")}
    take(tmp_path / "silent", whole)
    assert declared(tmp_path / "silent") == set()


def test_what_a_report_states_of_itself_counts_where_somebody_says_so(tmp_path: Path) -> None:
    file = file_of(tmp_path, "STL-20260505.CSV", stl(stl_line("TX2", "T1107", "DR", "12900", original="TX1")))
    take(tmp_path / "silent", file)
    assert declared(tmp_path / "silent") == set()
    take(tmp_path / "stated", file, "--stated-period")
    assert declared(tmp_path / "stated") == {("paypal", "settlements"), ("paypal", "payouts")}


def test_a_bad_file_beside_a_good_one_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    file_of(folder, "a.csv", csv_of(ADYEN, ADYEN_REFUND))
    file_of(folder, "b.csv", b"")
    done = run(tmp_path / "home", "intake", "settlement", str(folder), "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["applied"] == 1
    assert "b.csv: is empty" in done.stderr


def test_two_gateways_at_once_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    files = [file_of(tmp_path, "a.csv", csv_of(ADYEN, ADYEN_REFUND)), file_of(tmp_path, "s.csv", csv_of(STRIPE, ""))]
    with pytest.raises(Refused, match="different gateways"):
        run(tmp_path / "home", "intake", "settlement", *map(str, files))
    assert told(tmp_path / "home", "refund.told") == []


@pytest.mark.parametrize("words", [SPAN[:2], ("--root", " "), ("--zone", "Mars/Base"), ("--as-of", "yesterday")])
def test_an_option_that_cannot_be_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = file_of(tmp_path, "a.csv", csv_of(ADYEN, ADYEN_REFUND))
    with pytest.raises(Refused):
        run(tmp_path / "home", "intake", "settlement", str(file), *words)
