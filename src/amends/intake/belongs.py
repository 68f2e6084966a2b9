"""A file that was given to the wrong command: whose it looks like, so that the words can name the right one."""

from collections.abc import Container, Iterable
from typing import Final

_COLUMNS: Final = {
    "asterisk-cdr": {"dcontext", "lastapp", "billsec", "accountcode"},
    "asterisk-cel": {"eventtype", "linkedid", "cid_num", "appname"},
    "twilio": {"CallSid", "CallStatus", "AccountSid", "ParentCallSid", "parent_call_sid"},
    "zendesk": {"tickets", "ticket_events", "satisfaction_ratings", "satisfaction_rating", "ticket_audits", "audits"},
    "zammad": {"article", "callId"},
    "chatwoot": {"message_type", "inbox", "content_attributes"},
    "freshdesk": {"responder_id", "conversations", "fr_escalated"},
    "table": {"refund_id", "placed_at", "posting_id", "payout_ref", "contact_id", "outage_id", "answer_id"},
    "survey": {"survey_id", "answered_at", "nps", "csat"},
}
_MAIL: Final = (b"From ", b"Received:", b"Return-Path:", b"Delivered-To:", b"MIME-Version:", b"Message-ID:")
_CDR_CELLS: Final = (16, 17, 18, 21)


def command_for(names: Iterable[str]) -> str:
    """The command of intake to which columns or fields of these names belong; empty where they do not say."""
    told = set(names)
    return next((command for command, own in _COLUMNS.items() if told & own), "")


def is_zammads(ticket: Container[str]) -> bool:
    """Whether a ticket is one of Zammad: the others have a subject, and no number beside their id."""
    return "number" in ticket and "title" in ticket


def command_for_text(start: bytes) -> str:
    """The same by the first bytes of a file that is no JSON."""
    if start.startswith(_MAIL):
        return "mail"
    first = start.partition(b"\n")[0].decode("utf-8", "replace").replace(";", ",").replace("\t", ",")
    cells = [cell.strip().strip('"') for cell in first.split(",")]
    if found := command_for(cells):
        return found
    if len(cells) >= min(_CDR_CELLS) and {"ANSWERED", "NO ANSWER", "BUSY", "FAILED"} & set(cells):
        return "asterisk-cdr"
    return "asterisk-cel" if cells[0] in ("CHAN_START", "ANSWER", "HANGUP") else ""
