"""Letters by the command line: in order, with one apology, in a team's own words, and none to who opted out."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from amends.facts import NotAllowed, Refused
from amends.facts.kinds import PreferenceTold
from remedy_shell import OPEN, Shell, refunded, world
from stories import DESK, at


@pytest.fixture
def shell(home: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    made = Shell(home, monkeypatch)
    made.tell(world())
    return made


@pytest.fixture
def opened(shell: Shell) -> Shell:
    shell.remedy(*OPEN)
    return shell


def test_letters_are_drafted_in_order_and_who_opted_out_gets_none(opened: Shell, tmp_path: Path) -> None:
    opened.tell([DESK._entry("2026-05-10 10:00", "optout", PreferenceTold("opt_out", about="customer:BEN"))])
    out = tmp_path / "letters"
    drafting = ("letters", "acme-may", "--out", str(out), "--shop", "Fernhill Lamps", "--answer-to", "help@x.example")
    said = opened.remedy(*drafting, "--per-day", "1")
    assert [(row["day"], row["matter"]) for row in said["letters"]] == [
        ("2026-05-20", "refund:R-CEM"),
        ("2026-05-21", "refund:R-ANN"),
    ]
    assert said["opted_out"] == ["refund:R-BEN"]
    subject, _, text = (out / said["letters"][1]["file"]).read_text().partition("\n\n")
    assert text.startswith("Dear Ann Hill,\n\nWe sent you a refund of 49.00 EUR on 3 May 2026. It failed afterwards")
    assert said["letters"][1]["letter_sha256"] == sha256(f"{subject}\n\n{text}".encode()).hexdigest()
    opened.remedy("told", "acme-may", "--letters", str(out / "letters.csv"), "--by", "lena")
    assert opened.stages()["ANN"] == ("told", "not_asked")
    with pytest.raises(Refused, match="is there already"):
        opened.remedy(*drafting, "R-EVA", "R-BEN")


@pytest.mark.promise
def test_nobody_is_apologised_to_twice_for_one_fault(opened: Shell, tmp_path: Path) -> None:
    draft = ("letters", "acme-may", "--shop", "Fernhill Lamps", "--out")
    opened.remedy(*draft, str(tmp_path / "first"))
    told = ("told", "acme-may", "--letters", str(tmp_path / "first" / "letters.csv"), "--by", "lena")
    assert len(opened.remedy(*told)["told"]) == 3
    assert opened.remedy(*told)["told"] == []  # the same letter again is the same letter
    opened.at(at("2026-05-23 09:00"))
    opened.remedy("told", "acme-may", "R-ANN", "--outcome", "returned", "--by", "lena")
    second = opened.remedy(*draft, str(tmp_path / "second"))["letters"]
    assert [(row["matter"], row["apologised"]) for row in second] == [("refund:R-ANN", "no")]
    done = opened.try_("remediation", "told", "acme-may", "R-ANN", "--channel", "mail", "--apologised", "--by", "lena")
    assert done.exit_code == NotAllowed.exit_code
    assert "was apologised for already" in done.stderr


@pytest.mark.promise
def test_somebody_with_two_refunds_of_one_fault_has_one_apology(shell: Shell, tmp_path: Path) -> None:
    """Twice the same fault is one fault: were each letter drafted for itself, there would be two."""
    second = refunded("ANN2", "12.00 EUR", 6)
    shell.tell([replace(e, what=replace(e.what, customer_id="ANN")) if hasattr(e.what, "customer_id") and
                e.source.root == "us" else e for e in second])  # fmt: skip
    shell.remedy(*OPEN)
    letters = shell.remedy("letters", "acme-may", "--shop", "Fernhill", "--out", str(tmp_path / "out"))["letters"]
    hers = [(row["matter"], row["day"], row["apologised"]) for row in letters if row["customer"] == "customer:ANN"]
    assert hers == [("refund:R-ANN", "2026-05-20", "yes"), ("refund:R-ANN2", "2026-05-20", "no")]
    told = ("told", "acme-may", "--letters", str(tmp_path / "out" / "letters.csv"), "--by", "lena")
    assert len(shell.remedy(*told)["told"]) == 4


def test_a_teams_own_letter_is_read_before_anybody_is_written_to(opened: Shell, home: Path, tmp_path: Path) -> None:
    own = home / "letters" / "remediation.txt"
    own.parent.mkdir()
    own.write_text("Hello $name,\n$bonus\n")
    draft = ("letters", "acme-may", "--shop", "Fernhill Lamps", "--out", str(tmp_path / "out"))
    with pytest.raises(Refused, match="line 2: '\\$bonus' is no placeholder"):
        opened.remedy(*draft)
    assert not (tmp_path / "out").exists()
    own.write_text("Hello $name, $apology $lines $amount $arrival $answer_to\n")
    assert opened.remedy(*draft)["letters"][0]["letter_version"].startswith("own-")
