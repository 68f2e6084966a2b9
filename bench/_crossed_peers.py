"""One fit of the same answers by each: ours, lme4, GPBoost and statsmodels, in a process of its own, on one thread.

`python -m bench._crossed_peers NAME ROWS AGENTS OUT` writes what it found as JSON. Seconds are CPU seconds of the fit,
the answers being in memory; what each library must do first (sorting, coding, a design) is part of its fit.
"""

import csv
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from bench.__main__ import LINUX_RSS_UNIT_BYTES

Array = np.ndarray[Any, np.dtype[Any]]
Told = dict[str, Any]
B = (-1.6, 0.9, 0.7, 0.2, -0.1, 0.4, 0.7, 1.0)
REASONS, PRODUCTS = 30, 20
LIMIT_S = 900
# nAGQ=0 and no derivatives at the end are lme4's own fast settings.
R = """
library(lme4); d <- read.csv("{file}")
for (name in c("agent", "reason", "product")) d[[name]] <- factor(d[[name]])
began <- proc.time()
fit <- glmer(y ~ x1 + x2 + x3 + x4 + x5 + x6 + x7 + (1 | agent) + (1 | reason) + (1 | product), d, binomial, nAGQ = 0,
  control = glmerControl(calc.derivs = FALSE))
spent <- proc.time() - began
sigma <- sqrt(unlist(VarCorr(fit)))[c("agent", "reason", "product")]
rss <- as.numeric(gsub("[^0-9]", "", grep("VmHWM", readLines("/proc/self/status"), value = TRUE)))
cat(sum(spent[1:2]), rss, -2 * as.numeric(logLik(fit)), sigma, "\\n")
e <- ranef(fit, condVar = FALSE)$agent
write.csv(data.frame(agent = rownames(e), effect = e[, 1]), "{file}.effects", row.names = FALSE)
"""


def world(rows: int, agents: int, seed: int) -> Told:
    """Contacts that are told apart by what could be fixed, wrong information, channel and prior contacts."""
    chance = np.random.default_rng(seed)
    groups = [chance.integers(0, n, rows, dtype=np.int32) for n in (agents, REASONS, PRODUCTS)]
    channel = chance.integers(0, 3, rows, dtype=np.int8)
    prior = np.minimum(chance.geometric(0.6, rows) - 1, 3).astype(np.int8)
    flags = [np.ones(rows), chance.random(rows) < 0.4, chance.random(rows) < 0.11, channel == 1, channel == 2]
    x = np.column_stack([flag.astype(np.int8) for flag in [*flags, prior == 1, prior == 2, prior == 3]])
    predictor = np.zeros(rows)
    for column, b in zip(x.T, B, strict=True):
        predictor += b * column
    for codes, n, sigma in zip(groups, (agents, REASONS, PRODUCTS), (0.3, 0.64, 0.27), strict=True):
        predictor += chance.normal(0, sigma, n)[codes]
    y = chance.random(rows) < 1 / (1 + np.exp(-predictor))
    return {"y": y, "x": x, "groups": np.column_stack(groups)}


def ours(told: Told, **options: Any) -> Told:
    """The Laplace deviance at its least, and the deviation of every effect."""
    from amends.scores import CrossedLogistic

    began = process_time()
    fit = CrossedLogistic(**options).fit(told["y"], told["x"], told["groups"])
    cpu_s = process_time() - began
    assert fit.converged
    return {"cpu_s": cpu_s, "sigma": fit.sigma, "effects": fit.effects[0], "deviance": fit.deviance, "n": fit.passes}


def ours_joint(told: Told) -> Told:
    """What lme4 fits with nAGQ=0: the coefficients at the mode of everything."""
    return ours(told, beta="joint")


def ours_duckdb(told: Told) -> Told:
    """The same fit by SQL, the rows being in DuckDB."""
    import duckdb
    import pyarrow as pa

    from amends.engines.newton_sql import NewtonSql, OnDuckDB
    from amends.scores import CrossedLogistic

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    names = {"x": [f"x{k}" for k in range(told["x"].shape[1])], "groups": ["agent", "reason", "product"]}
    columns = {"y": told["y"].astype(np.int8)}
    columns |= {name: column for key, of in names.items() for name, column in zip(of, told[key].T, strict=True)}
    connection.register("rows", pa.table(columns))
    connection.execute("CREATE TABLE answers AS SELECT * FROM rows")
    began = process_time()
    over = NewtonSql(OnDuckDB(connection), "answers", "y", names["x"], names["groups"])
    fit = CrossedLogistic().fit_pass(over)
    cpu_s = process_time() - began
    return {"cpu_s": cpu_s, "sigma": fit.sigma, "effects": fit.effects[0], "deviance": fit.deviance, "n": fit.passes}


