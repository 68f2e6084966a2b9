"""The API says what the pages say, accepts what happened, and has no status that is not written down."""

import json
from typing import Any

import pytest

from desk_stories import WHO, failed_refund_story, quiet_customers

ORDER = {
    "kind": "order.told",
    "source": "shop",
    "root": "us",
    "source_id": "order:77-1",
    "occurred": "2026-06-01T10:00:00Z",
    "what": {"order_id": "77-1", "money": {"amount": "9.00", "currency": "EUR"}, "customer_id": "C-77"},
}


def post(client: Any, body: Any, content_type: str = "application/json") -> Any:
    return client.post(
        "/api/v1/entries", body if isinstance(body, str) else json.dumps(body), content_type=content_type
    )


def test_the_queue_as_json(desk: Any) -> None:
    desk.tell([*failed_refund_story(), *quiet_customers(2)])
    told = desk.browser().get("/api/v1/queue").json()
    assert [row["customer"] for row in told["rows"]] == [WHO, "customer:Q-0000", "customer:Q-0001"]
    assert told["rows"][0]["owed"] == {"amount_minor": 12_900, "currency": "EUR"}
    assert told["counts"]["owed"] == 1
    assert told["counts"]["waiting"] == 2
    only = desk.browser().get("/api/v1/queue?band=waiting").json()
    assert len(only["rows"]) == 2


def test_the_opinion_on_a_refund_now_and_as_it_was(desk: Any) -> None:
    desk.tell(failed_refund_story())
    client = desk.browser()
    now = client.get("/api/v1/opinions/refund/R-2291").json()
    assert now["verdict"] == "customer_right"
    assert {w["root"] for w in now["witnesses"]} == {"gateway"}
    assert {w["root"] for w in now["our_record"]} == {"us"}
    before = client.get("/api/v1/opinions/refund/R-2291?as_of=2026-05-04T09:00:00Z").json()
    assert before["verdict"] == "too_early"
    assert before["look_again"] > "2026-05-04"
    assert client.get("/api/v1/opinions/refund/R-0000").status_code == 404
    wrong = client.get("/api/v1/opinions/refund/R-2291?as_of=yesterday")
    assert wrong.status_code == 422
    assert "2026-05-20T12:00:00Z" in wrong.json()["problem"]


def test_check_asks_by_refund_or_by_customer(desk: Any) -> None:
    desk.tell(failed_refund_story())
    client = desk.browser()

    def check(**asked: str) -> Any:
        return client.post("/api/v1/check", asked, content_type="application/json")

    assert check(refund="R-2291").json()["reason"] == check(refund="R-2291").json()["reason"]
    assert check(customer="C-17@example.org").json()["customer"] == WHO
    assert check(customer="10-4471").json()["opinions"][0]["matter"] == "refund:R-2291"
    assert check().status_code == 422
    assert check(refund="R-2291", customer="C-17").status_code == 422
    assert check(refund="R-2291", colour="red").status_code == 422
    assert check(customer="nobody").status_code == 404


def test_the_file_of_a_customer_by_any_handle(desk: Any) -> None:
    desk.tell(failed_refund_story())
    client = desk.browser()
    by_number = client.get(f"/api/v1/customers/{WHO}").json()
    by_order = client.get("/api/v1/customers/order:10-4471").json()
    assert by_number == by_order
    assert by_number["owed"] == [
        {"matter": "refund:R-2291", "state": "owed", "money": {"amount_minor": 12_900, "currency": "EUR"}, "proof": []}
    ]


