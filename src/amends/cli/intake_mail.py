"""amends intake mail: .eml, mbox, Maildir, and folders of any of these."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from amends.facts import CUSTOMER, Policy, Problem, Refused, Source

from .common import Home, json_option, pass_home, progress
from .taking import Taken

if TYPE_CHECKING:
    from amends.intake.fetch.letters import Letter
    from amends.intake.fetch.mail_files import MailFile
    from amends.intake.mail import Post

CHUNK_MAILS_MAX = 500
CHUNK_BYTES_MAX = 32 * 1024 * 1024

source_option = click.option("--source", default="mail", show_default=True, help="A name for this feed of mail.")
ours_option = click.option(
    "--ours", multiple=True, metavar="ADDRESS", help="Our address, or @domain: its mails are what we said."
)
server_option = click.option("--our-server", default="", metavar="NAME", help="Our name in Authentication-Results.")


def post_of(source: str, ours: Sequence[str], our_server: str, policy: Policy | None = None) -> "Post":
    """What is the same for all mails of an intake. Our addresses are those of the policy and of `--ours`."""
    from amends.facts import normal_email
    from amends.intake.mail import Post

    if not source.strip():
        raise Refused(Problem("--source", "is empty", "Give it a name, for example mail"))
    addresses = (*ours, *(policy.our_addresses if policy else ()))
    return Post(Source(source.strip(), CUSTOMER), frozenset(map(normal_email, addresses)), our_server)


@click.command("mail", short_help="Take in mail: .eml, mbox, Maildir, folders of these.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@source_option
@ours_option
@server_option
@json_option
@pass_home
def command(
    home: Home, paths: tuple[Path, ...], source: str, ours: tuple[str, ...], our_server: str, as_json: bool
) -> None:
    """Take in mail from PATHS: .eml, mbox, Maildir, or folders of any of these. Safe to repeat.

    A mail that cannot be read is kept with its bytes in quarantine and never stops the others.
    """
    from amends.intake.fetch.mail_files import find_mail
    from amends.intake.fetch.mail_reader import MailReader

    found = find_mail(paths)
    taken = Taken(problems=list(found.problems))
    post = post_of(source, ours, our_server, home.policy())
    with home.record() as record, MailReader(post) as reader, progress() as bar:
        task = bar.add_task("Mail (KB)", total=sum(file.size_bytes for file in found.files) // 1024)
        try:
            for letters in _chunks(found.files):
                taken.take(record, reader.read(letters), post.source.name)
                bar.advance(task, sum(len(letter.raw) for letter in letters) / 1024)
        except KeyboardInterrupt:
            bar.stop()
            taken.stop(as_json=as_json)
    taken.tell(as_json=as_json)


def _chunks(files: Sequence["MailFile"]) -> Iterator[list["Letter"]]:
    from amends.intake.fetch.mail_files import letters_in
    from amends.intake.fetch.portions import portions

    letters = (letter for file in files for letter in letters_in(file))
    return portions(letters, lambda letter: len(letter.raw), CHUNK_MAILS_MAX, CHUNK_BYTES_MAX)
