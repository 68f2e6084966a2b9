"""What time alone changes in an answer that is kept: when to ask again, and what is shown without asking."""

import hashlib
from dataclasses import asdict
from importlib.resources import files

from amends.facts import Reason, Verdict

from .asked import Asked
from .codes import HOWS, REASONS, VERDICTS, codes, words

_OPEN = ("by_payment", "same_payment", "candidate", "none")  # what the silence of the witness may still decide
_MOVING = ("as_of_us", "complete_from_us", "silent_until_us", "next_day_us", "recent_us")


def _held() -> frozenset[int]:
    return frozenset(code for code, _, reason, _ in words() if reason == Reason.HELD)


def _right() -> frozenset[int]:
    return frozenset(code for code, verdict, _, _ in words() if verdict == Verdict.RECORD_RIGHT)


HELD_CODES, RIGHT_CODES = _held(), _right()
OPEN_HOWS = frozenset(codes()[how] for how in _OPEN)


def is_open(code: int) -> int:
    """1 where the answer depends on whether the witness is complete."""
    return int(code % len(HOWS) in OPEN_HOWS)


def ask_again(code: int, look_again_us: int | None, requested_at_us: int, as_of_us: int) -> int | None:
    """The moment at which the answer may become another, though no row is new. None where it cannot."""
    if requested_at_us > as_of_us:
        return requested_at_us
    return None if code in HELD_CODES or code in RIGHT_CODES else look_again_us


def shown(code: int, look_again_us: int | None, values: dict[str, int]) -> int | None:
    """When to look again, as a run at this time would say: who waits for a hand is looked at every business day, and
    the horizon of a refund that arrived passes.
    """
    if code in HELD_CODES:
        return values["next_day_us"]
    if code in RIGHT_CODES and look_again_us is not None and look_again_us <= values["as_of_us"]:
        return None
    return look_again_us


def flipped(old: dict[str, int], new: dict[str, int]) -> list[tuple[int, int]]:
    """Of which times, from..to and both included, the witness's silence proves something in one of two runs alone."""
    (from_0, to_0), (from_1, to_1) = sorted((_proven(old), _proven(new)))
    if from_1 > to_0 or from_0 > to_0:
        both = [(from_0, to_0), (from_1, to_1)]
    else:
        both = [(from_0, from_1 - 1), (min(to_0, to_1) + 1, max(to_0, to_1))]
    return [(start, end) for start, end in both if start <= end]


def _proven(values: dict[str, int]) -> tuple[int, int]:
    return values["complete_from_us"], values["silent_until_us"] - values["sent_within_us"]


def rules_of(asked: Asked) -> str:
    """The same for two runs that judge by the same rules, whatever the time and the witness's completeness."""
    values = {name: value for name, value in asked.values().items() if name not in _MOVING}
    policy, window = asked.policy, asdict(asked.window)
    told = [values, policy.zone, policy.holidays, window, words(), [str(r) for r in REASONS], len(VERDICTS)]
    digest = hashlib.sha256(repr(told).encode())
    for file in sorted(files(__package__).joinpath("passes").iterdir(), key=lambda file: file.name):
        digest.update(file.read_bytes())
    return digest.hexdigest()
