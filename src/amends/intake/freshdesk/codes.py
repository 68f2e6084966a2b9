"""Freshdesk's numbers -> words. The vendor's lists (developers.freshdesk.com/api, "source", "status"); what recorded
answers hold besides is marked.
"""

from typing import Final

OUTBOUND_MAIL: Final = "10"  # we wrote first
WEB_CHAT: Final = "15"  # recorded, not in the list: the description repeats the first message of the chat
SURVEY: Final = "6"  # of a conversation: what he wrote into a survey, which the rating tells too
NOTE: Final = "2"  # of a conversation
SOCIAL: Final = frozenset({"5", "7"})  # of a conversation: tweets, Facebook posts

TICKET_CHANNELS: Final = {
    "0": "mail",  # recorded, not in the list
    "1": "mail",
    "2": "form",  # portal
    "3": "phone",
    "4": "form",  # forum
    "5": "social",  # Twitter
    "6": "social",  # Facebook
    "7": "chat",
    "8": "form",  # mobile app
    "9": "form",  # feedback widget
    OUTBOUND_MAIL: "mail",
    "11": "form",  # shop systems
    "12": "chat",  # bot
    "13": "chat",  # WhatsApp
    WEB_CHAT: "chat",
}
CONVERSATION_CHANNELS: Final = {
    NOTE: "form",
    "5": "social",
    SURVEY: "form",
    "7": "social",
    "8": "mail",  # forwarded
    "9": "phone",
    "11": "form",
    "13": "chat",
    WEB_CHAT: "chat",
    "20": "chat",  # recorded: a message of a web chat
}
STATUS: Final = {"2": "open", "3": "pending", "4": "resolved", "5": "closed"}

LOWEST_SCORE, HIGHEST_SCORE = -103, 103
SCORES: Final = {
    "extremely happy": 103,
    "very happy": 102,
    "happy": 101,
    "neutral": 100,
    "unhappy": -101,
    "very unhappy": -102,
    "extremely unhappy": -103,
}


def label_of(score: int) -> str:
    """good | neutral | bad: 100 is neutral, more is happy, less than nothing is unhappy."""
    if score == SCORES["neutral"]:
        return "neutral"
    return "good" if score > SCORES["neutral"] else "bad"
