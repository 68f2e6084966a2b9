"""What an honest export of each system looks like, small: one customer asks after her refund, and is answered."""

import json
from typing import Any

MAIL, PHONE = "marta@example.org", "+4930111222"
ASK = "Where is my refund of 129.00 EUR for order 10-4471?"
AT = "2026-05-20T09:00:00Z"


def lines(*told: object) -> str:
    return "".join(json.dumps(one) + "\n" for one in told)


def callback(number: int, status: str, at: str, **more: object) -> dict[str, object]:
    return {
        "CallSid": "CA1",
        "From": PHONE,
        "To": "+4930999000",
        "Direction": "inbound",
        "CallStatus": status,
        "Timestamp": at,
        "SequenceNumber": str(number),
        "CallbackSource": "call-progress-events",
        **more,
    }


TWILIO = lines(
    callback(0, "ringing", "Wed, 20 May 2026 09:00:00 +0000"),
    callback(1, "in-progress", "Wed, 20 May 2026 09:00:05 +0000"),
    callback(2, "completed", "Wed, 20 May 2026 09:03:00 +0000", CallDuration="175", Duration="3"),
)


def cdr(channel: str, seconds: int, disposition: str, end: str) -> str:
    clid = f'"""Marta"" <{PHONE}>"'
    told = f'"2026-05-20 09:00:00","2026-05-20 09:00:05","2026-05-20 09:{end}",{seconds + 5},{seconds}'
    ends = f'"SIP/trunk-{channel}","SIP/ruth-{channel}","Dial","SIP/ruth,30"'
    number = f'"DOCUMENTATION","17792676{channel}.1",""'
    return f'"","{PHONE}","100","from-trunk",{clid},{ends},{told},"{disposition}",{number}\n'


CDR = cdr("01", 175, "ANSWERED", "03:00") + cdr("02", 0, "NO ANSWER", "00:20") + cdr("03", 10, "ANSWERED", "00:15")


def cel(event: str, at: str, application: str = "", extra: str = "") -> str:
    cells = [event, f"1779267{at}", "Marta", PHONE, "", "", "", "100", "from-trunk", "SIP/trunk-01", application, ""]
    cells += ["3", "", "1779267600.1", "1779267600.1", "", "", extra]
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


CEL = (
    cel("CHAN_START", "600.123456")
    + cel("ANSWER", "602.123456", "Queue")
    + cel("HANGUP", "702.5", extra='{"hangupcause":16,"hangupsource":"SIP/trunk-01","dialstatus":""}')
)

ZENDESK: dict[str, Any] = {
    "tickets.json": {
        "tickets": [
            {
                "id": 4711,
                "requester_id": 900,
                "submitter_id": 900,
                "assignee_id": 33,
                "status": "open",
                "subject": "Refund",
                "description": ASK,
                "created_at": AT,
                "updated_at": "2026-05-21T09:00:00Z",
                "generated_timestamp": 1779354000,
                "via": {"channel": "email", "source": {"from": {"address": MAIL}}},
            },
            {"id": 4712, "status": "deleted", "created_at": AT, "updated_at": AT, "generated_timestamp": 1779354000},
        ],
        "end_time": 1779354000,
        "next_page": None,
        "count": 2,
    },
    "users.json": {"users": [{"id": 900, "name": "Marta", "email": MAIL, "role": "end-user", "updated_at": AT}]},
    "comments.json": {
        "comments": [
            {"id": 1, "ticket_id": 4711, "author_id": 900, "body": ASK, "public": True, "created_at": AT},
            {
                "id": 2,
                "ticket_id": 4711,
                "author_id": 33,
                "body": "We sent it.",
                "public": True,
                "created_at": "2026-05-20T10:00:00Z",
            },
        ]
    },
    "audits.json": {
        "audits": [
            {
                "id": 8,
                "ticket_id": 4711,
                "author_id": 900,
                "created_at": AT,
                "events": [{"id": 1, "type": "Create", "field_name": "assignee_id", "value": "33"}],
            }
        ]
    },
    "ratings.json": {
        "satisfaction_ratings": [
            {
                "id": 62,
                "ticket_id": 4711,
                "requester_id": 900,
                "assignee_id": 33,
                "score": "bad",
                "comment": "no",
                "created_at": "2026-05-22T09:00:00Z",
                "updated_at": "2026-05-22T09:00:00Z",
            }
        ]
    },
    "groups.json": {"groups": [{"id": 5, "name": "Refunds"}]},
}

