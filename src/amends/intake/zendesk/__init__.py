"""Zendesk's exports and webhooks become entries. Pure: people export the files, or Zendesk posts.

Documents: developer.zendesk.com, "Incremental Exports", "Ticket Audits", "Ticket Comments", "Users", "Satisfaction
Ratings", "Via object reference", "Webhook event types", "Verifying webhooks".
"""

from .hear import hear_zendesk, learn_zendesk
from .hook import HOOK
from .known import Known

__all__ = ["HOOK", "Known", "hear_zendesk", "learn_zendesk"]
