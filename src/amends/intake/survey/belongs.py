"""A file that is no survey: whose it looks like, so that the refusal can name the right command."""

from collections.abc import Iterable

_COLUMNS = {
    "asterisk-cdr": {"dcontext", "lastapp", "billsec", "accountcode"},
    "asterisk-cel": {"eventtype", "linkedid", "cid_num", "appname"},
    "twilio": {"CallSid", "CallStatus", "AccountSid", "ParentCallSid"},
    "zendesk": {"tickets", "ticket_events", "satisfaction_ratings", "satisfaction_rating", "ticket_audits"},
    "zammad": {"article", "callId"},
    "chatwoot": {"message_type", "inbox", "content_attributes"},
    "freshdesk": {"responder_id", "conversations", "fr_escalated"},
    "table": {"refund_id", "placed_at", "posting_id", "payout_ref", "contact_id", "outage_id", "answer_id"},
}
_MAIL = (b"From ", b"Received:", b"Return-Path:", b"Delivered-To:", b"MIME-Version:", b"Message-ID:")


def elsewhere(told: bytes | Iterable[str]) -> tuple[str, str] | None:
    """What is wrong and the next step, where the first bytes or the columns are known to be of another source."""
    if isinstance(told, bytes):
        command = "mail" if told.startswith(_MAIL) else ""
    else:
        names = set(told)
        command = "" if "survey_id" in names else next((c for c, own in _COLUMNS.items() if names & own), "")
    if not command:
        return None
    return f"is no survey; it looks like a file for intake {command}", f"Take it in with: amends intake {command}"
