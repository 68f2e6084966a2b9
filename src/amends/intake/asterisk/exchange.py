"""One Asterisk as it is set up: its zone, its numbers, and which of its channels lead to people of ours.

Who is at the end of a channel is told nowhere. It is read from the channel's name, from the context in which it came in
and from the number it shows, in this order; a team names its trunks and contexts where the guess is wrong.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from amends.facts import Moment, NotAMoment
from amends.facts.moments import SECOND_US, moment_of
from amends.intake.phone_numbers import hear_number, is_extension, is_withheld
from amends.intake.table.times import hear_time

_TRUNK = re.compile(r"trunk|provider|pstn|gateway|carrier|isdn|sbc|voip|upstream|^\+?\d{7,}$", re.IGNORECASE)
_LINES = frozenset({"dahdi", "zap", "misdn", "capi", "dongle", "khomp"})  # drivers of outside lines
_NOBODY = frozenset(
    "announcer recorder cbann cbrec snoop message multicastrtp unicastrtp bridge audiosocket websocket".split()
)
_INBOUND = re.compile(
    r"^from-(?!internal|user|queue|local|phone|agent)|trunk|pstn|inbound|incoming|external|\bdid\b", re.IGNORECASE
)
_INTERNAL = re.compile(r"internal|users|phones|agents|staff|outbound|outgoing", re.IGNORECASE)
_SUFFIX = re.compile(r"-[0-9a-fA-F]+(?:;\d)?$")
_BORN = re.compile(r"(?:^|-)(\d{9,11})\.\d+$")
_EPOCH = re.compile(r"(\d{9,11})(?:\.(\d{1,6}))?")
UTC_ZONE = ZoneInfo("UTC")
BORN_WITHIN_US = 600 * SECOND_US


class Side(StrEnum):
    """Who is at the end of a channel."""

    OURS = "ours"
    CUSTOMER = "customer"
    LOCAL = "local"  # a pipe inside Asterisk: its two halves are one
    NOBODY = "nobody"  # a recorder, an announcement


@dataclass(frozen=True, slots=True)
class Exchange:
    """`country` (two letters) for numbers without one; `our_numbers` in E.164; `trunks` are names of endpoints that
    lead outside ("PJSIP/sipgate" or "sipgate"), `inbound_contexts` where calls of customers come in. `zone` is taken
    for times that name none: Asterisk writes local time unless `usegmtime` is set.
    """

    source: str = "asterisk"
    zone: ZoneInfo = UTC_ZONE
    country: str | None = None
    our_numbers: frozenset[str] = frozenset()
    inbound_contexts: frozenset[str] = frozenset()
    trunks: frozenset[str] = frozenset()

    def number(self, text: str) -> str | None:
        """In E.164; empty for our own, a withheld one and an extension; None where it cannot be understood."""
        if is_withheld(text) or is_extension(text):
            return ""
        found = hear_number(text, self.country)
        return "" if found in self.our_numbers else found

    def is_ours(self, text: str) -> bool:
        """Whether it is a number of ours."""
        return bool(self.our_numbers) and hear_number(text, self.country) in self.our_numbers

    def is_outside(self, text: str) -> bool:
        """Whether it is a number of the public network, and not ours."""
        return not is_withheld(text) and not is_extension(text) and not self.is_ours(text)

    def is_trunk(self, channel: str) -> bool:
        """Whether the channel leads outside, by its name."""
        technology, _, name = endpoint(channel).partition("/")
        if technology.lower() in _LINES or {endpoint(channel), name} & self.trunks:
            return True
        return technology.lower() != "local" and bool(_TRUNK.search(name))

    def is_inbound(self, context: str) -> bool:
        """Whether customers' calls come in by this context."""
        if self.inbound_contexts:
            return context in self.inbound_contexts
        return bool(_INBOUND.search(context)) and not _INTERNAL.search(context)

    def side(self, channel: str, number: str, context: str) -> Side:
        """Who is at the end of the channel."""
        technology = channel.partition("/")[0].lower()
        if technology == "local":
            return Side.LOCAL
        if technology in _NOBODY or "/" not in channel:
            return Side.NOBODY
        if self.is_trunk(channel) or self.is_inbound(context):
            return Side.CUSTOMER
        return Side.CUSTOMER if self.is_outside(number) and not _INTERNAL.search(context) else Side.OURS

    def moment(self, text: str, channel_id: str = "") -> Moment:
        """A time as epoch.microseconds, or as local time. An hour that the clock showed twice is told by the channel's
        own number, which begins with the second in which it was made. Raises NotAMoment where that does not help.
        """
        if epoch := _EPOCH.fullmatch(text.strip()):
            return Moment(int(epoch[1]) * SECOND_US + int((epoch[2] or "").ljust(6, "0")))
        try:
            return hear_time(text, self.zone)
        except NotAMoment:
            found = _told_apart(text, self.zone, channel_id)
            if found is None:
                raise
            return found


def endpoint(channel: str) -> str:
    """`PJSIP/ruth-0000002a` -> `PJSIP/ruth`: the person's phone, the same for all calls."""
    return _SUFFIX.sub("", channel)


def local_pair(channel: str) -> str:
    """`Local/101@queue-0000002a;1` -> `Local/101@queue-0000002a`: the same for both halves."""
    return channel.rpartition(";")[0] or channel


def _told_apart(text: str, zone: ZoneInfo, channel_id: str) -> Moment | None:
    born = _BORN.search(channel_id)
    try:
        wall = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if born is None or wall.tzinfo is not None:
        return None
    for fold in (0, 1):
        at = wall.replace(tzinfo=zone, fold=fold)
        exists = at.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == wall.replace(fold=0)
        if exists and 0 <= moment_of(at) + SECOND_US - int(born[1]) * SECOND_US < BORN_WITHIN_US:
            return moment_of(at)
    return None
