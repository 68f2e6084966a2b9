"""What the care stories share: a home that real files were taken into, a desk on it, and a clock that the test sets."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from amends.facts import hear_moment


def taken(home: Path, *args: str) -> Any:
    """One `amends intake` command, which has to understand everything."""
    from amends.cli import amends

    done = CliRunner().invoke(amends, ["--home", str(home), "intake", *args, "--json"])
    assert done.exit_code == 0, done.output
    receipt = json.loads(done.stdout)
    assert receipt["quarantined"] == 0, receipt
    return receipt


@dataclass
class Floor:
    """A desk with people at it. `at` is the time that it shows."""

    home: Path
    world: Any
    folder: Path

    def file(self, name: str, text: str) -> str:
        """Write one file and give its path."""
        (self.folder / name).write_text(text, "utf-8")
        return str(self.folder / name)

    def log(self, name: str, text: str) -> None:
        """Take in one more piece of the phone log."""
        taken(self.home, "asterisk-cel", self.file(name, text))

    def at(self, when: str) -> None:
        """From now on it is this moment, and the desk has read what the record holds."""
        from amends.console.desk import catch_up

        moment = hear_moment(when)
        self.world.now = lambda: moment
        catch_up(self.world.record, self.world.policy, moment)

    def browser(self, name: str, *roles: str) -> Any:
        """A browser in which this person is logged in."""
        from django.contrib.auth.models import User
        from django.test import Client

        from amends.console.people.roles import give

        user = User.objects.get_or_create(username=name)[0]
        for role in roles:
            give(user, role)
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        return client

    def page(self, client: Any, path: str) -> str:
        """The words of a page, without what is hidden in its forms."""
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        html = re.sub(r'<input type="hidden"[^>]*>', "", answer.content.decode())
        return unescape(html.partition("<main")[2].partition("</main>")[0])

    def send(self, client: Any, page: str, path: str, **fields: str) -> Any:
        """A form of this page, with what is hidden in it, as a browser sends it."""
        html = unescape(client.get(page).content.decode())
        form = html.partition(f'action="{path}"')[2].partition("</form>")[0]
        assert form, f"{page} has no form to {path}"
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        answer = client.post(path, {**hidden, **fields})
        refused = re.findall(r'role="alert".*?</p>', answer.content.decode(), re.DOTALL)
        assert answer.status_code in (200, 302), (path, answer.status_code, refused)
        return answer

    def api(self, path: str, body: Any = None) -> Any:
        """The API, as the phone system's own user."""
        from django.contrib.auth.models import User
        from django.test import Client

        from amends.console.people.roles import give
        from amends.console.people.tokens import make_token

        user = User.objects.get_or_create(username="switch")[0]
        give(user, "integration")
        token = make_token(user, now=self.world.now())
        client = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {token}"})
        said = (
            client.get(path) if body is None else client.post(path, json.dumps(body), content_type="application/json")
        )
        assert said.status_code == 200, (path, said.content)
        return said.json()

    def route(self, contact: dict[str, Any], *agents: dict[str, Any]) -> dict[str, Any]:
        """What the router advises for a single contact."""
        (found,) = self.api("/api/v1/care/route", {"contacts": [contact], "agents": list(agents)})["assignments"]
        return dict(found)


def prepared(home: Path, folder: Path, when: str) -> Path:
    """With a desk that has read it as of `when`, so that not every copy has to."""
    with _served(home, folder, when):
        return home


@contextmanager
def floor_of(made: Path, folder: Path, when: str) -> Iterator[Floor]:
    """A desk on a copy of a home that was filled once."""
    home = folder / "home"
    shutil.copytree(made, home)
    with _served(home, folder, when) as found:
        yield found


@contextmanager
def _served(home: Path, folder: Path, when: str) -> Iterator[Floor]:
    from amends import console

    console.prepare(home)
    from django.db import connections

    from amends.console.world import close_world, open_world

    found = Floor(home, open_world(home), folder)
    found.at(when)
    yield found
    close_world()
    connections.close_all()
