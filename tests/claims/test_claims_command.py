"""`amends claims read` answers in the agreed form, and a bad line stops nobody else's."""

import json

from click.testing import CliRunner, Result

from amends.cli.claims import command
from amends.facts import Refused

TEXT = "I called twice: my refund of $12.50 for order 10-4471 of 3 May never came."
GOOD = json.dumps({"id": "1", "text": TEXT, "role": "customer"})


def run(words: str, *options: str) -> Result:
    return CliRunner().invoke(command, ["read", "-", *options], input=words)


def test_a_message_is_answered_with_claims_and_slots() -> None:
    result = run(GOOD + "\n", "--json")
    told = json.loads(result.stdout)
    slots = {"amounts": [12.5], "dates": ["3 May"], "order_ids": ["10-4471"], "contacts": 2}
    assert result.exit_code == 0
    assert set(told) == {"id", "claims", "slots"}
    assert told["id"] == "1"
    assert told["slots"] == slots
    refund = next(claim for claim in told["claims"] if claim["kind"] == "refund_not_received")
    assert set(refund) == {"kind", "start", "end", "slots", "by"}
    assert refund["slots"] == slots
    assert TEXT[refund["start"] : refund["end"]] == "refund of $12.50 for order 10-4471 of 3 May never"


def test_no_stated_contacts_are_null_and_a_whole_amount_is_a_whole_number() -> None:
    told = json.loads(run('{"id": 7, "text": "It cost 400 dollars."}', "--json").stdout)
    assert told == {"id": 7, "claims": [], "slots": {"amounts": [400], "dates": [], "order_ids": [], "contacts": None}}


def test_an_agents_turn_is_read_as_an_agents() -> None:
    told = json.loads(run('{"id": "a", "text": "We will call you back tomorrow.", "role": "agent"}', "--json").stdout)
    assert [claim["kind"] for claim in told["claims"]] == ["promise"]


def test_a_bad_line_is_named_and_the_others_are_read() -> None:
    words = "\n".join([GOOD, "{broken", '{"id": "3"}', '{"id": "4", "text": "x", "role": "robot"}', "", GOOD])
    result = run(words, "--json")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
    assert [f"line {n}" in result.stderr for n in (1, 2, 3, 4, 6)] == [False, True, True, True, False]


def test_a_file_without_any_good_line_is_refused() -> None:
    result = run("{broken\n", "--json")
    assert isinstance(result.exception, Refused)
    assert result.exception.exit_code == 2


def test_without_json_it_is_said_in_words() -> None:
    assert "1: already contacted" in run(GOOD).stdout
