"""Rules of retention: who has nothing left that a rule keeps goes; who wrote again last week stays as a whole."""

import json
from collections.abc import Iterator

import pytest

from amends.facts import Entry, Moment, Money, Policy, Refused, hear_moment, policy_of
from amends.facts.kinds import ContactReceived, OrderTold, ProfileTold
from amends.facts.moments import DAY_US
from amends.record import retention
from forget_stories import AT, MAIL, SHOP, close_desk, run
from record_stories import Place

NOW = hear_moment("2026-11-20T12:00:00Z")
RULES = '[retention_days]\n"contact.received" = 100\n"profile.told" = 100\n'
RECENT = Moment(NOW - 10 * DAY_US)


def letter(number: int, sender: str, at: Moment = AT) -> Entry:
    what = ContactReceived("mail", sender=sender, text="Thank you, all is well.", message_id=f"<{number}@x>")
    return Entry(MAIL, f"letter-{number}", at, what)


@pytest.fixture
def told(sqlite_place: Place) -> Iterator[Place]:
    """Old letters of four people: one wrote again, one has an order, which no rule names, one a profile."""
    with sqlite_place.open() as record:
        record.append(
            [
                letter(1, "old@example.org"),
                letter(2, "again@example.org"),
                letter(3, "again@example.org", RECENT),
                letter(4, "buyer@example.org"),
                Entry(SHOP, "o", AT, OrderTold("10-1", Money(1, "EUR"), customer_id="C-1", email="buyer@example.org")),
                letter(5, "profile@example.org"),
                Entry(SHOP, "p", AT, ProfileTold(email="profile@example.org", name="P. Rofile")),
            ]
        )
    (sqlite_place.home / "policy.toml").write_text(RULES)
    yield sqlite_place
    close_desk()


def due(place: Place, policy: Policy) -> list[str]:
    with place.open() as record:
        return [held.identity.id for held in retention.people_due(record, policy, NOW)]


def test_due_is_whoever_has_nothing_left_that_a_rule_keeps(told: Place) -> None:
    assert due(told, policy_of(RULES)) == ["email:old@example.org", "email:profile@example.org"]
    assert due(told, Policy()) == []


def test_to_whom_something_is_owed_nobody_is_forgotten(told: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_is_open", lambda *_: True)
    assert due(told, policy_of(RULES)) == []


@pytest.mark.promise
def test_a_rule_that_looks_at_the_oldest_entry_alone_is_caught(told: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "is_due", lambda entry, policy, now: True)
    assert "email:again@example.org" in due(told, policy_of(RULES))


def test_due_people_are_forgotten_and_certified_and_a_second_run_finds_nobody(
    told: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amends.cli import forget

    monkeypatch.setattr(forget, "now", lambda: NOW)
    assert json.loads(run(told, "forget", "--due", "--json").stdout) == {
        "done": False,
        "due": 2,
        "next_step": "Say --yes to do it",
    }
    assert len(json.loads(run(told, "forget", "--due", "--yes", "--json").stdout)["certificates"]) == 2
    with told.open() as record:
        assert record.about(["email:old@example.org"]) == []
        assert len(record.about(["email:again@example.org"])) == 2
        assert record.verify(deep=True).ok
    assert json.loads(run(told, "forget", "--due", "--yes", "--json").stdout)["certificates"] == []


def test_without_rules_it_says_how_to_write_one(told: Place) -> None:
    (told.home / "policy.toml").unlink()
    assert "has no rules of retention" in str(run(told, "forget", "--due", "--yes").exception)


@pytest.mark.parametrize(
    ("rule", "words"),
    [('"letter" = 10', "is no kind of entry"), ('"contact.received" = 0', "is no number of days")],
)
def test_a_rule_that_means_nothing_is_refused(rule: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        policy_of(f"[retention_days]\n{rule}\n")
