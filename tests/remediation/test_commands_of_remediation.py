"""A programme by the command line: from the list of suspects to the money that was seen to arrive."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from amends.facts import NotAllowed, Refused
from remedy_shell import ACME, OPEN, Shell, arrived, world
from stories import at


@pytest.fixture
def shell(home: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    made = Shell(home, monkeypatch)
    made.tell(world())
    return made


@pytest.fixture
def opened(shell: Shell) -> Shell:
    shell.remedy(*OPEN)
    return shell


@pytest.fixture
def approved(opened: Shell) -> Shell:
    opened.remedy("request", "acme-may", "--by", "lena")
    opened.remedy("approve", "acme-may", "--all", "--by", "omar")
    return opened


def payments(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text())))


def test_everybody_in_the_slice_is_listed_hit_or_not_known_and_nobody_else(shell: Shell) -> None:
    said = shell.remedy(*OPEN)
    assert said["population"] == {"hit": 3, "unknown": 1, "not_hit": 1}
    assert shell.stages() == {
        "ANN": ("verified", "not_asked"),
        "BEN": ("verified", "not_asked"),
        "CEM": ("verified", "not_asked"),
        "EVA": ("suspected", "not_asked"),
    }
    assert shell.remedy(*OPEN)["listed_now"] == 0  # the same again changes nothing
    assert shell.remedy(OPEN[0], OPEN[1], *OPEN[4:6], *OPEN[2:4], *OPEN[6:])["listed_now"] == 0
    assert len(shell.entries("suspect.listed")) == 4
    (listed,) = shell.remedy("list")
    assert (listed["programme"], listed["rows"], listed["rows_hash"]) == ("acme-may", 4, said["rows_hash"])


def test_another_scope_needs_its_reason_and_takes_nobody_off(opened: Shell) -> None:
    wider = ("open", "acme-may", "--slice", "gateway=acme", "--since", "2026-05-05T00:00:00Z", "--by", "lena")
    with pytest.raises(NotAllowed, match="is open with another scope"):
        opened.remedy(*wider)
    said = opened.remedy(*wider, "--because", "version 4.1 fails too")
    assert (said["scope"]["slice"], said["listed_now"]) == (["gateway=acme"], 0)
    assert set(opened.stages()) == {"ANN", "BEN", "CEM", "EVA"}


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("open", "x", "--slice", "gateway", "--by", "lena"), "is no trait"),
        (("open", "x", "--slice", "gateway=acme", "--reason", "bad luck", "--by", "lena"), "is no reason"),
        (("open", "x", "--slice", "gateway=acme", "--since", "May", "--by", "lena"), "is not a time"),
        (("open", "x", "--slice", "gateway=none", "--by", "lena"), "has nobody in it"),
        (("show", "none"), "is no programme here"),
    ],
)
def test_what_cannot_be_understood_is_said_and_nothing_is_written(
    shell: Shell, args: tuple[str, ...], what: str
) -> None:
    with pytest.raises((Refused, NotAllowed), match=what):
        shell.remedy(*args)
    assert shell.remedy("list") == []


def test_money_is_asked_for_by_one_and_approved_by_another_and_two_above_the_limit(opened: Shell) -> None:
    assert len(opened.remedy("request", "acme-may", "--by", "lena")["requested"]) == 3
    assert opened.remedy("request", "acme-may", "--by", "lena")["requested"] == []
    with pytest.raises(Refused, match="has to be named, or --all"):
        opened.remedy("approve", "acme-may", "--by", "omar")
    assert len(opened.remedy("approve", "acme-may", "--all", "--by", "omar")["approved"]) == 3
    assert opened.remedy("approve", "acme-may", "--all", "--by", "Omar ")["approved"] == []
    assert opened.stages()["ANN"] == ("owed", "ready")
    assert opened.stages()["CEM"] == ("owed", "waits")  # 600.00: a second person
    assert opened.remedy("approve", "acme-may", "--all", "--by", "mina")["approved"] == ["refund:R-CEM"]
    assert opened.stages()["CEM"] == ("owed", "ready")


def test_a_named_matter_that_a_rule_forbids_ends_with_its_words_and_code(opened: Shell) -> None:
    done = opened.try_("remediation", "request", "acme-may", "R-ANN", "R-EVA", "--by", "lena")
    assert done.exit_code == NotAllowed.exit_code
    assert "1 refund requested" in done.stdout
    assert "refund:R-EVA: is not known to be owed" in done.stderr
    with pytest.raises(Refused, match="is not on the list"):
        opened.remedy("request", "acme-may", "R-DOT", "--by", "lena")


@pytest.mark.promise
def test_what_was_handed_over_is_not_handed_over_again(approved: Shell, tmp_path: Path) -> None:
    out = tmp_path / "payments.csv"
    said = approved.remedy("hand-over", "acme-may", "--to", "finance", "--out", str(out), "--by", "omar")
    rows = payments(out)
    assert [(row["matter"], row["amount_minor"], row["payment_ref"]) for row in rows] == [
        ("refund:R-ANN", "4900", "pi_ANN"),
        ("refund:R-BEN", "2000", "pi_BEN"),
    ]
    assert [row["key"] for row in rows] == [row["key"] for row in said["handed_over"]]
    assert approved.stages()["ANN"] == ("paid", "unknown")
    again = tmp_path / "again.csv"
    assert approved.remedy("hand-over", "acme-may", "--to", "finance", "--out", str(again), "--by", "mina") == {
        "handed_over": [],
        "file": None,
    }
    assert not again.exists()
    with pytest.raises(Refused, match="is there already"):
        approved.remedy("hand-over", "acme-may", "--to", "finance", "--out", str(out), "--by", "omar")


@pytest.mark.promise
def test_two_at_once_send_it_once(approved: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second has looked before the first wrote it down: the record tells it that it is late."""
    from amends.cli.remediation import hand_over

    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    hand = ("hand-over", "acme-may", "--to", "finance", "--by")
    seen = hand_over.placed

    def slow(*args: object) -> object:
        found = seen(*args)  # type: ignore[arg-type]
        monkeypatch.setattr(hand_over, "placed", seen)
        approved.remedy(*hand, "mina", "--out", str(first))
        return found

    monkeypatch.setattr(hand_over, "placed", slow)
    assert approved.remedy(*hand, "omar", "--out", str(second))["handed_over"] == []
    assert len(payments(first)) == 2
    assert not second.exists()
    monkeypatch.setattr(hand_over, "applied", lambda record, entries: [True] * len(entries))  # the broken twin
    monkeypatch.setattr(hand_over, "placed", lambda *args: stale(approved, *args))
    assert len(approved.remedy(*hand, "omar", "--out", str(second))["handed_over"]) == 2


