"""The scene of story 4: two quarters on a floor, and a day on which everything that dora is given was lost before.

The floor is that of the demo. J. Moreau's case is written here: ines told him that he was refunded, while the gateway
knows that it failed; marek cancelled his order, which cannot be undone; then he comes to dora.
"""

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from amends.cli.common import progress
from amends.cli.owed import understand_everybody
from amends.demo.files import POLICY, write_files
from amends.demo.floor_year import FloorTruth, staff
from amends.demo.take_in import take_in
from amends.demo.year import CUSTOMERS_MIN, generate
from amends.facts import CustomerFile, Moment, iso
from amends.facts.moments import DAY_US, HOUR_US, MINUTE_US
from amends.facts.policy import policy_of
from amends.record import open_record
from amends.scores.windows import Window
from desk_in_use import PASSWORD, Desk
from sweep_scene import Books, Row, Scene

MOREAU = "C-640"
LAST = "chats/contact:m-3"  # his third contact, which she took
HOUSE = policy_of(POLICY)
_SEED = 7
_TALK = (
    (6, "ines", "I still have not received my refund of 79.00 EUR for order 10-9004.",
     "Our records show that order 10-9004 was refunded: 79.00 EUR."),
    (3, "marek", "Where is my refund for order 10-9004? Nothing has come.",
     "Thank you for writing. I have looked at order 10-9004."),
    (0, "dora", "Third time: order 10-9004. Nobody helps me.",
     "I am sorry. The refund for order 10-9004 failed at the gateway."),
)  # fmt: skip


