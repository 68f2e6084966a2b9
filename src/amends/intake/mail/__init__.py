"""Mail: the bytes of one message -> a contact, an answer of ours, or quarantine. Pure; intake/fetch fetches it."""

from .hear import Post, hear_mail, quarantine_id

__all__ = ["Post", "hear_mail", "quarantine_id"]
