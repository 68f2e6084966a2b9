"""How often what is written to a centre is hostile: a property of texts, counted over all of them."""

from collections import Counter
from collections.abc import Sequence

from ..handled import NONE
from .calibrate_measured import Settings, enough, percent, rounded
from .calibrate_seen import Seen

_LEVELS = ("curt", "insult", "threat")


def hostility(rows: Sequence[Seen]) -> Settings:
    """Shares of written contacts. Nobody's words on the phone are in the record: calls are taken to be like them."""
    written = [row for row in rows if row.level is not None]
    marked = Counter(row.level for row in written if row.level != NONE)
    first = [row for row in written if not row.later]
    calm = [row for row in written if row.later and not row.marked_before]
    again = [row for row in written if row.later and row.marked_before]
    base, later, after = _share(first), _share(calm), _share(again)
    words = "written contacts"
    more = None if base is None or later is None else rounded(max(later - base, 0.0))
    still = None if later is None or after is None else rounded(max(after - later, 0.0))
    return {
        "hostility.first_percent": enough(len(first), f"first {words}; what is said on the phone is not told", base),
        "hostility.return_percent": enough(min(len(calm), len(first)), f"later {words} after a calm one", more),
        "hostility.again_percent": enough(min(len(again), len(calm)), f"{words} after a marked one", still),
        "hostility.mail_percent": enough(len(written), words, _share(written)),
        "hostility.levels": enough(
            marked.total(), f"marked {words}", tuple(float(marked[level]) for level in _LEVELS) if marked else None
        ),
    }


def _share(rows: Sequence[Seen]) -> float | None:
    return percent(sum(row.level != NONE for row in rows), len(rows))
