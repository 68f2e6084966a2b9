"""A remediation by its commands, as sceptics run it: erased people, late rows, races, and an auditor without amends."""

import csv
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from amends.facts import NotAllowed, Refused
from amends.facts.kinds import RemedyHandedOver
from amends.record import open_record
from amends.record.words import Outcome
from amends.remediation import hand_over_entry, key_of
from postgres_server import fresh_database
from remedy_shell import ACME, OPEN, SHOP, Shell, arrived, refunded, world
from stories import at, money

AUDIT = Path(__file__).parent / "remediation_audit.py"
AMOUNTS = {"ANN": "49.00 EUR", "BEN": "20.00 EUR", "CEM": "600.00 EUR"}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The shop after the fault, and the programme opened."""
    found = Shell(tmp_path / "home", monkeypatch)
    found.tell(world())
    found.remedy(*OPEN)
    return found


def hand_over(shell: Shell, out: Path) -> dict[str, dict[str, str]]:
    """Asked for, approved by two, and handed to finance: what the file says, by name."""
    shell.remedy("request", "acme-may", "--by", "lena")
    for who in ("omar", "mina"):
        shell.remedy("approve", "acme-may", "--all", "--by", who)
    shell.remedy("hand-over", "acme-may", "--to", "finance", "--out", str(out), "--by", "omar")
    with out.open(newline="") as file:
        return {row["matter"].removeprefix("refund:R-"): row for row in csv.DictReader(file)}


def to_the_end(shell: Shell, folder: Path) -> Path:
    """Everybody paid, told and seen; EVA's refund arrived after all. The whole file, as a folder."""
    sent = hand_over(shell, folder / "payments.csv")
    for name, amount in AMOUNTS.items():
        shell.tell(arrived(name, amount, sent[name]["key"], 1))
    shell.tell(
        [ACME.refund("re_EVA", "15.00 EUR", "2026-05-18 14:20", "settled", settled="2026-05-20 02:00",
                     payment_ref="pi_EVA", order_id="10-EVA")]
    )  # fmt: skip
    shell.remedy("told", "acme-may", "R-ANN", "R-BEN", "R-CEM", "--by", "lena")
    shell.at(at("2026-07-20 09:00"))
    for who in ("lena", "omar"):
        shell.remedy("close", "acme-may", "--by", who)
    shell.remedy("export", "acme-may", "--out", str(folder / "file"))
    return folder / "file"


