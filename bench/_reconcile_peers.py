"""The same refunds by others: a bare DuckDB query, pandas, datacompy on pandas and on polars, and splink.

Each says in its docstring how much of the work it does. None checks the files, tells what differs and why, or when to
look again. Imports are part of what is measured: they stand in the functions.
"""

from typing import Any

_BARE = """
COPY (
  WITH keyed AS (
    SELECT o.refund_id, w.record_id, o.amount_minor oa, w.amount_minor wa, o.currency oc, w.currency wc,
      o.customer ou, w.customer wu, w.state
    FROM '{ours}' o JOIN '{witness}' w ON o.gateway_ref = w.refund_ref),
  lone AS (
    SELECT * FROM '{ours}' o WHERE NOT EXISTS (SELECT 1 FROM '{witness}' w WHERE w.refund_ref = o.gateway_ref)),
  free AS (
    SELECT * FROM '{witness}' w WHERE NOT EXISTS (SELECT 1 FROM '{ours}' o WHERE w.refund_ref = o.gateway_ref)),
  near AS (
    SELECT l.refund_id, f.record_id, f.state,
      row_number() OVER (PARTITION BY l.refund_id ORDER BY abs(f.occurred_at_us - l.requested_at_us), f.record_id) a,
      row_number() OVER (PARTITION BY f.record_id ORDER BY abs(f.occurred_at_us - l.requested_at_us), l.refund_id) b
    FROM lone l JOIN free f USING (customer, currency, amount_minor)
    WHERE f.occurred_at_us BETWEEN l.requested_at_us - 86400000000 AND l.requested_at_us + 345600000000),
  best AS (SELECT * FROM near WHERE a = 1 AND b = 1)
  SELECT refund_id, CASE WHEN state = 'failed' THEN 'failed' WHEN wu <> ou THEN 'wrong_person'
    WHEN wa <> oa OR wc <> oc THEN 'wrong_amount' WHEN state = 'asked' THEN 'held' ELSE 'right' END AS verdict,
    record_id, 'key' AS how FROM keyed
  UNION ALL SELECT refund_id, CASE state WHEN 'failed' THEN 'failed' WHEN 'asked' THEN 'held' ELSE 'right' END,
    record_id, 'near' FROM best
  UNION ALL SELECT refund_id, 'missing', NULL, 'none' FROM lone
    WHERE NOT EXISTS (SELECT 1 FROM best b WHERE b.refund_id = lone.refund_id)
) TO '{out}' (FORMAT parquet)
"""
_LEFT = """
  SELECT {id} AS unique_id, customer, amount_minor, currency, make_timestamp({at}) AS happened FROM '{mine}' a
  WHERE NOT EXISTS (SELECT 1 FROM '{other}' b WHERE b.{other_key} = a.{key})
"""
_BEST = """
COPY (
  SELECT unique_id_l AS refund_id, unique_id_r AS record_id FROM (
    SELECT *, row_number() OVER (PARTITION BY unique_id_l ORDER BY match_probability DESC, unique_id_r) AS a,
      row_number() OVER (PARTITION BY unique_id_r ORDER BY match_probability DESC, unique_id_l) AS b
    FROM {pairs}) WHERE a = 1 AND b = 1
) TO '{out}' (FORMAT parquet)
"""


def duckdb(files: dict[str, str], out: str) -> None:
    """Joins on the key, pairs the leftovers by customer, amount and window, and classifies."""
    import duckdb as library

    with library.connect() as database:
        database.execute("SET threads = 1; SET enable_progress_bar = false")
        database.execute(_BARE.format(**files, out=out))


def pandas(files: dict[str, str], out: str) -> None:
    """Joins on the key and classifies."""
    import numpy as np
    import pandas as pd

    ours, witness = (pd.read_parquet(files[name]) for name in ("ours", "witness"))
    both = ours.merge(witness, left_on="gateway_ref", right_on="refund_ref", how="left", suffixes=("", "_w"))
    both["verdict"] = np.select(
        [
            both["refund_ref"].isna(),
            both["state"] == "failed",
            both["customer"] != both["customer_w"],
            (both["amount_minor"] != both["amount_minor_w"]) | (both["currency"] != both["currency_w"]),
            both["state"] == "asked",
        ],
        ["missing", "failed", "wrong_person", "wrong_amount", "held"],
        "right",
    )
    both[["refund_id", "verdict", "record_id"]].to_parquet(out, index=False)


def datacompy_pandas(files: dict[str, str], out: str) -> None:
    """Joins on the key and compares customer, amount and currency."""
    import pandas as pd
    from datacompy import PandasCompare

    ours, witness = (pd.read_parquet(files[name]) for name in ("ours", "witness"))
    shared = ["gateway_ref", "customer", "amount_minor", "currency"]
    compared = PandasCompare(ours[shared], witness.rename(columns={"refund_ref": "gateway_ref"})[shared], "gateway_ref")
    compared.all_mismatch().to_parquet(out)


def datacompy_polars(files: dict[str, str], out: str) -> None:
    """Joins on the key and compares customer, amount and currency."""
    import polars as pl
    from datacompy import PolarsCompare

    shared = ["gateway_ref", "customer", "amount_minor", "currency"]
    ours = pl.read_parquet(files["ours"], columns=shared)
    witness = pl.read_parquet(files["witness"]).rename({"refund_ref": "gateway_ref"}).select(shared)
    PolarsCompare(ours, witness, "gateway_ref").all_mismatch().write_parquet(out)


def splink(files: dict[str, str], out: str) -> None:
    """Learns weights on what the key leaves over, and pairs it by customer, amount, currency and time."""
    import duckdb as library
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    with library.connect() as database:
        database.execute("SET threads = 1; SET enable_progress_bar = false")
        leave_over(database, files)
        same = block_on("customer", "amount_minor", "currency")
        time = compare.AbsoluteTimeDifferenceAtThresholds(
            "happened", input_is_string=False, metrics=["hour", "day", "day"], thresholds=[1, 1, 4]
        )
        exact = [compare.ExactMatch(name) for name in ("customer", "amount_minor", "currency")]
        told = SettingsCreator(
            link_type="link_only", comparisons=[*exact, time], blocking_rules_to_generate_predictions=[same]
        )
        api = DuckDBAPI(database)
        linker = Linker([api.register(f"{name}_left") for name in ("ours", "witness")], told, log_level=40)
        linker.training.estimate_probability_two_random_records_match([same], recall=0.9)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
        for rule in (block_on("customer"), block_on("amount_minor", "currency")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        pairs = linker.inference.predict(threshold_match_probability=0.5).physical_name
        database.execute(_BEST.format(pairs=pairs, out=out))


def leave_over(database: Any, files: dict[str, str]) -> None:
    """Makes the tables `ours_left` and `witness_left`: what no key joins."""
    for mine, other, key, other_key, row_id, at in (
        ("ours", "witness", "gateway_ref", "refund_ref", "refund_id", "requested_at_us"),
        ("witness", "ours", "refund_ref", "gateway_ref", "record_id", "occurred_at_us"),
    ):
        query = _LEFT.format(id=row_id, at=at, mine=files[mine], other=files[other], key=key, other_key=other_key)
        database.execute(f"CREATE TABLE {mine}_left AS {query}")


PEERS = {
    "duckdb": duckdb,
    "pandas": pandas,
    "datacompy-pandas": datacompy_pandas,
    "datacompy-polars": datacompy_polars,
    "splink": splink,
}
NEEDS = {"pandas": "pandas", "datacompy-pandas": "datacompy", "datacompy-polars": "datacompy", "splink": "splink"}
