"""amends brief: found by phone, address, ticket or customer number; nobody known is exit code 2 and says what to do."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amends.cli import amends
from amends.cli.common import errors_in_words
from amends.facts import CUSTOMER, US, Entry, Money, Source, hear_moment
from amends.facts.kinds import ContactReceived, OrderTold, TicketTold
from amends.record import open_record

ORDERED = hear_moment("2026-05-01T08:00:00Z")
WROTE = hear_moment("2026-05-20T09:12:00Z")
MONEY = Money(12_900, "EUR")


@pytest.fixture
def told(home: Path) -> Path:
    """Two customers of the shop; one wrote, and has a ticket and a number in a helpdesk."""
    shop, desk = Source("shop", US), Source("freshdesk", US)
    one = OrderTold("10-1", MONEY, customer_id="C-1", email="m@example.org", phone="+493012345678", name="M. Lindqvist")
    other = OrderTold("10-2", MONEY, customer_id="C-2", name="T. Okafor")
    words = "I still have not received my refund for order 10-1."
    wrote = ContactReceived("mail", sender="m@example.org", text=words, language="en", message_id="<1>")
    with open_record(home) as record:
        record.append(
            [
                Entry(shop, "order:10-1", ORDERED, one),
                Entry(shop, "order:10-2", ORDERED, other),
                Entry(Source("mail", CUSTOMER), "<1>", WROTE, wrote),
                Entry(desk, "ticket:77:opened", WROTE, TicketTold("freshdesk/77", "opened", customer_id="C-1")),
                Entry(desk, "ticket:78:opened", WROTE, TicketTold("freshdesk/78", "opened", customer_id="freshdesk/5")),
                Entry(Source("ours", US), "t", WROTE, TicketTold("ours/79", "opened", customer_id="C-2")),
            ]
        )
    return home


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(amends, ["--home", str(home), "brief", *words])


def found(home: Path, *words: str) -> str:
    result = run(home, *words, "--json")
    assert result.exit_code == 0, result.output
    return str(json.loads(result.stdout)["customer"])


@pytest.mark.parametrize(
    ("words", "customer"),
    [
        (("--phone", "+49 30 12345678"), "customer:C-1"),
        (("--phone", "0049 30 12345678"), "customer:C-1"),
        (("--phone", "+49 (0)30 1234-5678"), "customer:C-1"),
        (("--email", "M@Example.org"), "customer:C-1"),
        (("--ticket", "77"), "customer:C-1"),
        (("--ticket", "freshdesk/77"), "customer:C-1"),
        (("--ticket", "79"), "customer:C-2"),
        (("--customer", "C-2"), "customer:C-2"),
        (("--customer", "5"), "customer:freshdesk/5"),
        (("--customer", "freshdesk/5"), "customer:freshdesk/5"),
    ],
)
def test_whoever_is_asked_for_is_found(told: Path, words: tuple[str, str], customer: str) -> None:
    assert found(told, *words) == customer


def test_in_words_it_is_a_note(told: Path) -> None:
    note = run(told, "--customer", "C-1", "--as-of", "2026-05-21T00:00:00Z").stdout
    assert note.startswith("Before you pick up: M. Lindqvist (private note, 21 May 2026 00:00 UTC)\n")
    assert "One contact about this so far." in note
    assert len(note.splitlines()) <= 25


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--phone", "030 12345678"), "is no phone number with its country. Write it with its country"),
        (("--phone", "+4930999999"), "nobody here is known by it"),
        (("--email", "m"), "is no e-mail address"),
        (("--ticket", "1"), "nobody here is known by it"),
        (("--customer", "C-1", "--phone", "+4930999999"), "needs exactly one thing to look for"),
        ((), "needs exactly one thing to look for"),
        (("--customer", "C-1", "--as-of", "2026-04-01T00:00:00Z"), "nobody was known by it on 1 April 2026"),
    ],
)
def test_what_is_not_found_says_what_to_do(
    told: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped, errors_in_words():
        amends.main(["--home", str(told), "brief", *words], standalone_mode=False)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err
