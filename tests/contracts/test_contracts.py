"""The contracts that others run: the real commands, in processes of their own, on files as people have them."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from forked import run_amends

SHOP_COLUMNS = (
    "refund_id,gateway_ref,our_ref,payment_ref,order_id,customer_id,amount_minor,currency,occurred_at,state,livemode"
).split(",")
NOW = "2026-06-30T12:00:00Z"
ASKED = "2026-05-04T10:00:00Z"  # a Monday


def amends(home: Path, *args: str, code: int = 0) -> Any:
    """Run the command; its exit code must be `code`. JSON where it printed JSON, else its words."""
    done = run_amends("--home", str(home), *args, environment={**os.environ, "TZ": "UTC"})
    assert done.returncode == code, f"{args}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        return done.stdout + done.stderr


def table(path: Path, columns: list[str], *rows: dict[str, object]) -> Path:
    """A CSV file with these columns; what a row does not name is empty."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def refund(number: int, **told: object) -> dict[str, object]:
    """A refund as the shop tells it: 129.00 EUR on 4 May, sent to the gateway as re_N."""
    row = {
        "refund_id": f"R-{number}",
        "gateway_ref": f"re_{number}",
        "payment_ref": f"pi_{number}",
        "order_id": f"10-{number}",
        "customer_id": f"C{number}",
        "amount_minor": 12900,
        "currency": "EUR",
        "occurred_at": ASKED,
        "state": "accepted",
        "livemode": "true",
    }
    return row | told


def at_gateway(number: int, **told: object) -> dict[str, object]:
    """The same refund as the gateway tells it."""
    row = refund(number, refund_id=f"re_{number}", gateway_ref="", our_ref=f"R-{number}", customer_id="", order_id="")
    return row | told


COMPLETE = ("--complete-from", "2026-01-01T00:00:00Z", "--complete-to", "2026-06-29T00:00:00Z")

