"""The router over HTTP: who may ask, what the record fills in, and that every answer can be made again."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from amends.cli import amends
from amends.facts import CUSTOMER, PHONE, US, Entry, Source, hear_moment
from amends.facts.kinds import CallTold, ContactReceived, PromiseMade
from desk_stories import NOW, at
from test_roles import person

ASTERISK, HELP, DESK = Source("asterisk", PHONE), Source("zendesk", CUSTOMER), Source("desk", US)
HERS = "+493012345678"
AGENTS = {"Ruth": ("PJSIP/ruth",), "Ben": ("PJSIP/ben",)}
LATER = "2026-06-18T17:00:00Z"
ROUTE = "/api/v1/care/route"
Told = dict[str, Any]


def call(number: int, when: str, agent: str = "PJSIP/ruth", minutes: int = 8, customer: str = HERS) -> Entry:
    began = at(when)
    what = CallTold(
        f"asterisk/{number}",
        "row",
        direction="inbound",
        outcome="answered",
        answered_by="person",
        started=began,
        answered=began,
        ended=hear_moment_plus(began, minutes),
        talked_seconds=60 * minutes,
        number=customer,
        agent=agent,
    )
    return Entry(ASTERISK, f"cdr:{number}", began, what)


def hear_moment_plus(began: Any, minutes: int) -> Any:
    from amends.facts import Moment
    from amends.facts.moments import MINUTE_US

    return Moment(began + minutes * MINUTE_US)


def call_back(id_: str, window: tuple[str, str], about: str = f"phone:{HERS}") -> Entry:
    what = PromiseMade(
        id_,
        window_from=window[0],
        window_to=window[1],
        zones=("UTC",),
        words="We will call you.",
        by="Ruth",
        owner="Ruth",
        about=about,
    )
    return Entry(DESK, f"promise:{id_}", at("06-17T10:00"), what)


def post(ticket: str, when: str, text: str) -> Entry:
    what = ContactReceived("chat", language="en", ticket=ticket, customer_id=f"C-{ticket}", text=text)
    return Entry(HELP, f"{ticket}:{when}", at(when), what)


def ana(**more: Any) -> Told:
    return {"agent": "Ruth", "skills": ["billing"], "shift_end": LATER, **more}


def ben(**more: Any) -> Told:
    return {"agent": "PJSIP/ben", "skills": ["billing"], "shift_end": LATER, **more}


def rings(**more: Any) -> Told:
    return {"contact_id": "c1", "channel": "phone", "skill": "billing", "handle": HERS, **more}


@pytest.fixture
def here(desk: Any) -> Any:
    """A desk whose policy knows Ruth and Ben by their extensions."""
    desk.world.policy = replace(desk.world.policy, agents=AGENTS)
    return desk


def router(desk: Any, name: str = "switch", roles: tuple[str, ...] = ("integration",)) -> Any:
    from amends.console.people.tokens import make_token

    token = make_token(person(name, roles), now=desk.world.now())
    return desk.anonymous(headers={"authorization": f"Bearer {token}"})


def ask(desk: Any, contacts: list[Told], agents: list[Told], query: str = "", **more: Any) -> Told:
    body = {"contacts": contacts, "agents": agents, **more}
    answer = router(desk).post(f"{ROUTE}{query}", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def one(desk: Any, contact: Told, agents: list[Told]) -> Told:
    """What is advised for a single contact, and the row that it was decided from."""
    answer = ask(desk, [contact], agents, "?inputs=1")
    return answer["assignments"][0] | {"row": answer["rows"]["contacts"][0]}


# Who may ask


@pytest.mark.promise
@pytest.mark.parametrize("roles", [(), ("lead",), ("reviewer",), ("lead", "integration"), ("lead", "reviewer")])
def test_for_everybody_but_the_router_there_is_no_such_page(here: Any, roles: tuple[str, ...]) -> None:
    asker = router(here, "somebody", roles)
    for method in ("get", "post", "put"):
        told, absent = (getattr(asker, method)(f"/api/v1/care/{page}") for page in ("route", "rout"))
        assert told.status_code == absent.status_code == 404
        assert told.content == absent.content


def test_twin_a_route_without_its_second_rule_lets_a_lead_in(here: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.console import access

    monkeypatch.setattr(access, "NOT_FOR_LEADS", frozenset())
    asker = router(here, "somebody", ("lead", "integration"))
    body = json.dumps({"contacts": [], "agents": []})
    assert asker.post(ROUTE, body, content_type="application/json").status_code == 200


# What the record fills in


def test_of_a_stranger_nothing_is_filled_in_and_he_is_routed_all_the_same(here: Any) -> None:
    for handle in ("+49301111111", "ticket:99", "order:nobody", "anonymous", "0301234567", "what:ever"):
        told = one(here, rings(handle=handle), [ana()])
        assert (told["action"], told["agent"], told["filled"]) == ("assign", "Ruth", [])


def test_who_had_the_case_last_is_known_by_the_callers_own_name(here: Any) -> None:
    here.tell([call(1, "06-16T10:00"), call(2, "06-17T10:00", "PJSIP/ben")])
    told = one(here, rings(), [ana(), ben()])
    assert (told["agent"], told["terms"]["known"]) == ("PJSIP/ben", 3.0)
    assert told["row"]["known_agent"] == "PJSIP/ben"
    assert one(here, rings(), [ana()])["row"]["known_agent"] == "Ruth"  # of those who are here


@pytest.mark.promise
def test_nobody_is_named_whom_the_caller_did_not_send_or_the_policy_does_not_know(here: Any) -> None:
    here.tell([call(1, "06-16T10:00"), call(2, "06-17T10:00", "PJSIP/zoe")])
    found = one(here, rings(), [ben(), {"agent": "PJSIP/zoe", "skills": ["billing"], "shift_end": LATER}])
    assert found["row"]["known_agent"] == ""
    assert "Ruth" not in json.dumps(found)
    here.world.policy = replace(here.world.policy, agents={**AGENTS, "Zoe": ("PJSIP/zoe",)})  # the twin: she is known
    again = one(here, rings(), [ben(), {"agent": "PJSIP/zoe", "skills": ["billing"], "shift_end": LATER}])
    assert again["row"]["known_agent"] == "PJSIP/zoe"


def test_the_third_contact_of_a_case_is_a_hard_one_and_the_second_a_returning(here: Any) -> None:
    here.tell([call(1, "06-16T10:00")])
    second = one(here, rings(), [ben()])["row"]
    assert (second["hard"], second["returning"]) == ("false", "true")
    here.tell([call(2, "06-17T10:00")])
    assert one(here, rings(), [ben()])["row"]["hard"] == "true"
    assert one(here, rings(hard=False), [ben()])["row"]["hard"] == "false"  # the caller's word wins
    here.at(at("07-18T10:00"))
    assert one(here, rings(), [ben(shift_end=None)])["filled"] == []  # another case by then


def test_the_contact_that_waits_is_not_counted_twice(here: Any) -> None:
    here.tell([call(1, "06-16T10:00"), call(2, "06-18T08:59", agent="")])
    told = one(here, rings(waiting_since="2026-06-18T08:59:00Z"), [ben()])["row"]
    assert (told["hard"], told["returning"]) == ("false", "true")


def test_a_case_with_a_word_of_a_lawyer_or_a_broken_promise_is_hard_and_hard_words_are_no_guess(here: Any) -> None:
    here.tell([post("zendesk/1", "06-17T10:00", "You useless idiots, answer me.")])
    assert one(here, rings(handle="ticket:1"), [ben()])["row"]["hard"] == "false"
    here.tell([post("zendesk/2", "06-17T11:00", "Next time you will hear from my lawyer.")])
    assert one(here, rings(handle="ticket:2"), [ben()])["row"]["hard"] == "true"
    late = ("2026-06-17T11:00", "2026-06-17T12:00")
    here.tell([call(7, "06-17T10:00", customer="+49301112222"), call_back("p-1", late, about="phone:+49301112222")])
    assert one(here, rings(handle="+49 30 1112222"), [ben()])["row"]["hard"] == "true"


def test_who_calls_before_the_promised_time_is_answered_now_and_our_own_call_waits_for_it(here: Any) -> None:
    here.tell([call(1, "06-16T10:00"), call_back("p-1", ("2026-06-18T15:00", "2026-06-18T16:00"))])
    assert one(here, rings(), [ana()])["action"] == "assign"
    ours = one(here, rings(call_back=True), [ana()])
    assert (ours["action"], ours["terms"]["rule"]) == ("wait", "not_yet")
    assert ours["row"]["promised_from"] == "2026-06-18T15:00:00Z"
    here.at(hear_moment("2026-06-18T15:10:00Z"))
    assert one(here, rings(), [ana()])["terms"]["rule"] == "promise_due"


def test_how_long_it_takes_is_read_from_the_calls_of_the_last_days(here: Any) -> None:
    some = [call(n, f"06-1{n % 7 + 1}T1{n % 9}:00", minutes=20, customer=f"+4930555{n:04d}") for n in range(30)]
    here.tell([*some, call(99, "06-17T10:00")])
    told = one(here, rings(), [ben()])
    assert float(told["row"]["q80_minutes"]) == pytest.approx(20, rel=0.15)
    assert float(one(here, rings(channel="mail"), [ben()])["row"]["q80_minutes"]) == 15.0  # no call
    assert float(one(here, rings(q80_minutes=3.0), [ben()])["row"]["q80_minutes"]) == 3.0


# Loads, choices and being away


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, tuple[float, float]]], None]:
    def told(loads: dict[str, tuple[float, float]]) -> None:
        monkeypatch.setattr("amends.console.care.routing.loads", lambda now: loads)

    return told


def test_loads_are_known_here_and_count_unless_she_chose_otherwise(here: Any, loaded: Any) -> None:
    from amends.console.care.choices import Choices, choose

    loaded({"Ruth": (2.0, 3.0)})
    told = one(here, rings(hard=True), [ana()])
    assert told["terms"]["care"] == pytest.approx(-(4 * 2.0 + 0.05 * 3.0))
    choose("Ruth", Choices(routed=False))
    assert one(here, rings(hard=True), [ana()])["terms"]["care"] == 0.0


def test_a_load_of_the_record_reaches_the_router(here: Any) -> None:
    """End to end: an insult in a chat of hers, half an hour ago."""
    from amends.facts.kinds import AnswerGiven

    person("Ruth")
    chat = post("zendesk/5", "06-18T08:20", "You useless idiots, I want my money back.")
    answer = AnswerGiven("chat", language="en", ticket="zendesk/5", agent="PJSIP/ruth", text="I am sorry. I look.")
    here.tell([chat, Entry(Source("help", US), "answer:5", at("06-18T08:30"), answer)])
    agents = ask(here, [rings(handle="")], [ana(), ben()], "?inputs=1")["rows"]["agents"]
    load = {row["agent"]: float(row["load"]) for row in agents}
    assert load["Ruth"] > 0.1
    assert load["PJSIP/ben"] == 0.0


def test_whoever_is_away_gets_no_call_and_on_a_pause_nothing(here: Any) -> None:
    from amends.console.care.away import go

    mail = rings(contact_id="c2", channel="mail", handle="")
    go("Ruth", "written", 20, NOW)
    found = ask(here, [rings(handle=""), mail], [ana(capacity=3)])["assignments"]
    assert [(each["action"], each["agent"]) for each in found] == [("wait", None), ("assign", "Ruth")]
    go("Ruth", "pause", 10, NOW)
    found = ask(here, [rings(handle=""), mail], [ana(capacity=3)])["assignments"]
    assert [each["terms"]["rule"] for each in found] == ["nobody_free", "nobody_free"]
    assert {each["agent"] for each in ask(here, [mail], [ana(), ben()])["assignments"]} == {"PJSIP/ben"}


def test_whoever_takes_calls_only_takes_nothing_while_on_written_work(here: Any) -> None:
    from amends.console.care.away import go

    go("Ruth", "written", 20, NOW)
    mail = rings(contact_id="c2", channel="mail", handle="")
    assert ask(here, [mail], [ana(channels=["phone", "call"])])["assignments"][0]["action"] == "wait"
    assert ask(here, [mail], [ana(channels=["phone", "E-Mail"])])["assignments"][0]["action"] == "assign"


# The answer


def rows_to_csv(folder: Path, name: str, rows: list[dict[str, str]]) -> Path:
    file = folder / f"{name}.csv"
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def replayed(desk: Any, folder: Path, answer: Told, *more: str) -> Told:
    """What `amends care route` says to the rows of an answer."""
    told = {name: rows_to_csv(folder, name, answer["rows"][name]) for name in ("contacts", "agents")}
    line = ["--home", str(desk.home), "care", "route", "--now", answer["now"], "--json", *more]
    done = CliRunner().invoke(amends, [*line, "--contacts", str(told["contacts"]), "--agents", str(told["agents"])])
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def check_same(answer: Told, again: Told) -> None:
    assert again["inputs"] == answer["inputs"]
    plain = [{k: v for k, v in each.items() if k != "filled"} for each in answer["assignments"]]
    assert again["assignments"] == plain


@pytest.mark.promise
@pytest.mark.parametrize("batch", [False, True])
def test_the_command_on_the_same_rows_gives_the_same_answer(
    here: Any, loaded: Any, tmp_path: Path, batch: bool
) -> None:
    loaded({"Ruth": (1 / 3, 0.1 + 0.2), "Ben": (2.5, 4.0)})
    here.tell([call(1, "06-16T10:00"), call(2, "06-17T10:00", "PJSIP/ben")])
    contacts = [
        rings(waiting_since="2026-06-18T08:55:00.123456Z"),
        rings(contact_id="c2", channel="chat", handle="", not_agents=["Ruth"], max_wait_minutes=0.1),
        rings(contact_id="c3", channel="mail", handle="", q80_minutes=7.3, skill="orders"),
    ]
    agents = [ana(capacity=2, open=1), ben(free_since="2026-06-18T08:00:00Z", channels=["phone", "chat"])]
    answer = ask(here, contacts, agents, "?inputs=1", batch=batch)
    check_same(answer, replayed(here, tmp_path, answer, *(["--batch"] if batch else [])))
    answer["rows"]["agents"][0]["load"] = "0.33"  # the twin: a load that was rounded is another decision
    with pytest.raises(AssertionError):
        check_same(answer, replayed(here, tmp_path, answer, *(["--batch"] if batch else [])))


def test_rows_and_loads_are_told_only_when_asked_for(here: Any) -> None:
    answer = ask(here, [rings()], [ana()])
    assert set(answer) == {"now", "method", "inputs", "assignments", "notes"}


def test_a_call_back_is_offered_with_who_would_make_it(here: Any) -> None:
    here.tell([call(1, "06-17T10:00")])
    [told] = ask(here, [rings(q80_minutes=12)], [ana(shift_end="2026-06-18T09:01:00Z")])["assignments"]
    assert (told["action"], told["offer"]) == ("offer_call_back", {"kind": "call_back_later", "by": "Ruth"})


@pytest.mark.parametrize(
    ("contact", "agent", "said"),
    [
        ({"channel": "fax"}, {}, "contacts, line 1, column channel: 'fax' is no channel"),
        ({"waiting_since": "noon"}, {}, "contacts, line 1, column waiting_since: 'noon' is no time"),
        ({}, {"shift_end": "late"}, "agents, line 1, column shift_end: 'late' is no time"),
        ({"not_agents": ["a;b"]}, {}, "has a name with a ; in it"),
        ({"max_wait_minutes": 0}, {}, "column max_wait_minutes: '0.0' is no number above 0"),
        ({}, {"capacity": -1}, "capacity"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_decided(
    here: Any, contact: Told, agent: Told, said: str
) -> None:
    body = json.dumps({"contacts": [rings(**contact)], "agents": [ana(**agent)]})
    answer = router(here).post(ROUTE, body, content_type="application/json")
    assert answer.status_code == 422
    assert said in answer.json()["problem"]


def test_nothing_is_stored_by_asking(here: Any) -> None:
    here.tell([call(1, "06-16T10:00")])
    asker = router(here)
    before = list(dump(here))
    body = json.dumps({"contacts": [rings()], "agents": [ana(), ben()]})
    assert asker.post(ROUTE, body, content_type="application/json").status_code == 200
    assert list(dump(here)) == before


def dump(desk: Any) -> Iterator[tuple[str, bytes]]:
    for file in sorted(desk.home.rglob("*")):
        if file.is_file() and not file.name.endswith("-shm"):
            yield file.name, file.read_bytes()