def test_entries_one_many_and_line_by_line(desk: Any) -> None:
    client = desk.browser()
    second = {**ORDER, "source_id": "order:77-2", "what": {**ORDER["what"], "order_id": "77-2"}}  # type: ignore[dict-item]
    third = {**ORDER, "source_id": "order:77-3", "what": {**ORDER["what"], "order_id": "77-3"}}  # type: ignore[dict-item]
    assert post(client, ORDER).json()["applied"] == 1
    assert post(client, [ORDER, second]).json() | {"problems": []} == {
        "received": 2,
        "applied": 1,
        "duplicate": 1,
        "conflict": 0,
        "quarantined": 0,
        "waiting": 0,
        "problems": [],
    }
    lines = "\n".join(json.dumps(e) for e in (second, third))
    assert post(client, lines, "application/x-ndjson").json()["applied"] == 1
    assert desk.record.count() == 3


def test_the_same_again_is_the_same_and_other_content_is_a_conflict(desk: Any) -> None:
    client = desk.browser()
    other = {**ORDER, "what": {**ORDER["what"], "money": {"amount": "8.00", "currency": "EUR"}}}  # type: ignore[dict-item]
    assert post(client, ORDER).status_code == 200
    assert post(client, ORDER).json()["duplicate"] == 1
    assert post(client, other).json()["conflict"] == 1
    assert "▲ 1" in client.get("/sources").content.decode()


def test_what_is_not_understood_is_said_and_kept(desk: Any) -> None:
    client = desk.browser()
    told = post(client, [ORDER, {**ORDER, "source_id": "x", "what": {"order_idd": "77-9"}}])
    assert told.status_code == 200
    assert (told.json()["applied"], told.json()["quarantined"]) == (1, 1)
    assert "order_idd" in told.json()["problems"][0]
    assert post(client, "no json").status_code == 422
    assert post(client, "[]").status_code == 422
    assert post(client, {**ORDER, "kind": "second_look.taken"}).json()["applied"] == 0
    page = client.get("/sources/quarantine").content.decode()
    assert "could not be understood" in page
    assert all(b.holds for b in desk.record.balance())


def test_too_much_at_once_is_refused(desk: Any) -> None:
    assert post(desk.browser(), "x" * (10 * 1024 * 1024 + 1)).status_code == 413


@pytest.mark.promise
def test_a_record_that_cannot_write_never_says_yes(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from amends.facts import NotAccepted, Problem

    def full(*_: object, **__: object) -> None:
        raise NotAccepted(Problem("record", "has no space", "See that the disk has space"))

    monkeypatch.setattr(type(desk.record), "append", full)
    answer = post(desk.browser(), ORDER)
    assert answer.status_code == 503
    assert "not accepted, try again" in answer.json()["problem"]


def test_the_balance_as_json(desk: Any) -> None:
    desk.tell(failed_refund_story())
    told = {row["source"]: row for row in desk.browser().get("/api/v1/balance").json()}
    assert told["shop"]["received"] == told["shop"]["applied"] == 2
    assert all(row["holds"] for row in told.values())


def test_every_operation_says_which_statuses_can_come(desk: Any) -> None:
    document = desk.browser().get("/api/v1/openapi.json").json()
    operations = [(p, m, o) for p, found in document["paths"].items() for m, o in found.items()]
    assert len(operations) >= 7
    for path, _, operation in operations:
        statuses = set(operation["responses"])
        assert "200" in statuses
        assert statuses & {"401", "400"}, path
        assert operation["summary"]
    open_to_all = [path for path, _, operation in operations if not operation.get("security")]
    assert open_to_all == ["/api/v1/webhooks/{system}", "/api/v1/webhooks/{system}/{secret}"]


def test_the_command_prints_the_same_document(desk: Any) -> None:
    from click.testing import CliRunner

    from amends.cli.openapi import command

    printed = CliRunner().invoke(command)
    assert printed.exit_code == 0, printed.output
    assert (
        json.loads(printed.output)["paths"].keys() == desk.browser().get("/api/v1/openapi.json").json()["paths"].keys()
    )


def test_a_body_that_is_no_json_is_a_problem_in_words(desk: Any) -> None:
    answer = desk.browser().post("/api/v1/check", "{bad", content_type="application/json")
    assert answer.status_code == 422
    assert "JSON" in answer.json()["problem"]
