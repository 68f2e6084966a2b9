"""The desk as somebody uses it: `amends serve` in a process of its own, and a person logged in over HTTP."""

import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

PASSWORD = "a-quiet-lamp-in-may"


@dataclass
class Desk:
    """`address` ends in a slash."""

    address: str
    opener: urllib.request.OpenerDirector

    def get(self, path: str) -> tuple[int, str]:
        """A page, as its status and text."""
        return self._open(urllib.request.Request(self.address + path.lstrip("/")))

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Send a form of the page at `path` (or below it), as a browser would: with the tokens it holds."""
        page = path.rpartition("/")[0] if path.startswith("/customers/") else path
        _, text = self.get(page)
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|form_id)" value="([^"]+)"', text))
        data = urllib.parse.urlencode({**hidden, **fields}).encode()
        request = urllib.request.Request(self.address + path.lstrip("/"), data=data)
        request.add_header("Referer", self.address)
        return self._open(request)

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@contextmanager
def desk(home: Path) -> Iterator[Desk]:
    """Serve the home, follow the one-time link, choose a password; stop the server at the end."""
    with served("--home", str(home), "serve", "--port", "0", "--no-browser") as found:
        yield found


@contextmanager
def served(*args: str) -> Iterator[Desk]:
    """The same for any command that serves the desk."""
    command = [sys.executable, "-m", "amends", *args]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        link = _link(process.stdout)
        address, _, token = link.partition("welcome/")
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        found = Desk(address, opener)
        status, _ = found.post(f"welcome/{token}", new_password1=PASSWORD, new_password2=PASSWORD)
        assert status == 200, "the one-time link did not log us in"
        yield found
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _link(lines: Any) -> str:
    for line in lines:
        if found := re.search(r"http://\S+/welcome/\S+", line):
            return found[0]
    raise AssertionError("amends serve ended without a link")


@contextmanager
def browsed(home: Path, chromium_path: str) -> Iterator[tuple[Desk, Any]]:
    """The served desk and a page of a real browser in which its first user is logged in."""
    from playwright.sync_api import sync_playwright

    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with desk(home) as found, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium_path, args=options)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(found.address + "login")
        page.get_by_label("Name").fill("admin")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        yield found, page
        browser.close()
