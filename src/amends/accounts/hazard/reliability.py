"""Said and seen: in ten bins of equally many rows, the mean probability beside the share in which the event came."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import betaincinv

from .columns import Mask, Numbers
from .figures import BINS, bins_of, ties_of

_SIZE, _EDGE = 360, 44
_LOW, _HIGH = 0.05, 0.95
_MARGIN: Final = 1.08


@dataclass(frozen=True, slots=True)
class Bin:
    """`low` and `high` hold 90 % of what the share may be (Jeffreys), as if no account had two rows."""

    rows: int
    predicted: float
    observed: float
    low: float
    high: float


def reliability(event: Mask, probability: Numbers) -> tuple[Bin, ...]:
    """From the lowest probabilities to the highest; fewer bins where many are tied."""
    order = np.argsort(probability, kind="stable")
    event, probability = event[order], probability[order]
    bin_of = bins_of(np.ones(len(event)), ties_of(probability))
    rows = np.bincount(bin_of, minlength=BINS)
    came = np.bincount(bin_of, event, BINS)
    said = np.bincount(bin_of, probability, BINS)
    return tuple(
        Bin(
            int(rows[n]),
            float(said[n] / rows[n]),
            float(came[n] / rows[n]),
            float(betaincinv(came[n] + 0.5, rows[n] - came[n] + 0.5, _LOW)),
            float(betaincinv(came[n] + 0.5, rows[n] - came[n] + 0.5, _HIGH)),
        )
        for n in np.flatnonzero(rows).tolist()
    )


def picture(bins: tuple[Bin, ...]) -> str:
    """The bins as an SVG: a ring for each with a whisker, and the line on which said and seen are the same.

    Readable without colour, and told in words by its title.
    """
    most = min(1.0, max(max(one.high, one.predicted) for one in bins) * _MARGIN)
    inner = _SIZE - 2 * _EDGE

    def across(share: float) -> str:
        return f"{_EDGE + inner * share / most:.1f}"

    def up(share: float) -> str:
        return f"{_SIZE - _EDGE - inner * share / most:.1f}"

    ends = f'x1="{across(0)}" y1="{up(0)}" x2="{across(most)}" y2="{up(most)}"'
    parts = [f'<line {ends} stroke="currentColor" stroke-dasharray="4 4"/>']
    for one in bins:
        x = across(one.predicted)
        parts.append(f'<line x1="{x}" y1="{up(one.low)}" x2="{x}" y2="{up(one.high)}" stroke="currentColor"/>')
        ring = f'cx="{x}" cy="{up(one.observed)}" r="4" fill="none" stroke="currentColor" stroke-width="2"'
        parts.append(f"<circle {ring}/>")
    for share in (0.0, most / 2, most):
        words = f"{share:.1%}"
        parts.append(f'<text x="{across(share)}" y="{_SIZE - _EDGE + 18}" text-anchor="middle">{words}</text>')
        parts.append(f'<text x="{_EDGE - 6}" y="{up(share)}" text-anchor="end">{words}</text>')
    parts.append(f'<text x="{_SIZE / 2}" y="{_SIZE - 6}" text-anchor="middle">said</text>')
    parts.append(f'<text x="6" y="{_EDGE - 16}">seen</text>')
    words = "; ".join(f"said {one.predicted:.1%}, seen {one.observed:.1%}" for one in bins)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" role="img" font-size="11"'
    return "\n".join([f'{head} font-family="sans-serif">', f"<title>{words}</title>", *parts, "</svg>"]) + "\n"
