"""Zammad's webhooks, REST answers and histories become entries. Pure: people save the answers, or Zammad posts.

Documents: admin-docs.zammad.org, "Webhook", and docs.zammad.org, "Ticket", "Articles", "Generic CTI".
"""

from .hear import hear_zammad, learn_zammad
from .hook import HOOK
from .known import Known

__all__ = ["HOOK", "Known", "hear_zammad", "learn_zammad"]
