"""How a refund was made stands beside it as traits: told by tables and by the API, and never telling who it hit."""

import random
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.causes import attributes
from amends.customer import understand
from amends.facts import Entry, Policy, Refused, Source, SweptRefund, Verdict, entry_of, head_and_body, hear_moment
from amends.facts.kinds import RefundTold
from amends.facts.who import names_people
from amends.intake.heard import Heard
from amends.intake.posted import hear_posted
from amends.intake.table import Mapping, mapping_of
from amends.intake.traits import NotATrait, hear_trait, hear_traits
from amends.remediation import swept
from table_rows import hear

AT = "2026-05-03T14:20:00Z"
BASE = f"R-2291,12900,EUR,{AT},accepted"
COLUMNS = "refund_id,amount_minor,currency,occurred_at,state"
PEOPLE = [
    ("mara@example.org", "an e-mail address"),
    ("by Mara <mara.ruiz@shop.example>", "an e-mail address"),
    ("+49 30 1234567", "a phone number"),
    ("call +44 (0)7700 900-999", "a phone number"),
    ("0049301234567", "a phone number"),
    ("030 1234567", "a phone number"),
    ("(020) 7946 0123", "a phone number"),
    ("07700900999", "a phone number"),
    ("(555) 123-4567", "a phone number"),
    ("4242 4242 4242 4242", "a card number"),
]
MADE_HOW = [
    "4.2",
    "4.2.1-rc.3",
    "4.2.0+20260503",
    "2026-05-03",
    "03/05/2026",
    "20260503142000",
    "app@4.2.1-beta.rc",
    "10.0.12.7",
    "9f3c1e07ab",
    "0042",
    "+1",
    "gateway-b",
    "retry=2",
    "Größe XL",
]


def made(*traits: str, **cells: str) -> RefundTold:
    """The one refund of a file that has these traits, as `name=value`, in this order of columns."""
    pairs = [trait.partition("=") for trait in traits]
    header = ",".join([COLUMNS, *(f"trait.{name}" for name, _, _ in pairs), *cells])
    heard = hear(f"{header}\n{','.join([BASE, *(value for _, _, value in pairs), *cells.values()])}\n")
    assert not heard.problems
    (entry,) = heard.entries
    assert isinstance(entry.what, RefundTold)
    return entry.what


def posted(*traits: Any) -> Heard:
    what = {"refund_id": "R-2291", "money": {"amount": "129.00", "currency": "EUR"}, "state": "accepted"}
    told = {"kind": "refund.told", "source": "shop", "root": "us", "source_id": "R-2291:a", "occurred": AT}
    return hear_posted(orjson.dumps(told | {"what": what | {"traits": list(traits)}}))


def test_a_refunds_table_tells_how_each_refund_was_made() -> None:
    assert made("version=4.2", "gateway=gateway-b").traits == ("gateway=gateway-b", "version=4.2")
    assert made("anything_at_all_2=x").traits == ("anything_at_all_2=x",)
    assert made("version=  4.2  ", "channel=", "script=NULL").traits == ("version=4.2",), "empty cells tell nothing"
    assert made("note=a=b").traits == ("note=a=b",)


def test_the_shops_own_column_becomes_a_trait_by_option_and_by_file() -> None:
    body = f"{COLUMNS},AppVersion,Clerk\n{BASE},4.2,ruth\n"
    ignore = frozenset({"Clerk"})
    for mapping in (
        Mapping(columns={"trait.version": "AppVersion"}, ignore=ignore),
        mapping_of('ignore = ["Clerk"]\n[columns]\n"trait.version" = "AppVersion"', "shop.toml"),
        mapping_of('ignore = ["Clerk"]\n[columns]\ntrait.version = "AppVersion"', "shop.toml"),
    ):
        (entry,) = hear(body, mapping=mapping).entries
        assert isinstance(entry.what, RefundTold)
        assert entry.what.traits == ("version=4.2",)


