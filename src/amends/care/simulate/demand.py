"""What comes, and how it will turn out: drawn once for a seed and the same for every policy and every number of heads.

A contact's own numbers hang on its chain and its place in it, never on who takes it or when. So two policies are
compared on the same customers (common random numbers), and what differs is the policy.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .contact import MAIL, PHONE, Contact
from .settings import DAY_MINUTES, Centre

# The numbers of one contact, by place
PATIENCE, DURATION, HOSTILE, LEVEL, RETURNS, RETURNS_AFTER, COMES_AT, TAKES_OFFER, WINDOW, ANSWERS, CALLS_AGAIN, AGAIN_AFTER, PAUSES = range(13)  # fmt: skip  # noqa: E501
_DRAWS: Final = PAUSES + 1
_BLOCK: Final = 512
_EVER: Final = 1e15
_OFTEN_HOSTILE: Final = 0.08  # only to guess how much work comes: by default about so many calls are


class Demand:
    """The contacts of one seed. `first` are those that come by themselves, in order of arrival."""

    def __init__(self, centre: Centre, seed: int) -> None:
        self.centre, self.seed = centre, seed
        rng = np.random.default_rng([seed, 2])
        at, channel, skill = _arrivals(centre, rng)
        self._channel = channel
        long = (rng.random(len(at)) < centre.phone.long_percent / 100) & (channel == PHONE)
        columns = (at.tolist(), channel.tolist(), skill.tolist(), long.tolist())
        self.first = list(zip(*columns, strict=True))
        self._blocks: dict[tuple[int, int], NDArray[np.float64]] = {}

    def first_contact(self, chain: int) -> Contact:
        """As it comes; made anew for every run, because runs change it."""
        at, channel, skill, long = self.first[chain]
        return Contact(at, chain, 0, (channel, skill, long))

    def draws(self, chain: int, place: int) -> list[float]:
        """How this contact turns out: minutes where the name says so, else numbers between 0 and 1."""
        block, row = divmod(chain, _BLOCK)
        drawn = self._blocks.get((place, block))
        if drawn is None:
            drawn = self._blocks[place, block] = self._drawn(place, block)
        told: list[float] = drawn[row].tolist()
        return told

    def _drawn(self, place: int, block: int) -> NDArray[np.float64]:
        """Blocks of chains are drawn when the first of them comes so far: few call five times."""
        rng = np.random.default_rng([self.seed, 3, place, block])
        channel = self._channel[block * _BLOCK : (block + 1) * _BLOCK]
        centre, count = self.centre, len(channel)
        found = rng.random((count, _DRAWS))
        patience = centre.phone.patience_minutes
        found[:, PATIENCE] = rng.exponential(patience, count) if patience else _EVER
        found[:, RETURNS_AFTER] = rng.exponential(centre.returns.after_minutes, count)
        found[:, AGAIN_AFTER] = rng.exponential(centre.phone.calls_again_after_minutes, count)
        spread = np.where(channel == PHONE, centre.phone.spread, centre.mail.spread)
        if centre.phone.shape == "exponential":
            found[:, DURATION] = rng.exponential(1.0, count)
        else:
            sigma = np.sqrt(np.log1p(spread**2))
            found[:, DURATION] = np.exp(sigma * rng.standard_normal(count) - sigma**2 / 2)
        return found


def q80_minutes(centre: Centre, *, long: bool) -> float:
    """How long four of five calls of this class last at most: what a router knows of a call that just came."""
    phone = centre.phone
    mean = phone.long_minutes if long else phone.short_minutes
    if phone.shape == "exponential":
        return mean * math.log(5.0)
    sigma = math.sqrt(math.log1p(phone.spread**2))
    return mean * math.exp(sigma * 0.8416212335729143 - sigma**2 / 2)


def first_contacts_per_day(centre: Centre) -> tuple[float, float]:
    """Calls and mails that come by themselves: as told, or as many as fill `load_percent` of paid time.

    A guess on purpose, and the same for every policy: second skills, hostility that rises and what policies change
    are not in it. The outcome "busy" tells what came of it.
    """
    if centre.calls_per_day:
        return centre.calls_per_day, centre.mails_per_day
    shares = sum(shift.share for shift in centre.shifts)
    paid = sum((shift.to_minutes - shift.from_minutes) * shift.share / shares for shift in centre.shifts)
    work = centre.agents * paid * centre.load_percent / 100
    phone, returns, written = centre.phone, centre.returns, centre.mail.work_percent / 100
    long = phone.long_percent / 100
    call = long * phone.long_minutes + (1 - long) * phone.short_minutes
    call = call * (1 + _OFTEN_HOSTILE * centre.hostility.longer_percent / 100) + phone.wrap_up_minutes
    again = (long * returns.long_percent + (1 - long) * returns.short_percent) / 100
    calls = work * (1 - written) / call * (1 - again)
    return calls, work * written / (centre.mail.minutes + phone.wrap_up_minutes)


def _arrivals(
    centre: Centre, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """When each comes, by which channel and about what: a Poisson process whose rate changes with the time of day."""
    hours = centre.hours
    shape = np.array(hours.arrivals) / sum(hours.arrivals)
    part = (hours.to_minutes - hours.from_minutes) / len(shape)
    times, channels = [], []
    for channel, per_day in zip((PHONE, MAIL), first_contacts_per_day(centre), strict=True):
        counts = rng.poisson(per_day * np.tile(shape, centre.days))
        slots = np.repeat(np.arange(len(counts)), counts)
        day, slot = np.divmod(slots, len(shape))
        at = day * DAY_MINUTES + hours.from_minutes + (slot + rng.random(len(slots))) * part
        times.append(at)
        channels.append(np.full(len(at), channel))
    when, by = np.concatenate(times), np.concatenate(channels)
    order = np.argsort(when, kind="stable")
    shares = np.array(centre.skills.shares) / sum(centre.skills.shares)
    skill = rng.choice(len(shares), len(when), p=shares)
    return when[order], by[order], skill.astype(np.int64)
