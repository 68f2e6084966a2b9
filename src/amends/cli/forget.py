"""amends forget: everything that names a person goes. A certificate says what was done, and what stays."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from amends.facts import Moment, Policy, Problem, Refused

from .common import Home, counted, json_option, now, pass_home, progress, say_json

if TYPE_CHECKING:
    from amends.record import Record
    from amends.record.forgetting import Plan
    from amends.record.holding import Holding


@click.command("forget", short_help="Forget a person: his words, his names, his addresses.")
@click.argument("customer", required=False)
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--finish", is_flag=True, help="Finish what was cut off, and nothing else.")
@click.option("--due", is_flag=True, help="Forget everybody who is due by [retention_days] of the policy.")
@json_option
@pass_home
def command(home: Home, customer: str | None, yes: bool, finish: bool, due: bool, as_json: bool) -> None:
    """Forget CUSTOMER: a customer number, an address, a phone, an order, or a handle key such as email:m@example.org.

    Shows first who that is and what would go, and asks. What was cut off before is finished first.
    """
    if sum((customer is not None, finish, due)) != 1:
        raise Refused(Problem("amends forget", "needs one of CUSTOMER, --due and --finish", "Name one of them"))
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from amends.console.follower import apply_waiting

    with home.record() as record:
        finished = _finish(home, record, now())
        if finish:
            _say_finished(finished, as_json)
            return
        apply_waiting(record)
        if due:
            _forget_due(home, record, yes, as_json)
        else:
            assert customer is not None
            _forget(home, record, _find(home, record, customer), yes, as_json)


def _find(home: Home, record: "Record", customer: str) -> "Holding":
    """Raises NobodyKnown; where it was forgotten here by the same word, it says so."""
    from amends.record.asked import NobodyKnown
    from amends.record.forgetting import asked_digest, certificates
    from amends.record.holding import holding_of

    from .check import keys_of

    keys = keys_of(customer)
    if (held := holding_of(record, keys, home.policy())) is not None:
        return held
    digests = {asked_digest(record.keys, key) for key in keys}
    before = [told["at"] for told in certificates(home.path) if told["asked"] in digests]
    step = f"It was forgotten at {before[-1]}" if before else "Check the spelling"
    raise NobodyKnown(Problem("the record", "nobody is known by that", step, value=customer))


def _forget(home: Home, record: "Record", held: "Holding", yes: bool, as_json: bool) -> None:
    from amends.record.forgetting import plan_of

    moment = now()
    plan = plan_of(record, held, moment)
    if as_json and not yes:
        say_json({"done": False, "would": _as_json(held, plan), "next_step": "Say --yes to do it"})
        return
    if not as_json:
        _say(held, plan)
    if not yes:
        click.confirm("Nobody can bring this back. Forget this person?", abort=True)
    told = _carry_out(home, record, plan, moment, home.policy())
    if as_json:
        say_json({"done": True, "certificate": told})
    else:
        click.echo(f"Forgotten. The certificate: {home.path}/forgotten/certificate-{plan.certificate}.txt")


def _carry_out(home: Home, record: "Record", plan: "Plan", moment: Moment, policy: Policy) -> dict[str, Any]:
    from amends.console.forgetting_customer import take_away
    from amends.record.forgetting import forget

    with progress() as bar:
        task = bar.add_task("Checking the record", total=None)
        return forget(
            record,
            home.path,
            plan,
            lambda plan: take_away(record, policy, moment, plan),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            reached=_reached(plan),
        )


def _reached(plan: "Plan") -> Callable[[str], None]:
    """Told each step when it is done: tests stop here."""
    return lambda step: None


def _finish(home: Home, record: "Record", moment: Moment) -> list[dict[str, Any]]:
    from amends.record.forgetting import unfinished

    policy = home.policy()
    return [_carry_out(home, record, plan, moment, policy) for plan in unfinished(record, home.path)]


def _forget_due(home: Home, record: "Record", yes: bool, as_json: bool) -> None:
    from amends.record.forgetting import plan_of
    from amends.record.retention import people_due

    moment, policy = now(), home.policy()
    if not policy.retention_days:
        step = 'Write for example [retention_days] and below it "contact.received" = 1095'
        raise Refused(Problem("policy.toml", "has no rules of retention", step))
    due = people_due(record, policy, moment)
    if not as_json:
        click.echo(f"Due by [retention_days]: {counted(len(due), 'customer')}")
    if not yes and as_json:
        say_json({"done": False, "due": len(due), "next_step": "Say --yes to do it"})
        return
    if not yes and due:
        click.confirm("Nobody can bring this back. Forget them?", abort=True)
    told = [_carry_out(home, record, plan_of(record, held, moment), moment, policy) for held in due]
    if as_json:
        say_json({"done": True, "certificates": told})
    else:
        click.echo(f"Forgotten: {counted(len(told), 'customer')}")


def _say_finished(finished: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        say_json({"done": True, "certificates": finished})
    else:
        click.echo(f"Finished: {len(finished)}" if finished else "Nothing was cut off.")


def _as_json(held: "Holding", plan: "Plan") -> dict[str, Any]:
    return {
        "customer": held.identity.id,
        "name": held.identity.name,
        "known_by": list(held.identity.handles),
        "entries": plan.entries,
        "keys": len(plan.numbers),
        "raw_copies": plan.raw_copies,
        "entries_of_others": plan.others,
    }


def _say(held: "Holding", plan: "Plan") -> None:
    click.secho(held.identity.name or held.identity.id, bold=True)
    click.echo(f"Known by: {', '.join(held.identity.handles)}")
    click.echo("What goes:")
    for kind, count in plan.entries.items():
        click.echo(f"  {count:>6,}  {kind}")
    click.echo(f"  {plan.raw_copies:>6,}  raw copies in quarantine that name this person")
    click.echo("  and what the desk shows of it")
    click.echo(
        f"What stays: what is other people's about the same things ({plan.others:,}), and numbers and amounts that"
    )
    click.echo("  tie to nobody. What the law makes you keep, such as invoices, keep elsewhere first.")
