"""M. Lindqvist asks what is held on him: all of it, in words he can read, and nothing that is somebody else's."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from amends.cli.export_page import export_html
from amends.facts import Entry
from amends.facts.kinds import ContactReceived, LinkJudged, MistakeNoted, TicketTold
from amends.record import exporting
from forget_stories import AT, CANARIES, DESK, HER_ORDER, HERS, HIS_MAIL, HIS_NUMBER, MAIL, his, run, tell
from record_stories import Place

HOSTILE = '<img src="https://evil.example/x.png" onerror=alert(1)><script>alert(2)</script>'


@pytest.fixture
def told(sqlite_place: Place) -> Place:
    """Both customers; and what is about him and somebody else at once."""
    tell(sqlite_place)
    about = f"customer:{HIS_NUMBER}"
    more = [
        Entry(MAIL, "hostile", AT, ContactReceived("mail", sender=HIS_MAIL, text=HOSTILE, message_id="<x@y>")),
        Entry(DESK, "judged", AT, LinkJudged(one=about, other=f"email:{HERS}", same=False, by="ruth", reason="Two")),
        Entry(DESK, "noted", AT, MistakeNoted(mistake="M-1", what="I read the wrong row", by="ruth", about=about)),
        Entry(DESK, "taken", AT, TicketTold("zendesk/7", "assigned", value="ruth", by="ruth", customer_id=HIS_NUMBER)),
    ]  # fmt: skip
    with sqlite_place.open() as record:
        record.append(more)
    return sqlite_place


def exported(place: Place, out: Path) -> str:
    result = run(place, "export", HIS_MAIL, "--out", str(out), "--json")
    assert result.exit_code == 0, result.exception
    return (out / "person.json").read_text()


def test_it_holds_all_that_was_told_of_him(told: Place, tmp_path: Path) -> None:
    text = exported(told, tmp_path / "out")
    answer = json.loads(text)
    assert {(one["source"], one["source_id"]) for one in answer["entries"]} >= {
        (entry.source.name, entry.source_id) for entry in his()
    }
    assert all(canary in text for canary in CANARIES)
    assert answer["person"]["name"] == "Malin Lindqvist"
    assert [one["at"] for one in answer["entries"]] == sorted(one["at"] for one in answer["entries"])
    assert answer["opinions"][0]["sentence"]
    assert answer["raw_copies"] == 2
    assert answer["reads"] is None
    assert "is not recorded yet" in " ".join(answer["notes"])


@pytest.mark.promise
def test_it_holds_nothing_of_others(told: Place, tmp_path: Path) -> None:
    text = exported(told, tmp_path / "out")
    page = (tmp_path / "out" / "person.html").read_text()
    for foreign in (HERS, HER_ORDER, "neighbour", "PJSIP/ruth", "ruth@shop.example", '"ruth"', "I read the wrong row"):
        assert foreign not in text, foreign
        assert foreign not in page, foreign
    answer = json.loads(text)
    assert answer["left_out"]["colleagues_notes"] == 1
    by_id = {one["source_id"]: one["told"] for one in answer["entries"]}
    assert by_id["taken"]["value"] == by_id["taken"]["by"] == "one of us"
    assert by_id["judged"]["other"] == "somebody else"


@pytest.mark.promise
def test_an_export_that_names_colleagues_is_caught(
    told: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_COLLEAGUES", frozenset())
    assert "PJSIP/ruth" in exported(told, tmp_path / "out")


class _Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(page)
    return parser.found


@pytest.mark.promise
def test_the_page_loads_nothing_and_runs_nothing_that_was_told(told: Place, tmp_path: Path) -> None:
    exported(told, tmp_path / "out")
    page = (tmp_path / "out" / "person.html").read_text()
    assert "&lt;script&gt;alert(2)" in page
    found = tags(page)
    assert {tag for tag, _ in found}.isdisjoint({"script", "img", "link", "iframe", "object", "form", "a"})
    assert not any(name in attrs for _, attrs in found for name in ("src", "href", "onerror", "style"))
    assert "default-src 'none'" in page


@pytest.mark.promise
def test_a_page_that_does_not_escape_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.cli import export_page

    monkeypatch.setattr(export_page, "escape", lambda text: text)
    entry = {"kind": "contact.received", "at": "", "source": "", "source_id": "", "told": {"text": HOSTILE}}
    person = {"name": "", "known_by": []}
    left_out = {"colleagues_notes": 0, "entries_of_others": 0}
    told = {"person": person, "made": "", "entries": [entry], "opinions": [], "left_out": left_out}
    page = export_html({**told, "raw_copies": 0, "notes": []})
    assert "script" in {tag for tag, _ in tags(page)}


def test_the_folder_is_the_owners_alone_and_whole_or_absent(told: Place, tmp_path: Path) -> None:
    out = tmp_path / "out"
    exported(told, out)
    assert {file.name for file in out.iterdir()} == {"person.json", "person.html"}
    assert out.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in out.iterdir())
    assert "is there already" in str(run(told, "export", HIS_MAIL, "--out", str(out)).exception)


def test_what_stops_half_way_leaves_nothing(told: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.cli import export_page

    def full(_: object) -> str:
        raise OSError(28, "No space left on device", "person.html")

    monkeypatch.setattr(export_page, "export_html", full)
    assert run(told, "export", HIS_MAIL, "--out", str(tmp_path / "out")).exit_code != 0
    assert [file.name for file in tmp_path.iterdir()] == ["home"]


def test_who_is_not_known_is_said_and_nothing_is_written(told: Place, tmp_path: Path) -> None:
    result = run(told, "export", "nobody@example.org", "--out", str(tmp_path / "out"))
    assert "nobody is known by that" in str(result.exception)
    assert not (tmp_path / "out").exists()