def test_json_lines_keep_the_digits_of_a_version() -> None:
    body = f'{{"refund_id":"R-1","amount_minor":1,"currency":"EUR","occurred_at":"{AT}","state":"accepted",'
    (entry,) = hear(f'{body}"trait.version":4.10}}\n').entries
    assert isinstance(entry.what, RefundTold)
    assert entry.what.traits == ("version=4.10",)


@pytest.mark.parametrize(("value", "looks_like"), PEOPLE)
def test_a_trait_is_how_it_was_made_and_never_who(value: str, looks_like: str) -> None:
    heard = hear(f'{COLUMNS},trait.note\n{BASE},"{value}"\n{BASE.replace("R-2291", "R-2292")},by hand\n')
    (problem,) = heard.problems
    assert (problem.column, problem.what, problem.line) == ("trait.note", f"looks like {looks_like}", 2)
    assert "never who" in problem.next_step
    assert value not in heard.not_understood[0].reason
    assert [entry.what.traits for entry in heard.entries if isinstance(entry.what, RefundTold)] == [("note=by hand",)]
    assert posted(f"note={value}").problems[0].what == f"looks like {looks_like}"


@pytest.mark.parametrize("value", MADE_HOW)
def test_versions_builds_and_dates_are_no_people(value: str) -> None:
    assert hear_trait("made", value) == f"made={value}"


def test_a_twin_that_only_looks_for_an_at_sign_takes_phone_numbers_and_refuses_versions() -> None:
    def twin(value: str) -> bool:
        return "@" in value

    assert any(not twin(value) for value, _ in PEOPLE)
    assert any(twin(value) for value in MADE_HOW)


@pytest.mark.parametrize(
    ("column", "what"),
    [
        ("trait.Version", "is not a name of a trait"),
        ("trait.", "is not a name of a trait"),
        ("trait.app-version", "is not a name of a trait"),
        ("trait.customer_id", "names people"),
        ("trait.agent", "names people"),
        ("trait.name", "names people"),
    ],
)
def test_a_column_that_cannot_be_a_trait_refuses_the_file_before_anything_is_taken(column: str, what: str) -> None:
    body = f"{COLUMNS},{column}\n{BASE},x\n"
    with pytest.raises(Refused, match=what) as refused:
        hear(body)
    assert "--ignore" in refused.value.problem.next_step
    assert len(hear(body, mapping=Mapping(ignore=frozenset({column}))).entries) == 1
    with pytest.raises(Refused, match=what):
        hear(f"{COLUMNS},X\n{BASE},x\n", mapping=Mapping(columns={column: "X"}))


def test_only_refunds_have_traits() -> None:
    body = f"order_id,amount_minor,currency,placed_at,trait.version\n10-1,1,EUR,{AT},4.2\n"
    with pytest.raises(Refused, match="is not a column of orders"):
        hear(body, "orders")
    with pytest.raises(Refused, match=r"trait\.NAME"):
        hear(f"{COLUMNS}\n{BASE}\n", mapping=Mapping(columns={"traits": "state"}))


@pytest.mark.parametrize(
    ("traits", "what"),
    [
        (["version"], "is not name=value"),
        (["Version=4.2"], "is not a name of a trait"),
        (["version=4.2", "version=4.3"], "tells version twice"),
        (["user=ruth"], "names people"),
        ([f"note={'x' * 81}"], "is longer than 80 characters"),
        (["note=a\u200bb"], "cannot be printed"),
        ([42], "is not text"),
    ],
)
def test_the_api_has_the_same_check(traits: list[Any], what: str) -> None:
    heard = posted(*traits)
    assert not heard.entries
    assert heard.problems[0].column == "what.traits"
    assert what in heard.problems[0].what
    assert heard.problems[0].next_step


def test_eighty_characters_are_taken_and_one_more_costs_the_row() -> None:
    assert made(f"note={'x' * 80}").traits == (f"note={'x' * 80}",)
    heard = hear(f"{COLUMNS},trait.note\n{BASE},{'x' * 81}\n")
    assert (heard.entries, len(heard.not_understood)) == ((), 1)


