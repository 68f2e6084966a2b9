"""amends brief: the card before you pick up, in the terminal, as JSON, or as a note for a helpdesk."""

import click

from amends.facts import Problem
from amends.facts.moments import spoken_time

from .common import Home, hear_as_of, json_option, pass_home, say_json


@click.command("brief", short_help="What to know about a customer before you pick up.")
@click.option("--phone", metavar="NUMBER", help="In any notation with its country: +49 30 1234567, 0049 30 1234567.")
@click.option("--email", metavar="ADDRESS", help="An e-mail address.")
@click.option("--ticket", metavar="NUMBER", help="A ticket as the helpdesk numbers it: 4711, or zendesk/4711.")
@click.option("--customer", metavar="NUMBER", help="A customer number of the shop, or of a helpdesk: zendesk/613.")
@click.option("--as-of", metavar="ISO", help="As things stood at this moment, for example 2026-05-20T12:00:00Z.")
@json_option
@pass_home
def command(
    home: Home,
    phone: str | None,
    email: str | None,
    ticket: str | None,
    customer: str | None,
    as_of: str | None,
    as_json: bool,
) -> None:
    """The card before you pick up: who it is, what is true, what was promised, and what you can do.

    As words it fits into a private note of a helpdesk: at most 25 lines, no abuse quoted. Exit code 2: nobody is known.
    """
    from amends.console.hard_words import hard_of
    from amends.record.asked import NobodyKnown, hear_asked, look_up
    from amends.record.gather import understand_now
    from amends.recovery import brief, brief_json, brief_text

    told = (("phone", phone), ("email", email), ("ticket", ticket), ("customer", customer))
    given = next((f"--{kind}" for kind, value in told if value), "amends brief")
    asked = hear_asked(told, given)
    now, policy = hear_as_of(as_of), home.policy()
    with home.record() as record:
        found = look_up(record, asked)
        file = understand_now(record, found.key, now=now, policy=policy, known=found.entries)
    if file is None:
        what = f"nobody was known by it on {spoken_time(now, policy.zoneinfo)}"
        raise NobodyKnown(Problem(asked.where, what, "Leave --as-of out, or name a later moment", value=asked.value))
    card = brief(file, policy=policy, hard=hard_of(file))
    if as_json:
        say_json(brief_json(card))
    else:
        click.echo(brief_text(card, policy), nl=False)