def stale(shell: Shell, *args: object) -> object:
    """What stood before anything was handed over."""
    from amends.cli.remediation.placed import placed

    found = placed(*args)  # type: ignore[arg-type]
    return [
        replace(one, standing=replace(one.standing, may_hand_over=True, payment="ready", stage="owed",
                                      hand_over_money=one.standing.harm.total))
        for one in found if one.standing.payment == "unknown" and one.standing.harm
    ]  # fmt: skip


def test_a_file_that_cannot_be_written_hands_nothing_over(approved: Shell, tmp_path: Path) -> None:
    out = tmp_path / "no folder" / "payments.csv"
    with pytest.raises(Refused, match="cannot be written"):
        approved.remedy("hand-over", "acme-may", "--to", "finance", "--out", str(out), "--by", "omar")
    assert approved.entries("remedy.handed_over") == []
    assert approved.stages()["ANN"] == ("owed", "ready")


@pytest.mark.promise
def test_where_the_disk_fills_up_the_standing_is_unknown_and_is_said(
    approved: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amends.cli import out_files

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    out = tmp_path / "payments.csv"
    with monkeypatch.context() as broken:
        broken.setattr(out_files.os, "fsync", full)
        with pytest.raises(NotAllowed, match="nobody knows what came of them") as caught:
            approved.remedy("hand-over", "acme-may", "--to", "finance", "--out", str(out), "--by", "omar")
    assert "No space left" in str(caught.value)
    assert not out.exists()
    assert approved.stages()["ANN"] == ("paid", "unknown")
    key = approved.entries("remedy.handed_over")[0].what.key  # type: ignore[attr-defined]
    assert key in str(caught.value)


def hand_over(shell: Shell, out: Path) -> dict[str, dict[str, str]]:
    shell.remedy("hand-over", "acme-may", "--to", "finance", "--out", str(out), "--by", "omar")
    return {row["matter"].removeprefix("refund:R-"): row for row in payments(out)}


def answers(file: Path, *lines: str) -> str:
    file.write_text("key,attempt,outcome,reference\n" + "".join(f"{line}\n" for line in lines))
    return str(file)


def test_the_payers_answers_are_taken_in_once_and_accepted_is_no_proof(approved: Shell, tmp_path: Path) -> None:
    sent = hand_over(approved, tmp_path / "payments.csv")
    told = answers(
        tmp_path / "answers.csv", f"{sent['ANN']['key']},1,accepted,tr_1", f"{sent['BEN']['key']},1,refused,"
    )
    assert approved.remedy("answers", told, "--by", "omar")["taken_in"] == 2
    assert approved.remedy("answers", told, "--by", "omar") == {"answers": 2, "taken_in": 0, "known_already": 2}
    assert approved.stages()["ANN"] == ("paid", "said_paid")
    assert approved.stages()["BEN"] == ("owed", "ready")
    again = hand_over(approved, tmp_path / "next.csv")
    assert list(again) == ["BEN"]
    assert again["BEN"]["key"] != sent["BEN"]["key"]


@pytest.mark.parametrize(
    ("line", "what", "place"),
    [
        ("am-nobody,1,accepted,", "was never handed over", 3),
        ("{key},one,accepted,", "is no attempt", 3),
        (",1,accepted,", "has no key", 3),
        ("{key},7,accepted,", "was never handed over as attempt 7", 3),
        ("{other},1,perhaps,", "has no such answer", 3),
        ("{key},1,refused,", "is answered twice", 3),
    ],
)
def test_one_bad_answer_and_nothing_of_the_file_is_taken(
    approved: Shell, tmp_path: Path, line: str, what: str, place: int
) -> None:
    sent = hand_over(approved, tmp_path / "payments.csv")
    key, other = sent["ANN"]["key"], sent["BEN"]["key"]
    told = answers(tmp_path / "answers.csv", f"{key},1,accepted,tr_1", line.format(key=key, other=other))
    with pytest.raises((Refused, NotAllowed), match=what) as caught:
        approved.remedy("answers", told, "--by", "omar")
    assert caught.value.problem.line == place
    assert approved.entries("remedy.answered") == []


@pytest.mark.parametrize(("raw", "what"), [(b"", "has no column key"), (b"key,attempt,outcome\n", "holds no answer"),
                                           (b"key,attempt,outcome\n\xff", "is not text")])  # fmt: skip
def test_a_file_that_holds_no_answers_is_said(opened: Shell, tmp_path: Path, raw: bytes, what: str) -> None:
    file = tmp_path / "answers.csv"
    file.write_bytes(raw)
    with pytest.raises(Refused, match=what):
        opened.remedy("answers", str(file), "--by", "omar")


def test_somebody_who_cannot_be_found_is_set_aside_with_a_reason_and_taken_up_again(opened: Shell) -> None:
    aside = ("set-aside", "acme-may", "R-BEN", "--by", "lena", "--outcome")
    assert opened.remedy(*aside, "untraceable", "--reason", "letters came back")["set_aside"] == ["refund:R-BEN"]
    assert opened.remedy(*aside, "untraceable", "--reason", "letters came back")["known_already"] == ["refund:R-BEN"]
    assert opened.stages()["BEN"][0] == "untraceable"
    opened.at(at("2026-05-23 09:00"))
    assert opened.remedy(*aside, "again", "--reason", "he wrote")["set_aside"] == ["refund:R-BEN"]
    assert opened.stages()["BEN"][0] == "verified"
    done = opened.try_("remediation", *aside, "made_whole", "--reason", "he says so")
    assert (done.exit_code, "on our own word" in done.stderr) == (NotAllowed.exit_code, True)


@pytest.mark.promise
def test_it_is_closed_by_two_when_witnesses_saw_everything_arrive(approved: Shell, tmp_path: Path) -> None:
    approved.remedy("approve", "acme-may", "R-CEM", "--by", "mina")
    sent = hand_over(approved, tmp_path / "payments.csv")
    approved.remedy("told", "acme-may", "R-ANN", "R-BEN", "R-CEM", "--by", "lena")
    with pytest.raises(NotAllowed, match="have not ended"):
        approved.remedy("close", "acme-may", "--by", "lena")
    amounts = {"ANN": "49.00 EUR", "BEN": "20.00 EUR", "CEM": "600.00 EUR"}
    for name, amount in amounts.items():
        approved.tell(arrived(name, amount, sent[name]["key"], 1))
    approved.tell([*settled_late()])
    approved.at(at("2026-07-20 09:00"))
    assert {stage for stage, _ in approved.stages().values()} == {"closed", "not_hit"}
    assert approved.remedy("close", "acme-may", "--by", "lena")["signed_off"] is False
    with pytest.raises(NotAllowed, match="Ask a second person"):
        approved.remedy("close", "acme-may", "--by", "lena")
    assert approved.remedy("close", "acme-may", "--by", "omar")["signed_off"] is True
    assert "signed off by lena and omar" in approved.words("remediation", "list")


def settled_late() -> list[object]:
    """EVA's refund, which might still have arrived, did."""
    return [ACME.refund("re_EVA", "15.00 EUR", "2026-05-18 14:20", "settled", settled="2026-05-20 02:00",
                        payment_ref="pi_EVA", order_id="10-EVA")]  # fmt: skip


def test_the_whole_file_is_exported_with_the_hash_of_each(approved: Shell, tmp_path: Path) -> None:
    sent = hand_over(approved, tmp_path / "payments.csv")
    approved.remedy("told", "acme-may", "R-ANN", "--by", "lena")
    as_folder, as_zip = tmp_path / "file", tmp_path / "file.zip"
    said = approved.remedy("export", "acme-may", "--out", str(as_folder))
    approved.remedy("export", "acme-may", "--out", str(as_zip))
    manifest = json.loads((as_folder / "manifest.json").read_text())
    with zipfile.ZipFile(as_zip) as archive:
        for one in manifest["files"]:
            content = (as_folder / one["name"]).read_bytes()
            assert (len(content), sha256(content).hexdigest()) == (one["bytes"], one["sha256"])
            assert archive.read(one["name"]) == content
        assert sorted(archive.namelist()) == said["files"]
    people = [json.loads(line) for line in (as_folder / "people.jsonl").read_text().splitlines()]
    (ann,) = [one for one in people if one["matter"] == "refund:R-ANN"]
    assert (ann["name"], ann["owed"]["amount_minor"], ann["requested_by"]) == ("Ann Hill", 4900, "lena")
    assert ann["payments"][0]["key"] == sent["ANN"]["key"]
    assert ann["told"][0]["outcome"] == "sent"
    kinds = {json.loads(line)["head"]["kind"] for line in (as_folder / "entries.jsonl").read_text().splitlines()}
    assert kinds >= {"programme.opened", "suspect.listed", "remedy.requested", "remedy.approved", "remedy.handed_over",
                     "person.told", "refund.told"}  # fmt: skip
    with pytest.raises(Refused, match="is there already"):
        approved.remedy("export", "acme-may", "--out", str(as_zip))


def test_the_scope_is_tested_and_the_same_again_is_no_second_test(opened: Shell) -> None:
    test = ("scope-test", "acme-may", "--by", "lena")
    said = opened.remedy(*test)
    assert (said["outside"], said["just_outside"], said["answered"], said["hit"]) == (2, 2, 2, 0)
    assert said["drawn_by_place"] == {"gateway otherwise": 1, "version otherwise": 1}
    assert said["missed_at_most"] == 0  # witnesses have answered for everything outside
    assert opened.remedy(*test) == said
    assert len(opened.entries("scope.tested")) == 1
    (programme,) = opened.remedy("list")
    assert programme["tests"][0]["drawn"] == 2


def test_every_command_says_it_in_words(approved: Shell, tmp_path: Path) -> None:
    words = approved.words
    assert "acme-may: gateway = acme" in words("remediation", *OPEN) or "is open with this scope" in words(
        "remediation", *OPEN
    )
    assert "Now: 3 owed, 1 suspected." in words("remediation", "show", "acme-may")
    assert "Of 2 refunds outside the slice 2 were drawn." in words(
        "remediation", "scope-test", "acme-may", "--by", "lena"
    )
    out = tmp_path / "payments.csv"
    handed = words("remediation", "hand-over", "acme-may", "--to", "finance", "--out", str(out), "--by", "omar")
    assert "2 payments for finance" in handed
    letters = tmp_path / "letters"
    drafted = words("remediation", "letters", "acme-may", "--shop", "Fernhill", "--out", str(letters))
    assert "3 letters on 1 day" in drafted
    assert "They hold names." in words("remediation", "export", "acme-may", "--out", str(tmp_path / "x.zip"))
