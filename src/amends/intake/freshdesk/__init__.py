"""Freshdesk's tickets, conversations, contacts and ratings become entries. Pure: people export the files.

Documents: developers.freshdesk.com/api, "Tickets", "Conversations", "Contacts", "Satisfaction Ratings".
"""

from .feed import Feed
from .hear import hear_freshdesk

__all__ = ["Feed", "hear_freshdesk"]
