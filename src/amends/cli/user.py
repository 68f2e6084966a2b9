"""amends user: who may log in, what else he may see, and tokens for scripts."""

from typing import TYPE_CHECKING, Any

import click

from amends.facts import Problem, Refused

from .common import Home, counted, json_option, now, pass_home, say_json

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAME_CHARACTERS_MAX = 150


@click.group("user")
def command() -> None:
    """People who may log in. There are no default passwords: everybody chooses one by a link."""


@command.command("add", short_help="Let NAME choose a password, by a link.")
@click.argument("name")
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="lead, reviewer or integration; again for more.")
@pass_home
def add(home: Home, name: str, roles: tuple[str, ...]) -> None:
    """Add NAME, or let NAME choose a new password: prints a link that works once, within a day."""
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from django.contrib.auth.models import User

    from amends.console.people.roles import check_role, give
    from amends.console.people.tokens import make_link

    if not name.strip() or len(name) > NAME_CHARACTERS_MAX:
        raise Refused(Problem("NAME", "is empty or too long", f"At most {NAME_CHARACTERS_MAX} characters"))
    for role in roles:
        check_role(role)
    user, made = User.objects.get_or_create(username=name.strip())
    if made:
        user.set_unusable_password()
        user.save()
    for role in roles:
        give(user, role)
    click.echo(f"Give {user.username} this link, with the desk's address before it. It works once, within a day:")
    click.echo(f"/welcome/{make_link(user, now=now())}")


@command.command("role", short_help="Give NAME a role, or take it away.")
@click.argument("name")
@click.argument("role")
@click.option("--take-away", is_flag=True, help="Take the role away.")
@json_option
@pass_home
def role_of(home: Home, name: str, role: str, take_away: bool, as_json: bool) -> None:
    """Give NAME a ROLE: `lead` sees the pictures of scores and answers appeals, `reviewer` answers appeals.

    The administrator sees no more than everybody until he gives himself a role, which the list shows.
    """
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from amends.console.people import roles

    user = _known(name)
    (roles.take_away if take_away else roles.give)(user, role)
    held = sorted(roles.roles_of(user))
    if as_json:
        say_json({"name": user.username, "roles": held})
    else:
        click.echo(f"{user.username}: {', '.join(held) or 'no role'}.")


@command.command("list", short_help="Who may log in, with which roles.")
@json_option
@pass_home
def list_all(home: Home, as_json: bool) -> None:
    """Everybody who may log in: the name, the roles, and whether a password was chosen yet."""
    from amends.console import prepare

    prepare(home.path, home.database_url)
    from django.contrib.auth.models import User

    users = [_shown(user) for user in User.objects.order_by("username")]
    if as_json:
        say_json(users)
        return
    for user in users:
        words = [", ".join(user["roles"]) or "no role"]
        words += ["administrator"] * user["administrator"] + ["has left"] * (not user["active"])
        words += ["no password chosen yet"] * (not user["password_chosen"])
        click.echo(f"{user['name']}: {', '.join(words)}")
    if not users:
        click.echo("Nobody yet. Add somebody: amends user add NAME")


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


def _shown(user: "User") -> dict[str, Any]:
    from amends.console.people.roles import roles_of

    return {
        "name": user.username,
        "roles": sorted(roles_of(user)),
        "administrator": user.is_superuser,
        "active": user.is_active,
        "password_chosen": user.has_usable_password(),
    }


def _known(name: str) -> "User":
    from django.contrib.auth.models import User

    user = User.objects.filter(username=name).first()
    if user is None:
        raise Refused(Problem("NAME", "is nobody here", f"Add first: amends user add {name}", value=name))
    return user
