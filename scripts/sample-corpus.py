#!/usr/bin/env python3
"""Draws the sample of the corpora that the engine's test resources hold.

usage: sample-corpus.py SOURCE TARGET

Every decision of a family is drawn alike (as far as there are enough), scenarios in which a
simulator disagrees or a label rests on folklore are preferred, and so are short ones among
long ones by a cap on the length of a line. The draw depends on the seed only.
"""
import json
import random
import sys
from pathlib import Path

SEED = 20261125
LONGEST = 4000
WHOLE = {"handchecked.jsonl"}
COUNTS = {"partial.jsonl": 120, "unknowns-sample.jsonl": 50, "mixed.jsonl": 36}
FAMILY = 45
SAMPLE = 24


def stratum(scenario):
    expected = scenario["expected"]
    marks = [m for m in ("peer", "restsOn", "correlated") if expected.get(m)]
    return expected["decision"], *marks


def draw(lines, count, random_):
    strata = {}
    for line in lines:
        if len(line) <= LONGEST:
            strata.setdefault(stratum(json.loads(line)), []).append(line)
    for group in strata.values():
        random_.shuffle(group)
    drawn = []
    while len(drawn) < count and any(strata.values()):
        for key in sorted(strata):
            if strata[key] and len(drawn) < count:
                drawn.append(strata[key].pop())
    return sorted(drawn)


def main():
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.glob("*.jsonl")):
        lines = file.read_text(encoding="utf-8").splitlines()
        if file.name not in WHOLE:
            count = COUNTS.get(file.name, SAMPLE if "-sample" in file.name else FAMILY)
            lines = draw(lines, count, random.Random(f"{SEED} {file.name}"))
        (target / file.name).write_text("".join(l + "\n" for l in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
