"""Story 1, the sweep: one refund that never left is a sample. By the real commands, from the tables to the last person
who was hit: found, asked for, paid by people, and seen to arrive by a witness.
"""

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from desk_in_use import browsed
from sweep_scene import FORGOTTEN, LARGE, LINDQVIST, OLD_CARD, SLICE, SWEPT, VICTIMS, Row, Scene, books, copy_of, later

RULE = 3  # the exit code of what a rule forbids


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    scene = Scene(tmp_path_factory.mktemp("sweep"), books())
    scene.take_in_everything()
    return scene


@pytest.fixture
def scene(told: Scene, tmp_path: Path) -> Scene:
    return copy_of(told, tmp_path)


def process(*args: str) -> str:
    """What the command prints in a process of its own."""
    return subprocess.run([sys.executable, "-m", "amends", *args], capture_output=True, text=True, check=True).stdout


def open_programme(scene: Scene) -> dict[str, Any]:
    (cause,) = scene.amends("sweep", "--json")["causes"]
    slices = [word for literal in cause["slice"] for word in ("--slice", literal)]
    told = ("--since", str(cause["onset"]), "--title", "Card refunds of version 4.2", "--by", "ada")
    return scene.remediation("open", *slices, *told)  # type: ignore[no-any-return]


def ask_and_approve(scene: Scene) -> None:
    """One asks, another approves, and a third approves what is above the limit."""
    assert len(scene.remediation("request", "--by", "ada")["requested"]) == len(VICTIMS)
    assert len(scene.remediation("approve", "--all", "--by", "boris")["approved"]) == len(VICTIMS)
    assert scene.remediation("approve", "--all", "--by", "carla")["approved"] == [f"refund:{LARGE}"]


def hand_over(scene: Scene, by: str = "ada") -> list[Row]:
    """The lines of the file that finance is given; none where nothing may be handed over."""
    out = scene.folder / f"payments-{scene.clock[:16].replace(':', '')}.csv"
    handed = scene.remediation("hand-over", "--to", "finance", "--out", str(out), "--by", by)["handed_over"]
    if not handed:
        assert not out.exists()
        return []
    with out.open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["key"] for line in lines] == [one["key"] for one in handed]
    return lines


def pays(scene: Scene, lines: Iterable[Row]) -> None:
    """What finance and the gateway do: one is overlooked, one goes to a card that is closed."""
    for line in lines:
        number = line["matter"].removeprefix("refund:")
        if number == FORGOTTEN and line["attempt"] == "1":
            continue
        dead = number == OLD_CARD and line["attempt"] == "1"
        scene.pay_back(line, **({"then": "failed", "days": 6.0} if dead else {}))


def seen_settled(scene: Scene) -> dict[str, int]:
    """How many new refunds the gateway settled for each of ours, and did not fail afterwards."""
    settled = [r["refund_id"] for r in scene.books.refunds["gateway-b"] if r["state"] == "settled"]
    return dict(Counter("R-" + name.split("_")[2] for name in settled if name.startswith("re_again")))


def ended_unseen(stages: Mapping[str, str], scene: Scene) -> list[str]:
    """Whose matter is called arrived or closed although no witness saw money arrive."""
    return [n for n, stage in stages.items() if stage in ("arrived", "closed") and not seen_settled(scene).get(n)]


def paid_twice(scene: Scene) -> list[str]:
    return [number for number, times in seen_settled(scene).items() if times > 1]


def test_the_sweep_names_what_the_failures_share_and_the_day_on_which_it_began(scene: Scene) -> None:
    (cause,) = scene.amends("sweep", "--json")["causes"]
    assert cause["slice"] == SLICE
    assert cause["onset"][:10] == "2026-05-03"
    assert cause["failures"] == len(VICTIMS)
    assert not cause["always_so"]
    said = process("--home", str(scene.home), "sweep", "--as-of", SWEPT)
    assert "gateway = gateway-b and method = card and version = 4.2" in said
    assert "Since 2026-05-03" in said


def test_everybody_hit_is_listed_also_who_never_called_and_who_was_told_no_is_marked(scene: Scene) -> None:
    assert open_programme(scene)["listed_now"] == len(VICTIMS)
    standings = scene.standings()
    assert set(standings) == set(VICTIMS)
    assert {one["stage"] for one in standings.values()} == {"verified"}
    assert [number for number, one in standings.items() if one["contacts"]] == [LINDQVIST]
    assert [number for number, one in standings.items() if one["rejected"]] == [LINDQVIST], "we had told her no"
    assert open_programme(scene)["listed_now"] == 0, "the same again lists nobody twice"


def test_nobody_is_paid_on_the_word_of_one_person_above_the_limit(scene: Scene) -> None:
    open_programme(scene)
    scene.remediation("request", "--by", "ada")
    assert hand_over(scene) == [], "nothing is handed over that nobody approved"
    scene.remediation("approve", "--all", "--by", "boris")
    again = scene.amends("remediation", "approve", "cards-by-4.2", LARGE, "--by", "boris", code=RULE)
    assert "was approved by boris already" in again
    first = hand_over(scene)
    assert {line["matter"].removeprefix("refund:") for line in first} == set(VICTIMS) - {LARGE}
    assert scene.standings()[LARGE]["payment"] == "waits"
    scene.remediation("approve", LARGE, "--by", "carla")
    (large,) = hand_over(scene)
    assert (large["matter"], large["amount_minor"], large["payment_ref"]) == (f"refund:{LARGE}", "64000", "pi_640")


