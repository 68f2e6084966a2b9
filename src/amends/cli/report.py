"""amends report: a confidential report on a mistake of one's own, and what became of it."""

import secrets
from pathlib import Path
from typing import Any

import click

from amends.facts import Policy, iso
from amends.facts.moments import spoken_day

from .common import Home, counted, json_option, now, pass_home, say_json

SEED_BYTES = 32
THANKS = "Thank you. Mistakes happen to everybody here; saying so is what helps the next one."
PAUSE = "If you would like a few quiet minutes before the next contact, take them."


@click.group("report")
def command() -> None:
    """Say that you made a mistake, in confidence. It can never reach a score."""


@command.command("self", short_help="Report a mistake of your own; prints the code by which you follow it.")
@click.option("--text", required=True, metavar="TEXT", help="What went wrong. One line is enough; name nobody.")
@click.option("--contact", default="", metavar="ID", help="The contact, the ticket or the call, if there is one.")
@click.option("--by", metavar="NAME", help="Who you are; else the name of your account. It is sealed.")
@click.option(
    "--anonymous",
    is_flag=True,
    help="Keep no name at all: nobody can ask you but through the code. The contact is then kept unsealed.",
)
@json_option
@pass_home
def report_self(home: Home, text: str, contact: str, by: str | None, anonymous: bool, as_json: bool) -> None:
    """Report a mistake of your own. The code alone goes to standard output, everything else to standard error.

    Your name and the contact are sealed to the reviewer's key, and destroyed when the report is closed. Where no
    reviewer has made a key yet, no name is kept at all.
    """
    import getpass

    from amends.learning.stop_now import stop_now
    from amends.record.contact_named import file_of_contact
    from amends.record.reporting import SelfReport, record_report

    policy, at = home.policy(), now()
    told = SelfReport(text, contact, "" if anonymous else by or getpass.getuser())
    with home.record() as record:
        file = file_of_contact(record, contact, now=at, policy=policy)
        made = record_report(record, home.path, told, seed=secrets.token_bytes(SEED_BYTES), now=at, policy=policy)
    steps = stop_now(file, policy)
    kept = _kept_words(told, policy, sealed=made.sealed)
    if as_json:
        known = {"code": made.code, "name_kept": made.sealed, "customer_found": file is not None}
        say_json({**known, "stop_now": list(steps), "words": [kept, THANKS, PAUSE]})
        return
    click.echo("First, what can still be turned round:", err=True)
    for step in steps:
        click.echo(f"  - {step}", err=True)
    click.echo("\nYour code. It is shown this once; whoever has it can follow the report:", err=True)
    click.echo(made.code)
    click.echo(f"\n{kept}", err=True)
    click.echo(f"See what becomes of it: amends report status {made.code}", err=True)
    click.echo(f"{THANKS} {PAUSE}", err=True)


def _kept_words(told: Any, policy: Policy, *, sealed: bool) -> str:
    if sealed:
        return (
            f"{told.by} is sealed: only the reviewer can open it, you see when that happens, and it is destroyed when "
            f"the report is closed, after {policy.reports_identity_days} days at the latest."
        )
    if not told.by:
        return "No name is kept. The contact is, where you gave one: it may tell who took it."
    return (
        "No name is kept: there is no reviewer's key here yet (amends reviewer key makes one). The contact is kept, "
        "where you gave one: it may tell who took it."
    )


@command.command("status", short_help="What became of the report with this CODE.")
@click.argument("code")
@json_option
@pass_home
def status(home: Home, code: str, as_json: bool) -> None:
    """Everything that became of the report so far, and whether a name is still kept."""
    from amends.learning.reports import identity_words
    from amends.record.reporting import report_behind

    policy = home.policy()
    with home.record() as record:
        report = report_behind(record, code)
    if as_json:
        say_json(_status_json(report))
        return
    click.echo(f"{'Open' if report.open else 'Closed'}. {identity_words(report, policy.zoneinfo)}")
    if not report.changes:
        click.echo("Nothing has come of it yet.")
    for change in report.changes:
        day = "" if change.event == "answered" else f"{spoken_day(change.at, policy.zoneinfo)}: "
        click.echo(f"- {day}{change.sentence}{_quoted(change.words)}{_quoted(change.summary)}")
    if report.question is not None:
        click.echo(f"Answer with: amends report answer {code} --text TEXT")


def _quoted(words: str) -> str:
    return f" “{words}”" if words else ""


def _status_json(report: Any) -> dict[str, Any]:
    return {
        "state": report.state,
        "name_kept": report.identity is not None,
        "name_destroyed_after": iso(report.identity.destroy_after) if report.identity is not None else None,
        "question": report.question.words if report.question is not None else None,
        "changes": [
            {
                "event": change.event,
                "at": None if change.event == "answered" else iso(change.at),
                "sentence": change.sentence,
                "words": change.words,
                "summary": change.summary,
            }
            for change in report.changes
        ],
    }


@command.command("answer", short_help="Answer what was asked about the report with this CODE.")
@click.argument("code")
@click.option("--text", required=True, metavar="TEXT", help="Your answer, or something that you forgot.")
@json_option
@pass_home
def answer(home: Home, code: str, text: str, as_json: bool) -> None:
    """Write to the reviewer. It says nothing about who you are, and not when you wrote it."""
    from amends.record.reporting import record_answer

    with home.record() as record:
        report = record_answer(record, code, text)
    if as_json:
        say_json(_status_json(report))
    else:
        click.echo("Written down. The reviewer reads it with the report.")


@command.command("who", short_help="For the reviewer: who made the report with this ID.")
@click.argument("name", metavar="ID")
@click.option(
    "--key",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The file that `amends reviewer key` wrote.",
)
@click.option("--by", metavar="NAME", default="", help="Which reviewer you are.")
@click.option("--passphrase", prompt="The passphrase of the key", hide_input=True, help="Asked for where not given.")
@json_option
@pass_home
def who(home: Home, name: str, key_file: Path, by: str, passphrase: str, as_json: bool) -> None:
    """Open the name and the contact of a report. That you did is written down first, and the reporter sees it."""
    from amends.record.reporting import record_opening, report_named
    from amends.record.reviewer_key import unlock

    private = unlock(key_file.read_bytes(), passphrase)
    with home.record() as record:
        found = record_opening(record, report_named(record, name), private, by=by, now=now())
    if as_json:
        say_json({"by": found.by, "contact": found.contact})
    else:
        click.echo(
            f"{found.by}{f', about {found.contact}' if found.contact else ''}. The reporter sees that you looked."
        )


@command.command("destroy-due", short_help="Destroy the names that are due: a task for cron.")
@json_option
@pass_home
def destroy_due(home: Home, as_json: bool) -> None:
    """Destroy the names with reports that are closed or old enough. A desk that runs does it by itself, every hour."""
    from amends.record.identities import destroy_due as destroy

    with home.record() as record:
        gone = destroy(record, now())
    if as_json:
        say_json({"destroyed": gone})
    else:
        click.echo(f"{counted(gone, 'name')} destroyed.")
