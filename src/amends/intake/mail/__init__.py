"""Mail: the bytes of one message -> one contact, or quarantine. Pure; what fetches and bounds it is in intake/fetch."""

from .hear import Post, hear_mail, quarantine_id

__all__ = ["Post", "hear_mail", "quarantine_id"]
