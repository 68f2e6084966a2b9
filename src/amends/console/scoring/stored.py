"""What was found in each closed window, as it is stored."""

from dataclasses import dataclass
from functools import lru_cache

import orjson

from amends.facts import Moment, Refused
from amends.scores.published import Published, published_json, published_of
from amends.scores.windows import Window

from ..desk.models import DeskFit

_PARSED_MAX = 64  # windows that are kept parsed


@dataclass(frozen=True, slots=True)
class Fitted:
    """One closed window. `published` is None where nothing could be made of it: then `refused` says why, in words."""

    window: Window
    made_at: Moment
    published: Published | None
    refused: str = ""

    @property
    def held(self) -> bool:
        """Whether its gate holds."""
        return self.published is not None and self.published.held


def stored() -> tuple[Fitted, ...]:
    """Every window that was fitted, oldest first."""
    return tuple(fitted_of(row) for row in DeskFit.objects.order_by("start"))


def fitted_of(row: DeskFit) -> Fitted:
    """One row of the table. What another version of amends stored is none until it is made anew."""
    window, made_at = Window(Moment(row.start), Moment(row.end), row.name), Moment(row.made_at)
    if not row.payload:
        return Fitted(window, made_at, None, row.refused)
    try:
        return Fitted(window, made_at, _parsed(row.payload))
    except Refused as error:
        return Fitted(window, made_at, None, str(error))


def payload_of(published: Published) -> str:
    """As it is stored."""
    return orjson.dumps(published_json(published)).decode()


@lru_cache(maxsize=_PARSED_MAX)
def _parsed(payload: str) -> Published:
    return published_of(orjson.loads(payload))