def test_our_own_word_makes_nobody_whole(scene: Scene) -> None:
    """The twin of a closing: somebody writes "refunded" again, the payer says that he paid, somebody ticks it off."""
    open_programme(scene)
    ask_and_approve(scene)
    lines = hand_over(scene)
    again = [
        {**row, "refund_id": f"{row['refund_id']}-again", "gateway_ref": "", "occurred_at": later(SWEPT, days=0.5)}
        for row in scene.books.shop
        if row["refund_id"] in VICTIMS
    ]
    scene.clock = later(SWEPT, days=40)
    scene.shop_says(again)
    accepted = [
        {"key": one["key"], "attempt": one["attempt"], "outcome": "accepted", "reference": "ok"} for one in lines
    ]
    assert scene.answers(accepted)["taken_in"] == len(VICTIMS)
    scene.ask_gateways()
    stages = scene.stages()
    assert ended_unseen(stages, scene) == []
    assert set(stages.values()) == {"paid"}
    tick = ("set-aside", "cards-by-4.2", LINDQVIST, "--outcome", "made_whole", "--reason", "we refunded it")
    assert LINDQVIST in scene.amends("remediation", *tick, "--by", "ruth", code=RULE)
    assert "cards-by-4.2" in scene.amends("remediation", "close", "cards-by-4.2", "--by", "ada", code=RULE)
    by_our_word = {row["refund_id"].removesuffix("-again"): "closed" for row in again}
    assert ended_unseen(by_our_word, scene) == list(by_our_word), "whoever believes our own table is caught"


def test_it_ends_when_a_witness_has_seen_the_last_of_them_arrive(scene: Scene) -> None:
    open_programme(scene)
    ask_and_approve(scene)
    first = hand_over(scene)
    assert len(first) == len({line["key"] for line in first}) == len(VICTIMS)
    scene.clock = later(SWEPT, days=1)
    assert hand_over(scene) == [], "what is unknown is not handed over again"
    scene.clock = SWEPT
    pays(scene, first)
    scene.clock = later(SWEPT, days=3)
    scene.ask_gateways()
    stages = scene.stages()
    assert stages.pop(FORGOTTEN) == "owed", "three days, and the gateway, which tells all, has not seen it"
    assert set(stages.values()) == {"paid"}, "settled, and the window has not passed"
    tell_everybody(scene)
    scene.clock = later(SWEPT, days=30)
    scene.ask_gateways()
    stages = scene.stages()
    assert {number for number, stage in stages.items() if stage != "closed"} == {OLD_CARD, FORGOTTEN}
    assert ended_unseen(stages, scene) == []
    assert "cards-by-4.2" in scene.amends("remediation", "close", "cards-by-4.2", "--by", "ada", code=RULE)
    second = {line["matter"].removeprefix("refund:"): line for line in hand_over(scene)}
    keys = {line["matter"].removeprefix("refund:"): line["key"] for line in first}
    assert set(second) == {OLD_CARD, FORGOTTEN}
    assert second[FORGOTTEN]["key"] == keys[FORGOTTEN], "nobody saw it: the same obligation under the same key"
    assert second[OLD_CARD]["key"] != keys[OLD_CARD], "it failed by a witness: a new payment"
    pays(scene, second.values())
    scene.clock = later(SWEPT, days=60)
    scene.ask_gateways()
    assert set(scene.stages().values()) == {"closed"}
    assert paid_twice(scene) == []
    assert not scene.remediation("close", "--by", "ada")["signed_off"]
    assert scene.remediation("close", "--by", "boris")["signed_off"]
    assert scene.amends("verify", "--json")["ok"] is True
    pays(scene, first)  # a twin that pays whatever it once was handed
    assert len(paid_twice(scene)) > 1


def tell_everybody(scene: Scene) -> None:
    """Letters are drafted, people send them, and it is written down who was told."""
    folder = scene.folder / "letters"
    drafted = scene.remediation("letters", "--out", str(folder), "--shop", "Lamps", "--answer-to", "help@shop.example")
    assert len(drafted["letters"]) == len(VICTIMS)
    sent = scene.remediation("told", "--letters", str(folder / "letters.csv"), "--by", "ines")
    assert len(sent["told"]) == len(VICTIMS)


@pytest.mark.browser
def test_from_the_page_of_the_sweep_by_the_cause_to_everybody_who_was_hit(scene: Scene, chromium_path: str) -> None:
    from playwright.sync_api import expect

    words = "gateway = gateway-b and method = card and version = 4.2"
    with browsed(scene.home, chromium_path) as (open_desk, page):
        page.goto(open_desk.address + "sweep")
        expect(page.get_by_role("heading", level=1)).to_contain_text("14 of 164 refunds did not arrive as we said")
        page.get_by_role("link", name=words, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"12 of 12 refunds with {words}")
        expect(page.get_by_role("img", name=words)).to_be_visible()
        page.get_by_label("Title").fill("Card refunds of version 4.2")
        page.get_by_role("button", name="Open the remediation").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Card refunds of version 4.2: of 12 refunds")
        expect(page.get_by_text("We had told them no, and they were right (1)")).to_be_visible()
        expect(page.locator("section", has=page.locator("#rejected")).get_by_text(LINDQVIST)).to_be_visible()
    (programme,) = scene.amends("remediation", "list", "--json")
    assert (programme["rows"], programme["scope"]["slice"]) == (len(VICTIMS), SLICE)