ZAMMAD = lines(
    {
        "ticket": {
            "id": 8,
            "number": "31008",
            "title": "Refund",
            "state": "open",
            "customer": {"id": 900, "email": MAIL, "phone": PHONE, "firstname": "Marta", "vip": False},
            "create_article_type": "email",
            "created_at": AT,
            "updated_at": AT,
        },
        "article": {
            "id": 21,
            "from": f"Marta <{MAIL}>",
            "to": "help@shop.example",
            "subject": "Refund",
            "body": f"<p>{ASK}</p>",
            "content_type": "text/html",
            "sender": "Customer",
            "type": "email",
            "internal": False,
            "message_id": "<one@example.org>",
            "created_at": AT,
        },
    },
    {"event": "newCall", "from": PHONE, "to": "+4930999000", "direction": "in", "callId": "c1", "timestamp": AT},
    {
        "event": "hangup",
        "from": PHONE,
        "to": "+4930999000",
        "direction": "in",
        "callId": "c1",
        "cause": "normalClearing",
        "timestamp": "2026-05-20T09:03:05Z",
    },
)

_CONVERSATION = {"id": 4711, "status": "open", "meta": {"sender": {"id": 900, "name": "Marta", "email": MAIL}}}
CHATWOOT = lines(
    {
        "event": "message_created",
        "id": 1,
        "content": ASK,
        "message_type": "incoming",
        "created_at": AT,
        "private": False,
        "content_type": "text",
        "sender": {"id": 900, "name": "Marta", "email": MAIL, "type": "contact"},
        "conversation": {**_CONVERSATION, "contact_inbox": {"pubsub_token": "a-session-of-hers"}},
        "account": {"id": 1},
    },
    {
        "event": "message_created",
        "id": 2,
        "content": "We sent it.",
        "message_type": "outgoing",
        "created_at": "2026-05-20T09:10:00Z",
        "private": False,
        "content_type": "text",
        "sender": {"id": 3, "name": "Ruth", "type": "user"},
        "conversation": _CONVERSATION,
        "account": {"id": 1},
    },
    {
        "event": "message_updated",
        "id": 3,
        "content": "How was it?",
        "message_type": "template",
        "created_at": "2026-05-20T10:00:00Z",
        "updated_at": "2026-05-20T10:05:00Z",
        "content_type": "input_csat",
        "content_attributes": {"submitted_values": {"csat_survey_response": {"rating": 1, "feedback_message": "no"}}},
        "conversation": _CONVERSATION,
        "account": {"id": 1},
    },
)

FRESHDESK: dict[str, Any] = {
    "tickets.json": [
        {
            "id": 2001,
            "subject": "Refund",
            "description": f"<div>{ASK}</div>",
            "description_text": ASK,
            "status": 2,
            "priority": 1,
            "source": 1,
            "requester_id": 900,
            "responder_id": 33,
            "created_at": AT,
            "updated_at": "2026-05-20T10:00:00Z",
            "spam": False,
            "conversations": [
                {
                    "id": 71,
                    "incoming": False,
                    "private": False,
                    "source": 0,
                    "user_id": 33,
                    "body_text": "We sent it.",
                    "created_at": "2026-05-20T10:00:00Z",
                    "ticket_id": 2001,
                },
                {
                    "id": 70,
                    "incoming": True,
                    "private": False,
                    "source": 0,
                    "user_id": 900,
                    "body_text": "Hello?",
                    "created_at": "2026-05-20T09:30:00Z",
                    "ticket_id": 2001,
                },
            ],
        }
    ],
    "contacts.json": [{"id": 900, "name": "Marta", "email": MAIL, "phone": PHONE, "created_at": AT, "updated_at": AT}],
    "ratings.json": [
        {
            "id": 5,
            "survey_id": 1,
            "user_id": 900,
            "agent_id": 33,
            "ticket_id": 2001,
            "feedback": "no",
            "ratings": {"default_question": -103},
            "created_at": "2026-05-21T09:00:00Z",
            "updated_at": "2026-05-21T09:00:00Z",
        }
    ],
}

SURVEY = f"""ticket,score,comment,email,answered_at
4711,1,"Still no refund, I asked three times",{MAIL},2026-05-20T09:00:00Z
4712,5,,karl@example.org,2026-05-20T10:00:00Z
4713,4,fine,jo@example.org,2026-05-21T10:00:00Z
"""


def texts(files: dict[str, Any]) -> dict[str, str]:
    return {name: json.dumps(told) for name, told in files.items()}


# command -> the files, how many entries they come to, and who must be known afterwards
SAMPLES: dict[str, tuple[dict[str, str], int, str]] = {
    "twilio": ({"calls.jsonl": TWILIO}, 3, PHONE),
    "asterisk-cdr": ({"Master.csv": CDR}, 3, PHONE),
    "asterisk-cel": ({"Master.csv": CEL}, 3, PHONE),
    "zendesk": (texts(ZENDESK), 8, MAIL),
    "zammad": ({"hook.jsonl": ZAMMAD}, 6, MAIL),
    "chatwoot": ({"events.jsonl": CHATWOOT}, 7, MAIL),
    "freshdesk": (texts(FRESHDESK), 7, MAIL),
    "survey": ({"answers.csv": SURVEY}, 3, MAIL),
}
