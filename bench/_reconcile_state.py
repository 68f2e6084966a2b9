"""A thousand new rows against a state of all the others: how long that takes, and whether it says what a run over all
of them says.
"""

import json
from pathlib import Path
from time import process_time
from typing import Any

NEW_OF_EACH = 500
ROUNDS = 5
_AS_OF = "2026-07-01T00:00:00Z"
_ASKED = ("--complete-from", "2025-12-01T00:00:00Z", "--complete-to", "2026-06-01T00:00:00Z", "--as-of", _AS_OF)


def begin(folder: Path) -> None:
    """The command over all but five hundred refunds and what the witness says of them; it keeps its state."""
    _split(folder)
    _command(folder, "before", "--out", str(folder / "before-out.parquet"))


def update(folder: Path) -> None:
    """The update by itself, several times and taken back each time."""
    took = min(_update(folder) for _ in range(ROUNDS))
    (folder / "update.json").write_text(json.dumps(took), "utf-8")


def go_on(folder: Path) -> None:
    """The command over the new rows."""
    _command(folder, "new", "--out", str(folder / "new-out.parquet"))


def judge(folder: Path) -> tuple[int, int]:
    """How many answers changed by the new rows; and in how many all answers of the state differ from a whole run's."""
    import duckdb

    _command(folder, "none", "--all", "--out", str(folder / "all-out.parquet"))
    whole, kept = (f"SELECT * FROM '{folder / name}'" for name in ("ours-out.parquet", "all-out.parquet"))
    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")
        both = f"(({whole} EXCEPT {kept}) UNION ALL ({kept} EXCEPT {whole}))"
        ((differing,),) = database.execute(f"SELECT count(*) FROM {both}").fetchall()
        ((changed,),) = database.execute(f"SELECT count(*) FROM '{folder / 'new-out.parquet'}'").fetchall()
    return int(changed), int(differing)


def _split(folder: Path) -> None:
    import duckdb

    ours, witness = (str(folder / f"{name}.parquet") for name in ("ours", "witness"))
    new = f"SELECT refund_id FROM '{ours}' ORDER BY md5(refund_id) LIMIT {NEW_OF_EACH}"
    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")
        for name, file, key in (("ours", ours, "refund_id"), ("witness", witness, "true_refund")):
            for part, among in (("new", "IN"), ("before", "NOT IN")):
                to = folder / f"{name}-{part}.parquet"
                database.execute(f"COPY (SELECT * FROM '{file}' WHERE {key} {among} ({new})) TO '{to}'")


def _command(folder: Path, part: str, *options: str) -> None:
    from contextlib import redirect_stdout

    from amends.cli import amends

    files = () if part == "none" else [f"--{name}={folder / name}-{part}.parquet" for name in ("ours", "witness")]
    told = ["reconcile", *files, "--state", str(folder / "kept.state"), *options, "--json", *_ASKED]
    with (folder / f"{part}.summary.json").open("w") as summary, redirect_stdout(summary):
        amends(told, standalone_mode=False)


def _update(folder: Path) -> float:
    """CPU seconds from the rows as they were read to the answers as they would be committed."""
    from amends.engines.new_rows import new_of_ours, new_of_theirs
    from amends.engines.state import open_state
    from amends.engines.state_update import update_state
    from amends.facts import Policy, hear_moment
    from amends.reconcile import Asked

    ours, theirs = _rows(folder)
    complete = hear_moment(_ASKED[1]), hear_moment(_ASKED[3])
    asked = Asked(hear_moment(_AS_OF), Policy(), complete)
    began = process_time()
    state = open_state(folder / "kept.state")
    new = new_of_ours(ours, state, "ours"), new_of_theirs(theirs, state, "witness")
    update_state(state, asked, *new)
    took = process_time() - began
    state.close()
    return took


def _rows(folder: Path) -> tuple[list[Any], list[Any]]:
    from amends.engines import read_sheet
    from amends.engines.columns import OURS, WITNESS
    from amends.engines.duckdb import connect
    from amends.reconcile.keys import OurRow, TheirRow

    found = []
    with connect(folder) as database:
        for name, columns, row in (("ours", OURS, OurRow), ("witness", WITNESS, TheirRow)):
            file = folder / f"{name}-new.parquet"
            sheet = read_sheet(database, file, f"new_{name}", columns, folder=folder, renamed={})
            found.append(list(map(row._make, sheet.rows(database))))
    return found[0], found[1]
