"""An auditor's own program: it reads the whole file of a programme and knows nothing of amends. Standard library only.

    python -I remediation_audit.py FOLDER

says what does not hold, a line each, and ends with 1; or what it counted, as JSON.
"""

import csv
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

MONEY_GIVEN = ("refund.told", "posting.told")


def main(folder: Path) -> int:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    wrong = [*files(folder, manifest), *population(folder, manifest), *people(folder), *payments(folder)]
    for line in wrong:
        print(line)
    if not wrong:
        print(json.dumps({"people": Counter(one["stage"] for one in rows(folder, "people.jsonl"))}))
    return bool(wrong)


def rows(folder, name):
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]


def files(folder, manifest):
    """Every file is the one of the manifest, and there is no other."""
    named = {one["name"]: one for one in manifest["files"]}
    there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {"manifest.json"}
    for name in sorted(there ^ set(named)):
        yield f"{name}: in the folder or in the manifest, and not in both"
    for name in sorted(there & set(named)):
        content = (folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != named[name]["sha256"] or len(content) != named[name]["bytes"]:
            yield f"{name}: is not what the manifest says"


def population(folder, manifest):
    """The hash of the population follows from the entries that list it."""
    heads = [one["head"] for one in rows(folder, "entries.jsonl") if one["head"]["kind"] == "suspect.listed"]
    mine = [head for head in heads if head["programme"] == manifest["programme"]]
    told = [[h["matter"], h["verdict"], h["reason"], *h["money"]] for h in mine]
    lines = sorted(json.dumps(row, separators=(",", ":")) + "\n" for row in told)
    if hashlib.sha256("".join(lines).encode()).hexdigest() != manifest["rows_hash"]:
        yield "manifest.json: the hash of the population does not follow from who was listed"


def people(folder):
    """Sums are sums; who ended with his money has a witness that is not the company."""
    entries = {one["entry"]: one["head"] for one in rows(folder, "entries.jsonl")}
    for one in rows(folder, "people.jsonl"):
        lines = sum(line["amount_minor"] for line in one["owed_lines"])
        if one["owed"] is not None and one["owed"]["amount_minor"] != max(lines, 0):
            yield f"{one['matter']}: the lines are not the amount"
        proof = [entries.get(name, {}) for name in one["proof"]]
        seen = [h for h in proof if h.get("root") not in (None, "us", "customer") and h["kind"] in MONEY_GIVEN]
        if one["stage"] in ("arrived", "closed", "made_whole") and not seen:
            yield f"{one['matter']}: {one['stage']}, and no witness saw it"


def payments(folder):
    """Each was written down before; each key is that of its matter; nothing arrived twice."""
    arrived = Counter()
    with (folder / "payments.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            told = (json.dumps(["remedy", row["matter"], n], separators=(",", ":")) for n in range(1, 20))
            if row["key"] not in {"am-" + hashlib.sha256(one.encode()).hexdigest()[:32] for one in told}:
                yield f"{row['key']}: is no key of {row['matter']}"
            arrived[row["matter"]] += bool(row["arrived_by"])
    for matter, times in arrived.items():
        if times > 1:
            yield f"{matter}: arrived {times} times"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