def lme4(told: Told) -> Told:
    """glmer in R, which reads a CSV first; that is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.csv"
        head = ",".join(["y", *(f"x{k}" for k in range(told["x"].shape[1])), "agent", "reason", "product"])
        rows = np.column_stack([told["y"].astype(np.int8), told["x"], told["groups"]])
        np.savetxt(file, rows, fmt="%d", delimiter=",", header=head, comments="")
        script = Path(folder) / "fit.R"
        script.write_text(R.replace("{file}", str(file)))
        done = subprocess.run(["Rscript", script], capture_output=True, text=True, check=True, timeout=LIMIT_S)
        cpu_s, kib, deviance, *sigma = map(float, done.stdout.split())
        with Path(f"{file}.effects").open(newline="") as stream:
            told_effects = {int(row["agent"]): float(row["effect"]) for row in csv.DictReader(stream)}
    effects = np.array([told_effects[agent] for agent in sorted(told_effects)])
    return {"cpu_s": cpu_s, "sigma": sigma, "effects": effects, "deviance": deviance, "mib": kib / 1024}


def gpboost(told: Told, **params: Any) -> Told:
    """GPModel with grouped random effects, as it stops by default."""
    import gpboost as library

    y, x = told["y"].astype(float), told["x"].astype(float)
    began = process_time()
    model = library.GPModel(group_data=told["groups"], likelihood="bernoulli_logit")
    model.fit(y=y, X=x, params=params)
    cpu_s = process_time() - began
    sigma = np.sqrt(np.asarray(model.get_cov_pars(format_pandas=False)).ravel()[:3])
    found = np.asarray(model.predict_training_data_random_effects())
    effects = np.zeros(int(told["groups"][:, 0].max()) + 1)
    effects[told["groups"][:, 0]] = found[:, 0]
    deviance = 2 * float(model.get_current_neg_log_likelihood())
    return {"cpu_s": cpu_s, "sigma": sigma, "effects": effects, "deviance": deviance}


def gpboost_tight(told: Told) -> Told:
    """The same, going on where it would have stopped: the second referee."""
    return gpboost(told, delta_rel_conv=1e-12, maxit=2_000)


def statsmodels(told: Told) -> Told:
    """BinomialBayesMixedGLM by variational Bayes, on a sparse design."""
    import scipy.sparse
    from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

    rows = np.arange(len(told["y"]))
    began = process_time()
    blocks = [scipy.sparse.csr_matrix((np.ones(len(rows)), (rows, codes))) for codes in told["groups"].T]
    ident = np.repeat(np.arange(len(blocks)), [block.shape[1] for block in blocks])
    design = scipy.sparse.hstack(blocks, format="csr")
    fit = BinomialBayesMixedGLM(told["y"].astype(float), told["x"].astype(float), design, ident).fit_vb()
    cpu_s = process_time() - began
    return {"cpu_s": cpu_s, "sigma": np.exp(fit.vcp_mean), "effects": fit.vc_mean[: blocks[0].shape[1]]}


PEERS: dict[str, Callable[[Told], Told]] = {
    "ours": ours,
    "ours, joint": ours_joint,
    "ours, DuckDB": ours_duckdb,
    "lme4": lme4,
    "GPBoost": gpboost,
    "GPBoost, tight": gpboost_tight,
    "statsmodels": statsmodels,
}


def main(name: str, rows: str, agents: str, out: str) -> None:
    """One fit; what it found goes to `out`, unless it took too long."""
    told = world(int(rows), int(agents), 0)
    try:
        found = PEERS[name](told)
    except subprocess.TimeoutExpired:
        return
    found.setdefault("mib", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * LINUX_RSS_UNIT_BYTES / 2**20)
    plain = {key: np.asarray(value).tolist() for key, value in found.items()}
    Path(out).write_text(json.dumps(plain))


if __name__ == "__main__":
    main(*sys.argv[1:])
