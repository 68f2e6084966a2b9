"""The same SQL on Spark. Not part of the suite, because Spark and its Java are larger than all the rest together:

pip install 'amends[spark]', apt-get install default-jre-headless, bin/test tests/payouts/spark_payouts.py
"""

import pytest

from payout_runs import answer
from test_payouts_engines import CASES


def test_spark_says_the_same_of_payouts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    small = "spark.sql.shuffle.partitions=1 spark.default.parallelism=1 spark.sql.adaptive.enabled=false"
    small += " spark.sql.codegen.wholeStage=false spark.sql.codegen.factoryMode=NO_CODEGEN"  # compiling takes longer
    few = "".join(f"--conf {setting} " for setting in small.split())
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"--master local[2] --driver-memory 1g {few}pyspark-shell")
    assert answer(CASES[0], "spark") == answer(CASES[0], "duckdb")
