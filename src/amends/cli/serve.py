"""amends serve: the desk and the API on this machine."""

import signal
import threading
from collections.abc import Mapping

import click

from .common import Home, now, pass_home

PORT = 8017
ADMIN = "admin"


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes any free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Only this machine, unless told otherwise.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@pass_home
def command(home: Home, port: int, host: str, no_browser: bool) -> None:
    """Serve the desk until Ctrl-C. At first start, prints a link with which the administrator chooses a password."""
    serve(home, port, open_browser=not no_browser, host=host)


def serve(
    home: Home,
    port: int = PORT,
    open_browser: bool = True,
    *,
    host: str = "127.0.0.1",
    others: Mapping[str, str] | None = None,
) -> None:
    """Make the console ready, print where it is, and serve until Ctrl-C. `others` are further one-time links, each with
    the words that stand before it.
    """
    from amends.console import prepare
    from amends.console.server import bind, serve_until_stopped

    listener = bind(host, port)
    prepare(home.path, home.database_url)
    link = first_link()

    def ready(address: str) -> None:
        first = f"{address}welcome/{link}" if link else address
        click.echo(f"The desk is at {address} (Ctrl-C stops it)")
        if link:
            click.echo(f"First start: choose the administrator's password, once, within a day: {first}")
        for words, other in (others or {}).items():
            click.echo(f"{words}: {address}welcome/{other}")
        if open_browser:
            click.launch(first)

    if threading.current_thread() is threading.main_thread():  # only there may signals be answered
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager stops it as gently as Ctrl-C
    serve_until_stopped(home.path, home.database_url, listener, ready)
    click.echo("Stopped.")


def first_link() -> str | None:
    """A one-time link for the administrator while nobody has chosen a password yet; None afterwards."""
    from django.contrib.auth.models import User

    from amends.console.people.tokens import make_link

    if any(user.has_usable_password() for user in User.objects.all()):
        return None
    admin, made = User.objects.get_or_create(username=ADMIN, defaults={"is_superuser": True, "is_staff": True})
    if made:
        admin.set_unusable_password()
        admin.save()
    return make_link(admin, now=now())
