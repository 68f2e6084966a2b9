"""The same slices and causes on Spark. Not part of the suite: Spark and its Java are larger than all the rest together.

pip install 'amends[spark]', apt-get install default-jre-headless, bin/test tests/causes/spark_slices.py
"""

from pathlib import Path

import pytest

from amends.engines.relations import open_relation
from amends.facts import Refused
from places import in_memory, in_place, options_of, random_table, write
from test_causes_command import OPTIONS, period
from test_causes_in_place import told, typed


@pytest.fixture(autouse=True)
def _small_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    small = "spark.sql.shuffle.partitions=1 spark.default.parallelism=1 spark.sql.adaptive.enabled=false"
    small += " spark.sql.codegen.wholeStage=false spark.sql.codegen.factoryMode=NO_CODEGEN"  # compiling takes longer
    few = "".join(f"--conf {setting} " for setting in small.split())
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"--master local[2] --driver-memory 1g {few}pyspark-shell")


@pytest.mark.parametrize("seed", range(6))
def test_spark_finds_the_same_slices(tmp_path: Path, seed: int) -> None:
    """The file is read in place; its folder may hold several."""
    file = write(random_table(seed), tmp_path / "t.parquet")
    found, counted = in_place(open_relation("spark", tmp_path, file=file), **options_of(seed))
    assert found == in_memory(file, **options_of(seed))
    assert counted.reads <= 2


def test_spark_finds_the_same_causes(tmp_path: Path) -> None:
    """With a reference and the hour in which it began."""
    for name, rows in (("now", period(1, 5_000, broken=True)), ("before", period(2, 25_000, broken=False))):
        write(typed(rows), tmp_path / f"{name}.parquet")
    options = (*OPTIONS, "--reference", tmp_path / "before.parquet", "--at", "at", "--by", "hour")
    memory = told("causes", tmp_path / "now.parquet", *options)
    assert memory[0]["onset"]
    assert told("causes", tmp_path / "now.parquet", *options, "--engine", "spark") == memory


def test_a_file_that_is_no_parquet_is_said(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_text("a,failed\nx,1\n")
    with pytest.raises(Refused, match="cannot be read"):
        open_relation("spark", tmp_path, file=tmp_path / "t.parquet")
    (tmp_path / "t.csv").write_text("a,failed\nx,1\n")
    with pytest.raises(Refused, match="is CSV"):
        open_relation("spark", tmp_path, file=tmp_path / "t.csv")
