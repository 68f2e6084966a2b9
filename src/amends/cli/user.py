"""amends user: who may log in, and tokens for scripts."""

from typing import TYPE_CHECKING

import click

from amends.facts import Problem, Refused

from .common import Home, counted, now, pass_home

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAME_CHARACTERS_MAX = 150


@click.group("user")
def command() -> None:
    """People who may log in. There are no default passwords: everybody chooses one by a link."""


@command.command("add", short_help="Let NAME choose a password, by a link.")
@click.argument("name")
@pass_home
def add(home: Home, name: str) -> None:
    """Add NAME, or let NAME choose a new password: prints a link that works once, within a day."""
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from django.contrib.auth.models import User

    from amends.console.people.tokens import make_link

    if not name.strip() or len(name) > NAME_CHARACTERS_MAX:
        raise Refused(Problem("NAME", "is empty or too long", f"At most {NAME_CHARACTERS_MAX} characters"))
    user, made = User.objects.get_or_create(username=name.strip())
    if made:
        user.set_unusable_password()
        user.save()
    click.echo(f"Give {user.username} this link, with the desk's address before it. It works once, within a day:")
    click.echo(f"/welcome/{make_link(user, now=now())}")


@command.command("token", short_help="Make a token with which a script acts as NAME.")
@click.argument("name")
@pass_home
def token(home: Home, name: str) -> None:
    """A token with which a script acts as NAME: Authorization: Bearer TOKEN. It is shown this once."""
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from amends.console.people.tokens import make_token

    click.echo(make_token(_known(name), now=now()))


@command.command("revoke")
@click.argument("name")
@pass_home
def revoke(home: Home, name: str) -> None:
    """End every token of NAME at once."""
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from amends.console.people.models import ApiToken

    gone, _ = ApiToken.objects.filter(user=_known(name)).delete()
    click.echo(f"{counted(gone, 'token')} ended.")


def _known(name: str) -> "User":
    from django.contrib.auth.models import User

    user = User.objects.filter(username=name).first()
    if user is None:
        raise Refused(Problem("NAME", "is nobody here", f"Add first: amends user add {name}", value=name))
    return user
