"""`amends care simulate`: the same figures for people, for machines and as a picture; no home is needed or made."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from amends.care.simulate import FIGURES
from amends.care.simulate.floor import Floor
from amends.cli import amends
from amends.facts import Refused

SMALL = "days = 2\nagents = 6\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "centre.toml"
    file.write_text(SMALL)
    return file


def run(home: Path, *arguments: object) -> Result:
    return CliRunner().invoke(amends, ["--home", str(home), "care", "simulate", *map(str, arguments)])


def refusal(result: Result) -> str:
    assert isinstance(result.exception, Refused), result.output
    return str(result.exception)


def test_every_policy_is_told_with_figures_intervals_and_where_all_went(tmp_path: Path, config: Path) -> None:
    policies = ["fifo", "skills", "fair", "shift", "callback", "full"]
    done = run(tmp_path / "home", "--config", config, "--policies", ",".join(policies), "--seeds", 2, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["seeds"], told["days"], told["agents"], told["compared_with"]) == (2, 2, 6, "fifo")
    assert [one["policy"] for one in told["policies"]] == policies
    for one in told["policies"]:
        assert set(one["figures"]) == set(one["against_first"]) == set(FIGURES)
        wait = one["figures"]["mean_wait_minutes"]
        assert wait["low"] <= wait["mean"] <= wait["high"]
        arrived = one["account"].pop("arrived")
        assert arrived == sum(one["account"].values()) > 0
        assert set(one["heads"]) == {"extra", "tried"}
    assert not (tmp_path / "home").exists()


def test_the_same_command_gives_the_same_bytes(tmp_path: Path, config: Path) -> None:
    once, again = (run(tmp_path, "--config", config, "--seeds", 1, "--no-heads", "--json") for _ in range(2))
    assert once.stdout == again.stdout
    assert json.loads(once.stdout)["policies"][0]["heads"] is None


def test_people_read_a_table(tmp_path: Path, config: Path) -> None:
    done = run(tmp_path, "--config", config, "--policies", "fifo, callback", "--seeds", 2)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("6 agents, 2 days, load 88 %, 2 seeds.")
    assert lines[1].split() == ["fifo", "callback"]
    assert any(line.startswith("mean wait, min") and "±" in line for line in lines)
    promised = next(line for line in lines if line.startswith("promised calls made in time"))
    assert promised.split()[-2] == "-" or promised.split()[-3] == "-"
    assert any(line.startswith("extra heads to be level") for line in lines)


def test_one_seed_says_that_it_tells_nothing_about_chance(tmp_path: Path, config: Path) -> None:
    done = run(tmp_path, "--config", config, "--policies", "fifo", "--seeds", 1, "--days", 1, "--no-heads")
    assert "6 agents, 1 day" in done.stdout
    assert "One seed tells nothing about chance" in done.stdout
    assert "±" not in done.stdout


def test_it_is_drawn(tmp_path: Path, config: Path) -> None:
    picture, page = tmp_path / "care.svg", tmp_path / "care.html"
    for out in (picture, page):
        done = run(tmp_path, "--config", config, "--policies", "fifo,full", "--seeds", 2, "--out", out)
        assert f"Written: {out}" in done.stdout
    drawn = ElementTree.fromstring(picture.read_text())
    words = " ".join(drawn.itertext())
    assert "mean wait, min" in words
    assert "full" in words
    assert len(drawn.findall("{http://www.w3.org/2000/svg}circle")) >= 14
    html = page.read_text()
    assert html.startswith("<!doctype html>")
    assert "<th scope='col'>full</th>" in html
    assert "src=" not in html


def test_weights_of_the_home_are_the_ones_that_are_simulated(tmp_path: Path, config: Path) -> None:
    arguments = ("--config", config, "--policies", "fair", "--seeds", 1, "--no-heads", "--json")
    plain = json.loads(run(tmp_path, *arguments).stdout)
    (tmp_path / "care.toml").write_text("half_life_minutes = 5\n")
    own = json.loads(run(tmp_path, *arguments).stdout)
    assert (plain["weights"], own["weights"]) == ("defaults", str(tmp_path / "care.toml"))
    assert own["policies"] != plain["policies"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--policies", "fifo,best"), "--policies: 'best' is no policy. Policies are: fifo, skills"),
        (("--policies", ","), "names none, or one twice"),
        (("--policies", "fifo,fifo"), "names none, or one twice"),
        (("--out", "care.png"), "--out: 'care.png' is no picture. End it in .svg or .html"),
        (("--out", "nowhere/care.svg"), "in a folder that does not exist"),
    ],
)
def test_what_cannot_be_is_said_before_anything_runs(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    assert words in refusal(run(tmp_path, *arguments))


def test_a_setting_that_cannot_be_is_shown_by_its_line(tmp_path: Path, config: Path) -> None:
    config.write_text(SMALL + "[phone]\npatience_minuets = 3\n")
    told = refusal(run(tmp_path, "--config", config))
    assert f"{config}, line 4, column phone.patience_minuets: 'patience_minuets' is no setting" in told
    assert "Did you mean patience_minutes?" in told


def test_ctrl_c_leaves_the_picture_of_before(tmp_path: Path, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "care.svg"
    out.write_text("of before")

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Floor, "run", stopped)
    done = run(tmp_path, "--config", config, "--out", out)
    assert done.exit_code != 0
    assert out.read_text() == "of before"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["care.svg", "centre.toml"]
