"""amends check: the second opinion on one refund or one customer, in the terminal."""

import re
from typing import TYPE_CHECKING

import click

from amends.facts import CustomerFile, HandleKind, Moment, Opinion, Policy, Problem, Refused
from amends.facts.as_json import file_json, opinion_json
from amends.facts.moments import spoken_day, spoken_time
from amends.facts.opinions import VERDICT_MARKS, VERDICT_WORDS

from .common import Home, counted, hear_as_of, json_option, pass_home, say_json

if TYPE_CHECKING:
    from amends.record import Record


@click.command("check", short_help="Ask the witnesses about a refund or a customer.")
@click.option("--refund", metavar="ID", help="A refund, as our own record calls it.")
@click.option("--customer", metavar="WHO", help="Customer number, address, phone, order or payment.")
@click.option("--as-of", metavar="ISO", help="As things stood at this moment, for example 2026-05-20T12:00:00Z.")
@json_option
@pass_home
def command(home: Home, refund: str | None, customer: str | None, as_of: str | None, as_json: bool) -> None:
    """Ask the witnesses: was this refund really sent? What do they say about this customer's money?"""
    if (refund is None) == (customer is None):
        raise Refused(Problem("amends check", "needs one of --refund and --customer", "Name one of them"))
    now, policy = hear_as_of(as_of), home.policy()
    with home.record() as record:
        if refund is not None:
            opinion = _opinion_on(record, refund, now, policy)
            if as_json:
                say_json(opinion_json(opinion))
            else:
                _say(opinion)
            return
        assert customer is not None
        file = understand_in(record, keys_of(customer), customer, now, policy)
    if as_json:
        say_json(file_json(file))
        return
    click.echo(
        f"{file.identity.name or file.identity.id}: "
        f"{counted(len(file.contacts), 'contact')}, {counted(len(file.opinions), 'opinion')}"
    )
    for opinion in file.opinions:
        click.echo()
        _say(opinion)


def _opinion_on(record: "Record", refund: str, now: Moment, policy: Policy) -> Opinion:
    """Raises Refused where nobody, or nobody of ours, has told of it by then."""
    from amends.customer import opinion_on_refund
    from amends.record.gather import gather

    key = f"{HandleKind.REFUND}:{refund}"
    opinion = opinion_on_refund(gather(record, key, policy), refund, now=now, policy=policy)
    if opinion is None:
        raise Refused(_not_ours(refund, now) if record.about([key]) else _unknown(refund))
    return opinion


def keys_of(value: str) -> list[str]:
    """The handle keys that a person may mean by one word: likeliest first."""
    value = value.strip()
    known = value.partition(":")
    if known[1] and known[0] in set(HandleKind):
        return [value]
    if "@" in value:
        return [f"email:{value.lower()}"]
    digits = re.sub(r"[\s()./-]", "", value)
    if re.fullmatch(r"\+\d{6,15}", digits):
        return [f"phone:{digits}"]
    return [f"{kind}:{value}" for kind in HandleKind if kind is not HandleKind.EMAIL]


def understand_in(record: "Record", keys: list[str], value: str, now: Moment, policy: Policy) -> CustomerFile:
    """The file behind the first of the keys that anybody has. Raises Refused where nobody has one."""
    from amends.customer import understand
    from amends.record.gather import gather

    for key in keys:
        file = understand(gather(record, key, policy), who=key, now=now, policy=policy)
        if file is not None:
            return file
    raise Refused(_unknown(value))


def _say(opinion: Opinion) -> None:
    click.echo(f"{VERDICT_MARKS[opinion.verdict]} {VERDICT_WORDS[opinion.verdict]} ({opinion.reason})")
    click.secho(f"  {opinion.sentence}", bold=True)
    if opinion.advice:
        click.echo(f"  {opinion.advice}")
    for who, witnesses in (("Our record", opinion.disputed), ("Witness", opinion.witnesses)):
        for witness in witnesses:
            click.echo(f"  {who}: {witness.says}, {spoken_time(witness.at)} ({witness.source} {witness.record_id})")
            for difference in witness.differences:
                click.echo(f"    {difference.field}: we say {difference.ours}, they say {difference.theirs}")
    for missing in opinion.missing:
        click.echo(f"  Missing: {missing}")
    for hand_over in opinion.hand_over:
        click.echo(f"  To hand over: {hand_over.label} {hand_over.value}")
    if opinion.look_again is not None:
        click.echo(f"  Look again: {spoken_day(opinion.look_again)}")


def _unknown(value: str) -> Problem:
    step = (
        "Check the spelling, or take the tables in first: amends intake table FILE --as refunds --source shop --root us"
    )
    return Problem("the record", "has nothing of this name", step, value=value)


def _not_ours(refund: str, now: Moment) -> Problem:
    return Problem(
        "the record",
        f"knows of no refund of this name that we say we made by {spoken_day(now)}",
        "Check the number; a gateway's own number is found with amends check --customer",
        value=refund,
    )
