"""amends digest: what came up in a month, what we changed, and whether it helped, to send around."""

import sys
from pathlib import Path

import click

from .common import Home, json_option, now, pass_home, progress, say_json

FORMATS = ("text", "markdown", "html")


@click.command("digest", short_help="What came up in a month, what we changed, and whether it helped.")
@click.option("--month", metavar="YYYY-MM", help="Which month; without it, the last whole one.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True,
              help="A mail, Markdown, or a page of its own.")  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
@json_option
@pass_home
def command(home: Home, month: str | None, form: str, out: Path | None, as_json: bool) -> None:
    """The digest of a month. No customer stands in it, and none of us.

    The desk's lists are brought up to date first: that may take a while where nobody has served it.
    """
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from amends.console.desk import catch_up  # its tables exist only once Django is prepared
    from amends.console.digest_view import beside, digest_of, hear_month
    from amends.console.digest_words import as_html, as_markdown, as_text, digest_json
    from amends.console.world import close_world, open_world

    here = open_world(home.path, home.database_url)
    try:
        begin = beside(now())[0] if month is None else hear_month(month)
        with progress() as bar:
            task = bar.add_task("The desk, then the digest", total=2)
            catch_up(here.record, here.policy, now())
            bar.advance(task)
            found = digest_of(begin)
            bar.advance(task)
        zone = here.policy.zoneinfo
        if as_json:
            say_json(digest_json(found, zone))
            return
        written = {"text": as_text, "markdown": as_markdown, "html": as_html}[form](found, zone)
    finally:
        close_world()
    _tell(written, out)


def _tell(written: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(written)
        return
    from .out_files import folder_of, whole_or_nothing

    folder_of(out)
    with whole_or_nothing(out) as stream:
        stream.write(written.encode())
    click.echo(f"Written to {out}.", err=True)
