"""How likely an account is to leave: a monthly hazard that can be read term by term, and how far to believe it."""

from .ahead import MONTHS_AHEAD, Ahead, fading, held
from .columns import Column, Named, Numeric
from .figures import Figures, figures_of
from .gate import EVENTS_MIN, enough_events
from .model import Hazard, fit
from .observed import Observed
from .twelve_months import Forecast, forecast

__all__ = [
    "EVENTS_MIN",
    "MONTHS_AHEAD",
    "Ahead",
    "Column",
    "Figures",
    "Forecast",
    "Hazard",
    "Named",
    "Numeric",
    "Observed",
    "enough_events",
    "fading",
    "figures_of",
    "fit",
    "forecast",
    "held",
]
