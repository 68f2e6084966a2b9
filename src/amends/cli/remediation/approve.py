"""amends remediation approve: a person approves what was asked for; above the limit of the policy two do."""

import click

from amends.facts import Payment, Problem, Refused
from amends.facts.kinds import What

from ..common import Home, json_option, now, pass_home, progress
from .acting import act, tell_acted
from .placed import Placed, by_option, chosen, hear_programme, placed


@click.command("approve", short_help="Approve what was asked for.")
@click.argument("name")
@click.argument("matters", nargs=-1, metavar="[MATTER]...")
@click.option("--all", "everything", is_flag=True, help="Everything in NAME that waits for an approval of yours.")
@by_option
@json_option
@pass_home
def command(home: Home, name: str, matters: tuple[str, ...], everything: bool, by: str, as_json: bool) -> None:
    """Approve that these are paid, or with --all everything that waits for it. Above two_approve_above_minor of the
    policy it takes two different people.
    """
    from amends.remediation.acts import check_approval

    if everything == bool(matters):
        raise Refused(Problem("MATTER", "has to be named, or --all", "Approve what you have looked at"))
    at, policy = now(), home.policy()

    def approve(one: Placed) -> What:
        return check_approval(one.standing, by, policy)

    with home.record() as record, progress() as bar:
        hear_programme(record, name)
        all_of_them = placed(record, name, policy, at, bar)
        waiting = [one for one in all_of_them if one.standing.payment is Payment.WAITS and not one.standing.ended]
        found = chosen(all_of_them, matters) if matters else [one for one in waiting if _is_missing(one, by)]
        acted = act(record, found, approve, lambda one, _: f"approve:{one.standing.matter}:{by}:{at}", now=at)
    tell_acted(acted, "approved", named=bool(matters), as_json=as_json)


def _is_missing(one: Placed, by: str) -> bool:
    """Whether an approval is missing, and his is not among those given."""
    from amends.remediation.requests import same_person

    given = [same_person(name) for name in one.standing.approved_by]
    return len(given) < one.standing.approvals_needed and same_person(by) not in given
