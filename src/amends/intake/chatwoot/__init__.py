"""Chatwoot's webhook events and API answers become entries. Pure: people save the answers, or Chatwoot posts.

Documents: chatwoot.com/docs, "Webhooks", and developers.chatwoot.com, "Conversations", "Messages", "Contacts".
"""

from .hear import hear_chatwoot
from .hook import HOOK

__all__ = ["HOOK", "hear_chatwoot"]
