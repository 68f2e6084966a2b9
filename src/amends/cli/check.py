"""amends check: the second opinion on one refund or one customer, in the terminal."""

from typing import TYPE_CHECKING, Any

import click

from amends.facts import CustomerFile, HandleKind, Moment, Opinion, Policy, Problem, Refused, iso
from amends.facts.moments import spoken_day, spoken_time
from amends.facts.opinions import VERDICT_MARKS, VERDICT_WORDS

from .common import Home, hear_as_of, json_option, pass_home, say_json

if TYPE_CHECKING:
    from amends.record import Record


@click.command("check")
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
            file = understand_in(record, [f"refund:{refund}"], refund, now, policy)
            opinions = [o for o in file.opinions if o.matter == f"refund:{refund}"]
            if not opinions:
                raise Refused(_not_ours(refund, now))
            say_json(opinion_json(opinions[0])) if as_json else _say(opinions[0])
            return
        assert customer is not None
        file = understand_in(record, keys_of(customer), customer, now, policy)
    if as_json:
        say_json(file_json(file))
        return
    click.echo(
        f"{file.identity.name or file.identity.id}: {len(file.contacts)} contacts, {len(file.opinions)} opinions"
    )
    for opinion in file.opinions:
        click.echo()
        _say(opinion)


def keys_of(value: str) -> list[str]:
    """The handle keys that a person may mean by one word: likeliest first."""
    value = value.strip()
    known = value.partition(":")
    if known[1] and known[0] in set(HandleKind):
        return [value]
    if "@" in value:
        return [f"email:{value.lower()}"]
    return [f"{kind}:{value}" for kind in HandleKind if kind is not HandleKind.EMAIL]


def understand_in(record: "Record", keys: list[str], value: str, now: Moment, policy: Policy) -> CustomerFile:
    """The file behind the first of the keys that anybody has. Raises Refused where nobody has one."""
    from amends.customer import understand
    from amends.record.gather import gather

    for key in keys:
        file = understand(gather(record, key, policy), who=key, now=now, policy=policy)
        if file is not None:
            return file
    step = (
        "Check the spelling, or take the tables in first: amends intake table FILE --as refunds --source shop --root us"
    )
    raise Refused(Problem("the record", "has nothing of this name", step, value=value))


def opinion_json(opinion: Opinion) -> dict[str, Any]:
    """The documented shape of an opinion in JSON."""
    return {
        "matter": opinion.matter,
        "claim": opinion.claim,
        "verdict": opinion.verdict,
        "reason": opinion.reason,
        "sentence": opinion.sentence,
        "advice": opinion.advice,
        "amount": _money(opinion.amount),
        "owed": _money(opinion.owed),
        "witnesses": [_witness(w) for w in opinion.witnesses],
        "our_record": [_witness(w) for w in opinion.disputed],
        "missing": list(opinion.missing),
        "hand_over": [{"label": h.label, "value": h.value} for h in opinion.hand_over],
        "look_again": iso(opinion.look_again) if opinion.look_again is not None else None,
        "since": iso(opinion.since) if opinion.since is not None else None,
        "overruled_by": opinion.overruled_by,
        "contradicts_look": opinion.contradicts_look,
    }


def file_json(file: CustomerFile) -> dict[str, Any]:
    """The documented shape of a customer's file in JSON."""
    return {
        "customer": file.identity.id,
        "name": file.identity.name,
        "handles": list(file.identity.handles),
        "as_of": iso(file.as_of),
        "contacts": [c.entry.id for c in file.contacts],
        "claims": [{"kind": c.kind, "quote": c.quote, "contact": c.contact_id, "by": c.by} for c in file.claims],
        "opinions": [opinion_json(o) for o in file.opinions],
        "superseded": [opinion_json(o) for o in file.superseded],
        "owed": [
            {"matter": o.matter, "state": o.state, "money": _money(o.money), "proof": list(o.proof)} for o in file.owed
        ],
        "overrulings": file.overrulings,
    }


def _money(money: Any) -> dict[str, Any] | None:
    return {"amount_minor": money.amount_minor, "currency": money.currency} if money else None


def _witness(witness: Any) -> dict[str, Any]:
    return {
        "entry": witness.entry_id,
        "source": witness.source,
        "root": witness.root,
        "id": witness.record_id,
        "at": iso(witness.at),
        "state": witness.state,
        "says": witness.says,
        "how": witness.how,
        "differs": [{"field": d.field, "ours": d.ours, "theirs": d.theirs} for d in witness.differences],
    }


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


def _not_ours(refund: str, now: Moment) -> Problem:
    return Problem(
        "the record",
        f"knows of no refund of this name that we say we made by {spoken_day(now)}",
        "Check the number; a gateway's own number is found with amends check --customer",
        value=refund,
    )