@dataclass
class FloorScene:
    """Everything of the story so far. `day` is the morning of the day of hers, in the last closed window."""

    scene: Scene
    window: Window
    day: Moment
    truths: tuple[FloorTruth, ...]

    @property
    def home(self) -> Path:
        """The home into which everything was taken."""
        return self.scene.home

    def before(self, days: float, minutes: float = 0) -> str:
        """So long before her day, and then so many minutes on."""
        return iso(Moment(self.day - int(days * DAY_US) + int(minutes * MINUTE_US)))

    def files(self) -> list[CustomerFile]:
        """Everybody's file, as of now: appeals are made while the test runs."""
        with open_record(self.home) as record, progress() as bar:
            return list(understand_everybody(record, HOUSE, Moment(time.time_ns() // 1_000), bar))


def set_scene(folder: Path, end: Moment) -> FloorScene:
    """A floor whose last two windows are closed at `end`, taken in by files; and J. Moreau's case, table by table."""
    world = generate(customers=CUSTOMERS_MIN, seed=_SEED, end=end)
    truths = staff(world, _SEED)
    window = truths[-1].window
    scene = Scene(folder, Books(), iso(end))
    scene.home.mkdir(parents=True)
    (scene.home / "policy.toml").write_text(POLICY, "utf-8")
    with open_record(scene.home) as record, progress() as bar:
        receipt = take_in(write_files(world, folder / "files"), record, bar)
    assert receipt.quarantined == receipt.conflict == 0
    told = FloorScene(scene, window, Moment(window.end - 34 * DAY_US + 9 * HOUR_US), truths)
    _books(told)
    _talk(told)
    _systems(told)
    return told


def _books(told: FloorScene) -> None:
    """What the shop says it gave back, and what the gateway knows of it."""
    paid: Row = {"customer_id": MOREAU, "order_id": "10-9004", "payment_ref": "pi_9004", "amount_minor": "7900"}
    paid |= {"currency": "EUR"}
    table = told.scene.table
    named = {"name": "J. Moreau", "email": "j.moreau@example.org", "placed_at": told.before(40)}
    table("orders", [{**paid, **named}], "--source", "shop", "--root", "us")
    table("charges", [{**paid, "occurred_at": told.before(40, 2), "state": "accepted"}], *_by("gateway-a", "gateway"))
    ours = {"refund_id": "R-9004", "gateway_ref": "re_9004", "occurred_at": told.before(20), "state": "accepted"}
    table("refunds", [{**paid, **ours}], *_by("shop", "us"))
    states = (("accepted", 20.0), ("failed", 14.0))
    seen = [{**paid, "refund_id": "re_9004", "occurred_at": told.before(ago, 3), "state": is_} for is_, ago in states]
    table("refunds", seen, *_by("gateway-a", "gateway"))


def _talk(told: FloorScene) -> None:
    """Three chats, each picked up by another of us, and what the last was answered when he was asked."""
    asked: list[Row] = []
    answered: list[Row] = []
    for number, (ago, agent, words, answer) in enumerate(_TALK, start=1):
        who = {"customer_id": MOREAU, "ticket": f"chats/m-{number}"}
        at = {"channel": "chat", "occurred_at": told.before(ago)}
        asked.append({"contact_id": f"m-{number}", **at, **who, "text": words})
        said = {"answer_id": f"m-{number}", "occurred_at": told.before(ago, 12), "medium": "chat", "agent": agent}
        answered.append({**said, **who, "text": answer})
    told.scene.table("contacts", asked, *_by("chats", "customer"))
    told.scene.table("answers", answered, *_by("chatdesk", "us"))
    survey = {"survey_id": "m-3", "answered_at": told.before(0, 45), "score": "1", "ticket": "chats/m-3"}
    survey |= {"scale_min": "1", "scale_max": "5", "customer_id": MOREAU, "invited_by": "system"}
    path = told.scene.file("survey.csv", ",".join(survey) + "\n" + ",".join(survey.values()) + "\n")
    taken = told.scene.amends("intake", "survey", path, "--json")
    assert taken["quarantined"] == 0, taken


def _systems(told: FloorScene) -> None:
    """How each chat came to whom, what the rules say, and what marek did."""
    routed: list[Row] = []
    for number, (ago, agent, _, _) in enumerate(_TALK, start=1):
        times = {"occurred_at": told.before(ago), "picked_up_at": told.before(ago, 4)}
        kind = {"routing": "policy", "reason": "return", "product": "floor lamp", "tier": "standard"}
        who = {"ticket": f"chats/m-{number}", "customer_id": MOREAU, "agent": agent}
        routed.append({"routed_id": f"m-{number}", **times, **kind, **who})
    told.scene.table("routed", routed, *_by("router", "us"))
    rule = {"policy_id": "m-1", "occurred_at": told.before(6, 1), "allowed": "no", "wish": "return"}
    table = told.scene.table
    table("policies", [{**rule, "ticket": "chats/m-1", "customer_id": MOREAU}], *_by("rules", "us"))
    done = {"action_id": "m-2", "occurred_at": told.before(3, 8), "action": "cancelled", "by": "marek"}
    table("actions", [{**done, "ticket": "chats/m-2", "customer_id": MOREAU}], *_by("backoffice", "us"))


def _by(source: str, root: str) -> tuple[str, ...]:
    return ("--source", source, "--root", root)


def log_in(told: FloorScene, desk: Desk, name: str, *roles: str) -> Desk:
    """Somebody else at the same desk: added by the administrator, with a password chosen by the link."""
    given = [part for role in roles for part in ("--role", role)]
    words = str(told.scene.amends("user", "add", name, *given))
    link = re.search(r"/(welcome/\S+)", words)
    assert link is not None, words
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    theirs = Desk(desk.address, opener)
    status, _ = theirs.post(link[1], new_password1=PASSWORD, new_password2=PASSWORD)
    assert status == 200, "the one-time link did not log them in"
    return theirs


def ask_api(told: FloorScene, desk: Desk, name: str, path: str) -> tuple[int, Any]:
    """The API, with a token of this person."""
    token = str(told.scene.amends("user", "token", name)).strip()
    bare = Desk(desk.address, urllib.request.build_opener())
    bare.opener.addheaders = [("Authorization", f"Bearer {token}")]
    status, text = bare.get(path)
    return status, json.loads(text)


def answer_appeal(desk: Desk, way: str, reason: str) -> int:
    """Answer the only open appeal, as the form on the page would. Gives the status of the page that comes back."""
    _, text = desk.get("appeals")
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|form_id|appeal)" value="([^"]+)"', text))
    data = urllib.parse.urlencode({**hidden, "way": way, "reason": reason}).encode()
    request = urllib.request.Request(desk.address + "appeals/answers", data=data)
    request.add_header("Referer", desk.address + "appeals")
    try:
        with desk.opener.open(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