NAMES = st.from_regex(r"t[a-z0-9_]{0,12}", fullmatch=True)
VALUES = st.text("abcxyz./-_ =", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)


@given(st.dictionaries(NAMES, VALUES, max_size=6), st.randoms(use_true_random=False))
def test_the_same_row_is_the_same_entry_in_whatever_order_it_is_told(
    told: dict[str, str], chance: random.Random
) -> None:
    pairs = [f"{name}={value}" for name, value in told.items()]
    mixed = list(pairs)
    chance.shuffle(mixed)
    (one,), (again,) = posted(*pairs).entries, posted(*mixed).entries
    assert one == again
    assert head_and_body(one) == head_and_body(again)
    assert entry_of(*head_and_body(one)) == one


def test_a_twin_that_keeps_the_order_of_the_list_tells_one_refund_twice() -> None:
    def twin(told: list[str]) -> tuple[str, ...]:
        return tuple(told)

    assert twin(["b=1", "a=2"]) != twin(["a=2", "b=1"])
    assert hear_traits(["b=1", "a=2"]) == hear_traits(["a=2", "b=1"]) == ("a=2", "b=1")


def test_traits_are_stored_in_the_clear_and_an_empty_list_stores_nothing() -> None:
    (entry,) = posted("version=4.2").entries
    head, _ = head_and_body(entry)
    assert orjson.loads(head)["traits"] == ["version=4.2"]
    (plain,) = posted().entries
    assert b"traits" not in head_and_body(plain)[0]
    assert entry_of(*head_and_body(plain)) == plain


def test_traits_told_later_come_by_a_feed_of_their_own() -> None:
    """The first feed's row without them stays as it is: told otherwise under the same number it would be a conflict."""
    (first,) = hear(f"{COLUMNS}\n{BASE}\n").entries
    (same_feed,) = hear(f"{COLUMNS},trait.version\n{BASE},4.2\n").entries
    (own_feed,) = hear(f"{COLUMNS},trait.version\n{BASE},4.2\n", source=Source("shop-versions", "us")).entries
    assert first.id == same_feed.id
    assert first != same_feed
    assert first.id != own_feed.id


def test_the_second_feed_tells_how_and_changes_no_verdict() -> None:
    columns, row = f"{COLUMNS},payment_ref,customer_id", f"{BASE},pi_1,C-17"
    theirs = f"{COLUMNS},our_ref,payment_ref\nre_1,12900,EUR,2026-05-09T02:11:00Z,failed,R-2291,pi_1\n"
    told = [
        *hear(f"{columns}\n{row}\n").entries,
        *hear(theirs, source=Source("acme", "gateway")).entries,
    ]
    more = hear(f"{columns},trait.version\n{row},4.2\n", source=Source("shop-versions", "us")).entries
    (before,), (after,) = _swept(told), _swept([*more, *told])
    assert before.verdict is after.verdict is Verdict.CUSTOMER_RIGHT
    assert (before.trait("version"), after.trait("version")) == ("", "4.2")
    assert (after.matter, after.money, after.at) == (before.matter, before.money, before.at)


def _swept(told: Sequence[Entry]) -> tuple[SweptRefund, ...]:
    file = understand(told, who="customer:C-17", now=hear_moment("2026-07-01T00:00:00Z"), policy=Policy())
    assert file is not None
    return swept(file)


@pytest.mark.parametrize(
    "name", ["agent", "agent_id", "customer_no", "name", "plan_name", "agent_team", "version", "id"]
)
def test_what_intake_refuses_is_what_the_search_for_causes_would_not_look_at(name: str) -> None:
    assert attributes.names_people is names_people
    with pytest.raises(Refused) if names_people(name) else nullcontext():
        attributes.check_names([name], (), ())


def test_not_a_trait_says_what_to_do() -> None:
    with pytest.raises(NotATrait) as wrong:
        hear_trait("version", "x" * 90)
    assert wrong.value.next_step