# number: what the shop says, what the gateway says, what it settled, and what must come of it
STORIES: dict[str, tuple[int, list[dict[str, object]], list[dict[str, object]], str, str]] = {
    "never sent": (1, [], [], "customer_right", "never_sent"),
    "refused": (
        2,
        [at_gateway(2, state="failed", occurred_at="2026-05-04T10:00:01Z")],
        [],
        "customer_right",
        "refused",
    ),
    "failed later": (
        3,
        [at_gateway(3), at_gateway(3, state="failed", occurred_at="2026-05-09T02:11:00Z")],
        [],
        "customer_right",
        "failed_later",
    ),
    "held": (4, [at_gateway(4, state="held")], [], "customer_right", "held"),
    "wrong amount": (5, [at_gateway(5, amount_minor=129)], [], "customer_right", "wrong_amount"),
    "wrong payment": (6, [at_gateway(6, payment_ref="pi_other")], [], "customer_right", "wrong_payment"),
    "wrong person": (7, [at_gateway(7, customer_id="C1")], [], "customer_right", "wrong_person"),
    "test mode": (8, [at_gateway(8, livemode="false")], [], "customer_right", "test_mode"),
    "has it": (
        9,
        [at_gateway(9)],
        [at_gateway(9, state="settled", settled_at="2026-05-06T00:00:00Z", arn="74537604221431003881234")],
        "record_right",
        "customer_has_it",
    ),
    "came back": (
        10,
        [at_gateway(10), at_gateway(10, state="came_back", occurred_at="2026-05-20T02:11:00Z")],
        [],
        "customer_right",
        "failed_later",
    ),
    "doubled": (
        11,
        [at_gateway(11), at_gateway(11, refund_id="re_11b")],
        [
            at_gateway(11, state="settled", settled_at="2026-05-06T00:00:00Z"),
            at_gateway(11, refund_id="re_11b", state="settled", settled_at="2026-05-06T00:00:00Z"),
        ],
        "record_right",
        "duplicated",
    ),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop and its gateway, taken in by the commands."""
    folder = tmp_path_factory.mktemp("shop")
    home = folder / "home"
    ours = [refund(number) for number, *_ in STORIES.values()]
    ours.append(refund(90, occurred_at="2026-06-28T10:00:00Z"))
    ours.append(refund(91, occurred_at="2026-06-29T18:00:00Z", gateway_ref=""))
    gateway = [row for _, rows, *_ in STORIES.values() for row in rows]
    gateway.append(at_gateway(90, occurred_at="2026-06-28T10:00:02Z"))
    settled = [row for _, _, rows, *_ in STORIES.values() for row in rows]
    files = {
        "us": table(folder / "refunds.csv", SHOP_COLUMNS, *ours),
        "gateway": table(folder / "gateway.csv", SHOP_COLUMNS, *gateway),
        "settled": table(folder / "settled.csv", [*SHOP_COLUMNS, "settled_at", "arn"], *settled),
    }
    for args, rows in (
        (("--as", "refunds", "--source", "shop", "--root", "us"), len(ours)),
        (("--as", "refunds", "--source", "gate", "--root", "gateway", *COMPLETE), len(gateway)),
        (("--as", "settlements", "--source", "gate", "--root", "gateway"), len(settled)),
    ):
        file = files["settled"] if "settlements" in args else files[args[5]]
        balance = amends(home, "intake", "table", str(file), *args, "--json")
        assert (balance["received"], balance["applied"]) == (rows, rows)
        again = amends(home, "intake", "table", str(file), *args, "--json")
        assert (again["received"], again["duplicate"], again["applied"]) == (rows, rows, 0)
    return home


@pytest.mark.parametrize("story", STORIES)
def test_each_story_comes_to_its_verdict(shop: Path, story: str) -> None:
    number, _, _, verdict, reason = STORIES[story]
    said = amends(shop, "check", "--refund", f"R-{number}", "--as-of", NOW, "--json")
    assert (said["verdict"], said["reason"]) == (verdict, reason)
    assert reason == "never_sent" or {w["root"] for w in said["witnesses"]} == {"gateway"}


def test_a_refund_of_two_days_is_too_early_and_says_when_to_look_again(shop: Path) -> None:
    said = amends(shop, "check", "--refund", "R-90", "--as-of", NOW, "--json")
    assert (said["verdict"], said["reason"]) == ("too_early", "in_window")
    assert said["look_again"] > NOW


def test_absence_after_the_end_of_the_export_is_no_evidence(shop: Path) -> None:
    said = amends(shop, "check", "--refund", "R-91", "--as-of", "2026-07-20T00:00:00Z", "--json")
    assert (said["verdict"], said["reason"]) == ("cannot_tell", "witness_incomplete")
    assert said["missing"]


def test_a_refund_that_nobody_told_of_is_an_error_in_words(shop: Path) -> None:
    words = amends(shop, "check", "--refund", "R-404", "--json", code=2)
    assert "R-404" in words


def test_a_second_gateway_that_is_complete_nowhere_may_have_sent_it(tmp_path: Path) -> None:
    home = tmp_path / "home"

    def take(name: str, root: str, *rows: dict[str, object], declare: tuple[str, ...] = ()) -> None:
        file = table(tmp_path / f"{name}.csv", SHOP_COLUMNS, *rows)
        amends(home, "intake", "table", str(file), "--as", "refunds", "--source", name, "--root", root, *declare)

    def check() -> tuple[str, str]:
        said = amends(home, "check", "--refund", "R-1", "--as-of", NOW, "--json")
        return said["verdict"], said["reason"]

    take("shop", "us", refund(1))
    assert check() == ("cannot_tell", "only_our_word")
    take("stripe", "gateway", at_gateway(7), declare=COMPLETE)
    assert check() == ("customer_right", "never_sent")
    take("paypal", "paypal", at_gateway(8))
    assert check() == ("cannot_tell", "witness_incomplete")
    take("paypal", "paypal", at_gateway(8), declare=COMPLETE)
    assert check() == ("customer_right", "never_sent")


MAIL = """From: "M. Lindqvist" <m@example.org>
To: help@shop.example
Subject: Where is my refund?
Date: Wed, 20 May 2026 09:12:00 +0000
Message-ID: <one@example.org>

I still have not received my refund of 129.00 EUR for order 10-4471.

On Tue, 19 May 2026, Help wrote:
> We have refunded you.
"""


def test_mail_is_accounted_for_also_the_broken(tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "one.eml").write_text(MAIL)
    (folder / "again.eml").write_text(MAIL.replace("\n", "\r\n"))
    (folder / "broken.eml").write_bytes(b"\x00\xff" * 100)
    (folder / "box.mbox").write_text(
        "From m@example.org Wed May 20 09:12:00 2026\n" + MAIL.replace("one@", "two@") + "\n"
    )
    balance = amends(tmp_path / "home", "intake", "mail", str(folder), "--json")
    whole = sum(balance[key] for key in ("applied", "duplicate", "conflict", "quarantined", "waiting"))
    assert balance["received"] == whole == 4
    assert (balance["applied"], balance["duplicate"], balance["quarantined"]) == (2, 1, 1)
    lines = subprocess.run(
        [sys.executable, "-m", "amends", "--home", str(tmp_path / "home"), "contacts", "--json"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    contacts = [json.loads(line) for line in lines]
    assert len(contacts) == 2
    assert contacts[0].keys() == {"id", "channel", "occurred_at", "from", "subject", "text", "is_contact", "why_not"}
    assert contacts[0]["text"].strip() == "I still have not received my refund of 129.00 EUR for order 10-4471."


def test_claims_are_read_with_their_words(tmp_path: Path) -> None:
    file = tmp_path / "said.jsonl"
    text = "Hello. I never got my refund of 129.00 EUR from 3 May for order 10-4471. This is the third time I write."
    file.write_text(json.dumps({"id": "1", "text": text, "role": "customer"}) + "\n")
    done = amends(tmp_path / "home", "claims", "read", str(file), "--json")
    kinds = {claim["kind"]: text[claim["start"] : claim["end"]] for claim in done["claims"]}
    assert "refund" in kinds["refund_not_received"]
    assert done["slots"]["amounts"] == [129.0]
    assert done["slots"]["order_ids"] == ["10-4471"]
    assert done["slots"]["dates"] == ["3 May"]
    assert done["slots"]["contacts"] == 2


def test_a_changed_record_is_found_and_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = table(tmp_path / "refunds.csv", SHOP_COLUMNS, *(refund(n) for n in range(1, 6)))
    amends(home, "intake", "table", str(file), "--as", "refunds", "--source", "shop", "--root", "us", "--json")
    assert amends(home, "verify", "--json")["ok"] is True
    with sqlite3.connect(home / "record.sqlite") as database:
        for (trigger,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            database.execute(
                f"drop trigger {trigger}"
            )  # the record refuses updates; somebody with the file can do this
        database.execute("update entry set head = replace(head, '12900', '12901') where seq = 3")
        database.commit()
    broken = amends(home, "verify", "--json", code=1)
    assert (broken["ok"], broken["first_broken"]) == (False, 3)


@pytest.mark.parametrize(
    "change",
    [
        "update entry set fingerprint = x'00000000000000000000000000000000' where seq = 3",
        "update entry set source_key = x'00' where seq = 3",
        "update entry set subject = (select subject from entry where seq = 1) where seq = 3",
        "delete from handle where seq = 3",
    ],
)
def test_what_stands_outside_the_chain_is_checked_as_well(tmp_path: Path, change: str) -> None:
    home = tmp_path / "home"
    file = table(tmp_path / "refunds.csv", SHOP_COLUMNS, *(refund(n) for n in range(1, 6)))
    amends(home, "intake", "table", str(file), "--as", "refunds", "--source", "shop", "--root", "us", "--json")
    with sqlite3.connect(home / "record.sqlite") as database:
        for (trigger,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            database.execute(f"drop trigger {trigger}")
        database.execute(change)
        database.commit()
    broken = amends(home, "verify", "--json", code=1)
    assert (broken["ok"], broken["first_broken"]) == (False, 3)
    assert amends(home, "verify", "--chain-only", "--json")["ok"] is True  # which is why it is not the default


def test_a_lost_database_is_broken_and_not_empty(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = table(tmp_path / "refunds.csv", SHOP_COLUMNS, refund(1))
    amends(home, "intake", "table", str(file), "--as", "refunds", "--source", "shop", "--root", "us", "--json")
    for part in home.glob("record.sqlite*"):
        part.unlink()
    assert amends(home, "verify", "--json", code=1)["ok"] is False
    assert "Restore it from a backup" in amends(home, "contacts", "--json", code=1)


BAD_ROWS = {
    "an unknown column": (
        ["refund_id", "amount_minor", "currency", "occurred_at", "state", "colour"],
        {"colour": "red"},
        "colour",
    ),
    "a missing column": (["refund_id", "currency", "occurred_at", "state"], {}, "amount"),
}


@pytest.mark.parametrize("what", BAD_ROWS)
def test_a_table_that_cannot_be_read_is_refused_whole_and_says_the_next_step(tmp_path: Path, what: str) -> None:
    columns, extra, word = BAD_ROWS[what]
    row = {k: v for k, v in (refund(1) | extra).items() if k in columns}
    file = table(tmp_path / "refunds.csv", columns, row)
    args = ("--as", "refunds", "--source", "shop", "--root", "us", "--json")
    words = str(amends(tmp_path / "home", "intake", "table", str(file), *args, code=2))
    assert word in words
    assert "--" in words or "map" in words
    assert amends(tmp_path / "home", "verify", "--json")["entries"] == 0


def test_a_bad_row_is_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    rows = [
        refund(1),
        refund(2, amount_minor="12.50"),
        refund(3, occurred_at="2026-05-04 10:00"),
        refund(4, state="done"),
    ]
    file = table(tmp_path / "refunds.csv", SHOP_COLUMNS, *rows)
    args = ("--as", "refunds", "--source", "shop", "--root", "us", "--json")
    balance = amends(tmp_path / "home", "intake", "table", str(file), *args)
    assert (balance["received"], balance["applied"], balance["quarantined"]) == (4, 1, 3)
    words = " ".join(balance["problems"])
    for part in ("line 3", "12.50", "line 4", "zone", "line 5", "--map-state"):
        assert part in words
