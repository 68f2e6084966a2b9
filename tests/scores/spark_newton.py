"""The same fit on Spark. Not part of the suite: Spark and its Java are larger than all the rest together.

pip install 'amends[spark]', apt-get install default-jre-headless, bin/test tests/scores/spark_newton.py
"""

from pathlib import Path

import pytest

from amends.engines.newton_sql import NewtonSql, OnSpark
from amends.scores import CrossedLogistic
from test_crossed_sql import GROUPS, TOLD, X, equal, table


def test_spark_gives_the_same_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyspark.sql import SparkSession

    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}
    builder = SparkSession.builder.master("local[2]").config("spark.sql.warehouse.dir", str(tmp_path))
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.createDataFrame(table(TOLD)).createOrReplaceTempView("answers")
    fit = CrossedLogistic(tolerance=1e-13).fit_pass(NewtonSql(OnSpark(session), "answers", "y", X, GROUPS))
    equal(fit, CrossedLogistic(tolerance=1e-13).fit(TOLD.y, TOLD.x, TOLD.groups))
