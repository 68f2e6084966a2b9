"""What `amends accounts fit` writes: rows and probabilities, forecasts with their reasons, the picture."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..out_files import whole_or_nothing

if TYPE_CHECKING:
    from amends.accounts.hazard.observed import Observed
    from amends.accounts.hazard.reliability import Bin
    from amends.accounts.hazard.study import Study

_REASONS_MAX = 3


def write_rows(observed: "Observed", probability: Any, out: Path) -> None:
    """`row`, from 0 as in the file, and `probability`: of each row that counted."""
    _write_numbers(observed, {"probability": probability}, out)


def write_points(observed: "Observed", out: Path) -> None:
    """`row` and `uncalibrated_points`: no probability under that name, so that nobody takes it for one."""
    from amends.accounts.hazard.rules import rule_score

    _write_numbers(observed, {"uncalibrated_points": rule_score(observed.columns).points}, out)


def write_forecast(observed: "Observed", found: "Study", out: Path, seed: int) -> None:
    """A row for each account that has not left, of its newest month, the highest chance first; by the explainable
    model, because each has its reasons.
    """
    import numpy as np
    import pyarrow as pa

    from amends.accounts.hazard.ahead import fading, held
    from amends.accounts.hazard.explained import explained
    from amends.accounts.hazard.twelve_months import forecast

    newest = observed.take(observed.newest())
    fitted = (found.hazard, observed, found.design, seed)
    ahead = forecast(fading(*fitted) or held(*fitted), newest.columns)
    reasons = ["; ".join(map(str, one.reasons[:_REASONS_MAX])) for one in explained(found.hazard, newest.columns)]
    order = np.lexsort((newest.rows, -ahead.probability))
    columns = {
        "entity": pa.array([newest.names[place] for place in newest.entity[order].tolist()], pa.string()),
        "row": pa.array(newest.rows[order]),
        "probability_12_months": pa.array(ahead.probability[order]),
        "low": pa.array(ahead.low[order]),
        "high": pa.array(ahead.high[order]),
        "support": pa.array(["held" if ahead.held else "fades"] * len(order), pa.string()),
        "because": pa.array([reasons[place] for place in order.tolist()], pa.string()),
    }
    _write_table(pa.table(columns), out)


def write_picture(bins: "tuple[Bin, ...]", out: Path) -> None:
    """Said and seen, as SVG."""
    from amends.accounts.hazard.reliability import picture

    with whole_or_nothing(out) as stream:
        stream.write(picture(bins).encode())


def _write_numbers(observed: "Observed", columns: dict[str, Any], out: Path) -> None:
    import numpy as np
    import pyarrow as pa

    order = np.argsort(observed.rows, kind="stable")
    told = {name: pa.array(values[order], pa.float64()) for name, values in columns.items()}
    _write_table(pa.table({"row": pa.array(observed.rows[order], pa.int64()), **told}), out)


def _write_table(table: Any, out: Path) -> None:
    import pyarrow.csv
    import pyarrow.parquet

    with whole_or_nothing(out) as stream:
        if out.suffix.lower() == ".csv":
            pyarrow.csv.write_csv(table, stream)
        else:
            pyarrow.parquet.write_table(table, stream)