def audit(folder: Path) -> tuple[int, str]:
    """What the auditor's program says."""
    command = [sys.executable, "-I", "-S", str(AUDIT), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


@pytest.mark.promise
def test_an_auditor_checks_the_whole_file_without_amends(shell: Shell, tmp_path: Path) -> None:
    file = to_the_end(shell, tmp_path)
    code, said = audit(file)
    assert (code, json.loads(said)["people"]) == (0, {"closed": 3, "not_hit": 1})
    lie = (file / "people.jsonl").read_text().replace('"amount_minor":4900', '"amount_minor":4901', 1)
    (file / "people.jsonl").write_text(lie)
    code, said = audit(file)
    assert code == 1
    assert "people.jsonl: is not what the manifest says" in said


def test_each_payment_names_the_witnesses_that_saw_it(shell: Shell, tmp_path: Path) -> None:
    file = to_the_end(shell, tmp_path)
    with (file / "payments.csv").open(newline="") as stream:
        seen = {row["matter"]: row["arrived_by"] for row in csv.DictReader(stream)}
    assert set(seen) == {f"refund:R-{name}" for name in AMOUNTS}
    assert all("re_" in ids for ids in seen.values())


def test_somebody_is_erased_in_the_middle_and_the_others_come_to_their_end(shell: Shell, tmp_path: Path) -> None:
    sent = hand_over(shell, tmp_path / "payments.csv")
    with open_record(shell.home) as record:
        assert record.erase(["customer:ANN"]) == 1
    said = shell.remedy("show", "acme-may")
    assert (said["rows"], said["erased"], len(said["people"])) == (4, 1, 3)
    assert "1 refund of people who were erased" in shell.words("remediation", "show", "acme-may")
    for name in ("BEN", "CEM"):
        shell.tell(arrived(name, AMOUNTS[name], sent[name]["key"], 1))
    shell.remedy("told", "acme-may", "R-BEN", "R-CEM", "--by", "lena")
    with pytest.raises(NotAllowed, match="3 have not ended"):
        shell.remedy("close", "acme-may", "--by", "lena")
    shell.remedy("set-aside", "acme-may", "R-EVA", "--outcome", "untraceable", "--reason", "no answer", "--by", "lena")
    shell.at(at("2026-07-20 09:00"))
    for who in ("lena", "omar"):
        closed = shell.remedy("close", "acme-may", "--by", who)
    assert closed["signed_off"]
    shell.remedy("export", "acme-may", "--out", str(tmp_path / "file"))
    text = "".join(p.read_text() for p in (tmp_path / "file").rglob("*") if p.is_file())
    assert "Ann Hill" not in text
    assert "customer:ANN" not in text


def test_who_was_erased_is_not_paid_again_under_any_name(shell: Shell, tmp_path: Path) -> None:
    """The shop tells of her refund anew: what was handed over stays handed over."""
    hand_over(shell, tmp_path / "payments.csv")
    with open_record(shell.home) as record:
        record.erase(["customer:ANN"])
        over = RemedyHandedOver("refund:R-ANN", key_of("refund:R-ANN"), 1, money("49.00 EUR"), "finance")
        receipt = record.append([hand_over_entry(over, now=at("2026-06-01 09:00"))])
    assert receipt.applied == 0


def test_those_who_come_into_it_later_are_listed_when_it_is_drawn_anew(shell: Shell) -> None:
    """A fault that goes on, and rows that were told late: the same question has more people in its answer by now."""
    first = shell.remedy("list")[0]["rows_hash"]
    shell.at(at("2026-06-20 09:00"))
    shell.tell([*refunded("LEO", "70.00 EUR", 6), *refunded("MIA", "71.00 EUR", 25)])
    assert "To list those who came into it since, add --because" in shell.words("remediation", *OPEN)
    said = shell.remedy(*OPEN, "--because", "the fault went on until the 26th")
    assert said["listed_now"] == 2
    assert set(shell.stages()) == {"ANN", "BEN", "CEM", "EVA", "LEO", "MIA"}
    assert said["rows_hash"] != first
    assert [one["slice"] for one in said["scopes_before"]] == [said["scope"]["slice"]]


def test_a_slice_that_shrinks_takes_nobody_off_and_does_not_close_over_them(shell: Shell, tmp_path: Path) -> None:
    narrow = ("open", "acme-may", "--slice", "gateway=acme", "--since", "2026-05-05T00:00:00Z", "--by", "lena")
    shell.remedy(*narrow, "--because", "it began later than we thought")
    assert set(shell.stages()) == {"ANN", "BEN", "CEM", "EVA"}
    sent = hand_over(shell, tmp_path / "payments.csv")
    assert set(sent) == {"ANN", "BEN", "CEM"}
    with pytest.raises(NotAllowed, match="have not ended"):
        shell.remedy("close", "acme-may", "--by", "lena")


def test_two_customers_turn_out_to_be_one_person_and_nothing_is_paid_anew(shell: Shell, tmp_path: Path) -> None:
    sent = hand_over(shell, tmp_path / "payments.csv")
    before = {one["matter"]: one["key"] for one in shell.remedy("show", "acme-may")["people"]}
    shell.tell(
        [
            SHOP.order(f"10-J-{name}", "1.00 EUR", "2026-05-10 10:00", customer_id=name, email="hill@example.org")
            for name in ("ANN", "BEN")
        ]
    )
    people = shell.remedy("show", "acme-may")["people"]
    assert {one["matter"]: one["key"] for one in people} == before
    assert len({one["customer"] for one in people if one["matter"][-3:] in ("ANN", "BEN")}) == 1
    again = shell.remedy("hand-over", "acme-may", "--to", "finance", "--out", str(tmp_path / "2.csv"), "--by", "omar")
    assert (again["handed_over"], shell.stages()["ANN"], len(sent)) == ([], ("paid", "unknown"), 3)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{key},99999999999999999999999,accepted,", "is no attempt"),
        ("{key},²,accepted,", "is no attempt"),
    ],
)
def test_numbers_that_are_none_are_refused_in_words(shell: Shell, tmp_path: Path, line: str, what: str) -> None:
    sent = hand_over(shell, tmp_path / "payments.csv")
    file = tmp_path / "answers.csv"
    file.write_text("key,attempt,outcome,reference\n" + line.format(key=sent["ANN"]["key"]) + "\n")
    done = shell.try_("remediation", "answers", str(file), "--by", "omar")
    assert what in f"{done.output}{done.exception}"
    assert shell.stages()["ANN"] == ("paid", "unknown")


