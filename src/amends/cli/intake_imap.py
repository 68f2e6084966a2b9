"""amends intake imap: pull mail from a server, changing nothing there."""

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from amends.facts import Problem, Refused

from .common import Home, json_option, pass_home, progress
from .intake_mail import ours_option, post_of, server_option, source_option
from .taking import Taken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amends.intake.fetch.imap import Cursor, Pulled, Server

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command("imap")
@click.option("--host", required=True, help="The server.")
@click.option("--port", type=click.IntRange(1, 65535), help="993 with TLS, 143 without, unless told.")
@click.option("--user", required=True, help="Who logs in.")
@click.option("--password-env", metavar="NAME", help="The environment variable that holds the password.")
@click.option("--password-file", type=click.Path(path_type=Path, dir_okay=False), help="The file that holds it.")
@click.option("--folder", default="INBOX", show_default=True, help="The mailbox folder.")
@click.option("--tls/--no-tls", default=True, show_default=True, help="Without it the password travels in the clear.")
@click.option("--again", is_flag=True, help="From the first mail on; what is known already counts as duplicate.")
@source_option
@ours_option
@server_option
@json_option
@pass_home
def command(home: Home, /, source: str, ours: tuple[str, ...], our_server: str, as_json: bool, **options: Any) -> None:
    """Pull new mail from an IMAP folder. No flag is changed, no mail is moved; a second run takes only what is new."""
    from amends.intake.fetch.mail_reader import MailReader

    server = _server(options)
    post = post_of(source, ours, our_server, home.policy())
    taken = Taken()
    with home.record() as record, MailReader(post) as reader, progress() as bar:
        file = _cursor_file(home.path, server, post.source.name)
        task = bar.add_task(server.folder, total=None)
        try:
            for pulled in _pulled(server, file, again=options["again"]):
                taken.take(record, reader.read(pulled.letters), post.source.name)
                record_cursor(file, pulled.cursor)  # after the commit: a stop in between repeats, which is harmless
                done = taken.counts["received"]
                bar.update(task, completed=done, total=done + pulled.ahead)
        except KeyboardInterrupt:
            bar.stop()
            taken.stop(as_json=as_json)
        except Refused:
            bar.stop()
            taken.tell(as_json=as_json)
            raise
    taken.tell(as_json=as_json)


def _pulled(server: "Server", file: Path, *, again: bool) -> "Iterator[Pulled]":
    from amends.intake.fetch.imap import Cursor, pull

    return pull(server, Cursor() if again else read_cursor(file))


def _server(options: dict[str, Any]) -> "Server":
    from amends.intake.fetch.imap import Server

    host, tls = options["host"], options["tls"]
    if not tls and host not in _LOOPBACK:
        click.echo("Without TLS everybody on the way can read the password and the mail.", err=True)
    password = _password(options["password_env"], options["password_file"])
    return Server(host, options["port"] or (993 if tls else 143), options["user"], password, options["folder"], tls)


def read_cursor(file: Path) -> "Cursor":
    """How far we were; the start where nothing is known or the file is damaged, which repeats but loses nothing."""
    from amends.intake.fetch.imap import Cursor

    try:
        told = orjson.loads(file.read_bytes())
        return Cursor(int(told["uidvalidity"]), int(told["uid"]))
    except (OSError, ValueError, TypeError, KeyError):
        return Cursor()


def record_cursor(file: Path, cursor: "Cursor") -> None:
    """Keep how far we are, whole or not at all."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    new = file.with_suffix(".new")
    with new.open("wb") as stream:
        stream.write(orjson.dumps({"uidvalidity": cursor.uidvalidity, "uid": cursor.uid}))
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)


def _cursor_file(home: Path, server: "Server", source: str) -> Path:
    """One for each folder, and for each name it is recorded under."""
    place = "\n".join((server.host, str(server.port), server.user, server.folder, source))
    return home / "imap" / (hashlib.sha256(place.encode()).hexdigest()[:16] + ".json")


def _password(env: str | None, file: Path | None) -> str:
    """From the environment or a file: never an argument, which every process can see."""
    if bool(env) == bool(file):
        what = "are both given" if env else "are both missing"
        raise Refused(Problem("--password-env and --password-file", what, "Give one of the two"))
    if env:
        if not (password := os.environ.get(env, "")):
            raise Refused(
                Problem("--password-env", "names a variable that is not set", f"Set {env} and run this again")
            )
        return password
    assert file is not None
    try:
        return file.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Refused(Problem(str(file), "cannot be read as a password", "Check the path and its rights")) from None
