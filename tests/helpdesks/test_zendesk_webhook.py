"""What Zendesk posts is checked by signature and time, and tells what an export tells."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from amends.facts import Moment, NotAllowed, hear_moment
from amends.facts.kinds import AnswerGiven, ContactReceived, TicketTold
from amends.intake.delivery import Delivery
from amends.intake.zendesk import HOOK
from zendesk_story import JONAS, MARTA, RUTH, WEB, comment, run, users

SECRET = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="
AT = "2026-05-20T08:00:07Z"
NOW = hear_moment(AT)


def event(kind: str, **more: Any) -> dict[str, Any]:
    detail = {
        "id": "4711",
        "actor_id": str(RUTH),
        "requester_id": str(MARTA),
        "submitter_id": str(MARTA),
        "organization_id": "0",
        "assignee_id": "9999",
        "status": "OPEN",
        "created_at": "2026-05-18T08:00:00Z",
        "updated_at": "2026-05-20T08:00:07Z",
        "via": {"channel": "web_service"},
    }
    told = {"type": f"zen:event-type:{kind}", "account_id": 1, "id": "ev-1", "time": "2026-05-20T08:00:07.672717030Z"}
    return {
        **told,
        "zendesk_event_version": "2022-11-06",
        "subject": "zen:ticket:4711",
        "detail": detail,
        "event": more,
    }


def said(author: int, body: str, staff: bool, public: bool = True) -> dict[str, Any]:
    author_told = {"id": str(author), "is_staff": staff, "name": "x"}
    return event(
        "ticket.comment_added", comment={"id": "905", "body": body, "author": author_told, "is_public": public}
    )


def signed(body: bytes, secret: str = SECRET, at: str = AT) -> Delivery:
    signature = base64.b64encode(hmac.digest(secret.encode(), at.encode() + body, hashlib.sha256)).decode()
    headers = {"x-zendesk-webhook-signature": signature, "x-zendesk-webhook-signature-timestamp": at}
    return Delivery(body, {**headers, "x-zendesk-webhook-invocation-id": "01INV"})


def test_a_signature_worked_out_once_and_written_down() -> None:
    secret, body, at = "HRkRd4BeOAoUkfZr-mhauJT64rvBASlJRoIyPsd3zeA=", b'{"say": "hello"}', "2021-07-25T10:00:00Z"
    signature = "Rry/4TtIdFyawtXXp8QdI6tlAUUQ/5kL1OTp5qo/ZIk="
    headers = {"x-zendesk-webhook-signature": signature, "x-zendesk-webhook-signature-timestamp": at}
    assert HOOK.check(Delivery(body, headers), [secret], hear_moment(at)).raw == body


def test_a_genuine_delivery_is_known_by_the_events_own_number() -> None:
    body = json.dumps(said(MARTA, "Still nothing.", staff=False)).encode()
    found = HOOK.check(signed(body), ["other", SECRET], NOW)
    assert (found.source_id, found.raw) == ("ev-1", body)
    assert HOOK.check(signed(b'{"ticket": {}}'), [SECRET], NOW).source_id == "01INV"


@pytest.mark.parametrize(
    "delivery",
    [
        signed(b"{}", secret="another"),
        Delivery(b"{} ", signed(b"{}").headers),
        Delivery(b"{}", {}),
        Delivery(b"{}", {**signed(b"{}").headers, "x-zendesk-webhook-signature-timestamp": "2026-05-20T08:00:08Z"}),
        Delivery(b"{}", {**signed(b"{}").headers, "x-zendesk-webhook-signature-timestamp": "soon"}),
        Delivery(b"{}", {**signed(b"{}").headers, "x-zendesk-webhook-signature": "ünsigned"}),
        signed(b"{}", at="2026-05-20T07:50:00Z"),
        signed(b"{}", at="2026-05-20T08:10:00Z"),
        signed(b"x" * 1_000_001),
    ],
)
def test_what_is_not_shown_to_be_theirs_is_refused(delivery: Delivery) -> None:
    with pytest.raises(NotAllowed) as refused:
        HOOK.check(delivery, [SECRET], NOW)
    assert SECRET not in str(refused.value)


def test_the_twin_a_check_that_ignores_the_clock_would_take_an_old_delivery() -> None:
    old = signed(b"{}", at="2026-05-20T07:00:00Z")
    assert HOOK.check(old, [SECRET], Moment(hear_moment("2026-05-20T07:00:30Z"))).raw == b"{}"
    with pytest.raises(NotAllowed):
        HOOK.check(old, [SECRET], NOW)


def heard(told: Any) -> list[Any]:
    found = HOOK.hear(told if isinstance(told, bytes) else json.dumps(told).encode())
    assert not found.not_understood, found.problems
    return [entry.what for entry in found.entries]


def test_a_comment_says_itself_whose_it_is() -> None:
    (his,) = heard(said(MARTA, "Still nothing.", staff=False))
    (ours,) = heard(said(JONAS, "Look at it.", staff=True, public=False))
    assert isinstance(his, ContactReceived)
    assert (his.text, his.customer_id, his.ticket) == ("Still nothing.", f"zendesk/{MARTA}", "zendesk/4711")
    assert isinstance(ours, AnswerGiven)
    assert (ours.record, ours.agent) == ("note", f"zendesk/{JONAS}")


def test_the_same_comment_by_webhook_and_by_export_counts_once() -> None:
    exported = comment(905, MARTA, "Still nothing.", AT, via=WEB)
    (by_export,) = run(comments=[exported], users=users()).of("contact.received")
    (by_webhook,) = HOOK.hear(json.dumps(said(MARTA, "Still nothing.", staff=False)).encode()).entries
    assert by_webhook == by_export


def test_changes_of_hands_and_state_are_told_with_who_made_them() -> None:
    (held,) = heard(event("ticket.agent_assignment_changed", current=str(JONAS), previous=str(RUTH)))
    (solved,) = heard(event("ticket.status_changed", current="SOLVED", previous="OPEN"))
    (reopened,) = heard(event("ticket.status_changed", current="OPEN", previous="SOLVED"))
    (gone,) = heard(event("ticket.soft_deleted"))
    (merged,) = heard(event("ticket.merged", target_ticket_id="4800"))
    told = [what for what in (held, solved, reopened, gone, merged) if isinstance(what, TicketTold)]
    assert [what.event for what in told] == ["assigned", "status", "reopened", "deleted", "merged"]
    assert (held.value, held.previous, held.by) == (f"zendesk/{JONAS}", f"zendesk/{RUTH}", f"zendesk/{RUTH}")
    assert (solved.value, merged.value) == ("solved", "zendesk/4800")


def test_a_new_ticket_and_a_new_user() -> None:
    (opened,) = heard(event("ticket.created"))
    user = {"id": str(MARTA), "email": "m@example.org", "role": "end-user", "updated_at": AT, "organization_id": "0"}
    (profile,) = heard({**event("user.created"), "detail": user})
    assert (opened.event, opened.customer_id, opened.organisation) == ("opened", f"zendesk/{MARTA}", "")
    assert (profile.email, profile.more) == ("m@example.org", ())


def test_events_that_tell_nothing_here_are_no_fault() -> None:
    assert heard(event("ticket.priority_changed", current="HIGH", previous="LOW")) == []


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"nonsense", b'{"free": "text"}', b'{"type": "zen:event-type:ticket.merged"}']
)
def test_a_body_that_is_not_understood_keeps_its_bytes(raw: bytes) -> None:
    found = HOOK.hear(raw)
    assert not found.entries
    assert len(found.not_understood) == len(found.problems) == 1
    assert found.not_understood[0].source_id == HOOK.hear(raw).not_understood[0].source_id
