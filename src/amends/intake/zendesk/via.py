"""Zendesk's `via` -> our channels. It is told as a word or as a number ("Via types reference")."""

from typing import Final

from amends.intake.helpdesk import Json, e164, is_address, part, tidy, word

_CHANNELS: Final = {
    "mail": "email mail 4 closed_ticket",
    "form": "web web_form 0 api web_service 5 web_widget 48 mobile mobile_sdk 49 mobile_app dropbox 17 sample_ticket"
    " sample_interactive_ticket get_satisfaction 16 iphone 15 help_center help_center_post 36 logmein_rescue 25 merge"
    " 19 batch 20 import follow_up ticket_sharing 31 answer_bot_for_web_widget rule 8 system",
    "chat": "chat 29 chat_transcript native_messaging 75 messaging whatsapp 74 line 72 wechat 73 sms 57 text_message"
    " telegram viber sunshine_conversations_api sunshine_conversations_facebook_messenger"
    " sunshine_conversations_twitter_dm instagram_dm apple_business_chat google_rcs mobile_sdk_messaging",
    "phone": "voice voicemail 33 phone phone_call_inbound 34 phone_call_outbound 35 api_voicemail 44"
    " api_phone_call_inbound 45 api_phone_call_outbound 46 voice_inbound voice_outbound",
    "social": "twitter 30 twitter_dm 26 twitter_favorite 23 twitter_like facebook 38 facebook_post facebook_message 41"
    " any_channel 55 any 55",
}
_CHANNEL: Final = {name: channel for channel, names in _CHANNELS.items() for name in names.split()}
_AMONG_TWO = frozenset({"direct_message", "message", "messenger", "dm"})  # `rel` of what the public does not see
_DIRECT = frozenset({"twitter_dm", "26", "facebook_message", "41"})


def channel_of(via: Json) -> str:
    """mail | phone | chat | social | form. What is not known here is a form: it came in over some page or program."""
    return _CHANNEL.get(_name(via), "form")


def is_public(via: Json) -> bool:
    """Whether it stands where everybody can read it: a tweet or a post, not a direct message."""
    rel = part(via, "source").get("rel")
    return channel_of(via) == "social" and _name(via) not in _DIRECT and rel not in _AMONG_TWO


def medium_of(via: Json) -> str:
    """Over what an answer went out: an agent writes it in the web page, and Zendesk sends it as a mail."""
    channel = channel_of(via)
    return "mail" if channel == "form" else channel


def sender_of(via: Json) -> tuple[str, str]:
    """The address or number it came from, with the name told beside it; either may be empty."""
    told = part(via, "source", "from")
    address, number = word(told, "address").strip().lower(), word(told, "phone")
    return (address if is_address(address) else e164(number)), tidy(word(told, "name"))


def mailbox_of(via: Json) -> str:
    """Which of our addresses it came to."""
    return word(part(via, "source", "to"), "address").strip().lower()


def direction_of(via: Json, via_id: object = None) -> str:
    """voicemail | inbound | outbound, of a call; empty where it is not told."""
    rel = str(part(via, "source").get("rel") or "")
    name = f"{_name(via)} {_name({'channel': via_id})} {rel}"
    for direction, marks in {
        "voicemail": ("voicemail", "33", "44"),
        "outbound": ("outbound", "35", "46"),
        "inbound": ("inbound", "34", "45"),
    }.items():
        if any(mark in name.split() or (mark.isalpha() and mark in name) for mark in marks):
            return direction
    return ""


def _name(via: Json) -> str:
    channel = via.get("channel")
    return str(channel).strip().lower().replace(" ", "_") if isinstance(channel, str | int) else ""