def test_two_who_answer_otherwise_at_once_are_told(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amends.cli.remediation import answers

    sent = hand_over(shell, tmp_path / "payments.csv")
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for file, outcome in zip(files, ("accepted", "refused"), strict=True):
        file.write_text(f"key,attempt,outcome\n{sent['ANN']['key']},1,{outcome}\n")
    looked = answers.placed_of

    def slow(*args: object) -> object:
        found = looked(*args)  # type: ignore[arg-type]
        monkeypatch.setattr(answers, "placed_of", looked)
        shell.remedy("answers", str(files[0]), "--by", "mina")
        return found

    monkeypatch.setattr(answers, "placed_of", slow)
    with pytest.raises(NotAllowed, match="answered otherwise by somebody else"):
        shell.remedy("answers", str(files[1]), "--by", "omar")
    assert shell.stages()["ANN"] == ("paid", "said_paid")


@pytest.mark.promise
@pytest.mark.parametrize("where", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_of_many_who_hand_over_at_once_one_sends(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Each with a record of his own, as in processes of their own, and some under the next key."""
    url = fresh_database(request.getfixturevalue("postgres_url")) if where == "postgres" else None
    with open_record(tmp_path / "home", url):
        pass  # made once

    def send(number: int) -> Outcome:
        key = key_of("refund:R-1", 1 + number % 2)
        over = RemedyHandedOver("refund:R-1", key, 1, money("49.00 EUR"), "finance", by=f"person {number}")
        with open_record(tmp_path / "home", url) as record:
            return record.append([hand_over_entry(over, now=at("2026-06-01 09:00"))]).outcomes[0]

    with ThreadPoolExecutor(4) as pool:
        came = list(pool.map(send, range(8)))
    assert came.count(Outcome.APPLIED) == 1


def test_a_remediation_is_for_a_fault_and_never_about_a_colleague(shell: Shell) -> None:
    with pytest.raises(Refused, match="names people"):
        shell.remedy("open", "ruths", "--slice", "agent=ruth", "--by", "lena")
    assert len(shell.remedy("list")) == 1


def test_what_came_open_again_after_the_sign_off_is_said(shell: Shell, tmp_path: Path) -> None:
    to_the_end(shell, tmp_path)
    assert "came open again" not in shell.words("remediation", "show", "acme-may")
    common = {"payment_ref": "pi_ANN", "our_ref": key_of("refund:R-ANN")}
    shell.tell([ACME.refund("re_ANN_new", "49.00 EUR", "2026-07-19 10:00", "failed", **common)])
    assert "1 refund came open again since it was signed off." in shell.words("remediation", "show", "acme-may")
    assert shell.stages()["ANN"] == ("told", "ready")
