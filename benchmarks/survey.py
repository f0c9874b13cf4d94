"""A visitors' survey of 3,000 answers, beside samplics on the same answers in the same process.

``python -m benchmarks.survey`` prints raked weights, a mean with its linearised error, the same by 500 redraws, and a
whole net ledger with 1,000 raked redraws: largest relative difference between the two where both can do it, and the
median seconds of five runs each, taken in turn. Without samplics (`pip install samplics`; its makers have archived it,
so it is no dependency of ours) only our column is printed. Then how often intervals of a rare share hold the truth.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from samspel.engines.survey import (
    Assumption,
    Category,
    Design,
    Margin,
    Removal,
    Spending,
    check_ledger,
    check_weights,
    estimate,
    ledger,
    rake,
)

ROUNDS, STRATA, CLUSTERS, PERSONS, REDRAWS = 5, 40, 15, 5, 500
SAMPLES = 2_000


def survey() -> tuple[Design, np.ndarray, list[Margin]]:
    """40 nights × venues, 15 intervals of time in each, five persons in each who answer somewhat alike."""
    random = np.random.default_rng(20_140_902)
    many = STRATA * CLUSTERS * PERSONS
    stratum = np.repeat(np.arange(STRATA), CLUSTERS * PERSONS)
    cluster = np.repeat(np.arange(STRATA * CLUSTERS), PERSONS)
    spent = random.gamma(2, 150, many) + random.gamma(2, 60, STRATA * CLUSTERS)[cluster]
    weights = random.uniform(2, 20, many)
    margins = []
    for name, groups in (("night", 4), ("home", 5), ("age", 6)):
        of = random.integers(0, groups, many)
        counted = np.bincount(of, weights * random.uniform(0.7, 1.4, groups)[of])
        totals = {str(group): float(persons) for group, persons in enumerate(counted / counted.sum() * 35_000)}
        margins.append(Margin(name, of.astype(str), totals))
    return Design(weights, stratum.astype(str), cluster.astype(str)), spent, margins


def spending(design: Design, spent: np.ndarray, margins: list[Margin]) -> Spending:
    """Two categories, four kinds taken out of the answers, leakage with a range."""
    random = np.random.default_rng(7)
    many = spent.size
    kinds = {"local": 0.5, "other_reason": 0.3, "time_switcher": 0.1, "casual": 0.15}
    source = "made up for the benchmark"
    vat = Assumption.known("VAT", 0.12, source)
    leak = Assumption("leakage", 0.2, 0.3, 0.5, source)
    return Spending(
        design=design,
        categories=[Category("food", spent, vat, leak), Category("beds", spent * 0.7, vat, leak)],
        removals=[Removal(name, (random.random(many) < share).astype(float)) for name, share in kinds.items()],
        days=random.integers(1, 5, many).astype(float),
        visits=random.integers(1, 4, many).astype(float),
        margins=margins,
    )


def peer_raked(design: Design, margins: list[Margin]) -> np.ndarray:
    """Return samplics' raked weights, asked for the nearest that it reaches."""
    from samplics import SampleWeight

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(
            SampleWeight().rake(
                samp_weight=design.weights,
                margins={one.name: one.groups for one in margins},
                control={one.name: one.totals for one in margins},
                tol=1e-10,
                ctrl_tol=1e-10,
                max_iter=1_000,
            )
        )


def peer_mean(design: Design, spent: np.ndarray) -> tuple[float, float]:
    """Return samplics' mean and linearised error."""
    from samplics import PopParam, TaylorEstimator

    found = TaylorEstimator(PopParam.mean)
    found.estimate(y=spent, samp_weight=design.weights, stratum=design.strata, psu=design.clusters)
    return float(np.squeeze(found.point_est)), float(np.squeeze(found.stderror))


def peer_redrawn(design: Design, spent: np.ndarray) -> tuple[float, float]:
    """Return samplics' mean and its bootstrap error."""
    from samplics import PopParam, ReplicateEstimator, ReplicateWeight, RepMethod

    made = ReplicateWeight(RepMethod.bootstrap, strat=True, nb_reps=REDRAWS, rand_seed=1)
    drawn = made.replicate(design.weights, design.clusters, design.strata)
    columns = [name for name in drawn.columns if str(name).startswith("_boot") or "rep" in str(name).lower()]
    found = ReplicateEstimator(RepMethod.bootstrap, PopParam.mean)
    found.estimate(y=spent, samp_weight=design.weights, rep_weights=drawn[columns], rep_coefs=1 / REDRAWS)
    return float(np.squeeze(found.point_est)), float(np.squeeze(found.stderror))


def timed(run: Callable[[], Any]) -> tuple[Any, float]:
    """Return an answer and its seconds."""
    start = time.perf_counter()
    answer = run()
    return answer, time.perf_counter() - start


def beside(name: str, ours: Callable[[], Any], theirs: Callable[[], Any] | None) -> None:
    """Print one line: how far apart the two are, and the median seconds of each."""
    own, other, found, peer = [], [], None, None
    for _ in range(ROUNDS):
        found, seconds = timed(ours)
        own.append(seconds)
        if theirs:
            peer, seconds = timed(theirs)
            other.append(seconds)
    line = f"{name:34} ours {statistics.median(own) * 1000:9.2f} ms"
    if theirs:
        a, b = np.asarray(found, dtype=float), np.asarray(peer, dtype=float)
        far = np.max(np.abs(a - b) / np.abs(b))
        line += f"   samplics {statistics.median(other) * 1000:9.2f} ms   apart {far:.1e}"
    print(line)


def coverage() -> tuple[float, float]:
    """How often 95 % intervals of a share of one in ten hold it: 20 clusters of 5 that answer alike, in 4 strata."""
    random = np.random.default_rng(3)
    ones = np.ones(100)
    made = Design(ones, np.repeat(np.arange(4), 25).astype(str), np.repeat(np.arange(20), 5).astype(str))
    held = np.zeros(2)
    for _ in range(SAMPLES):
        yes = (random.random(100) < random.beta(1, 9, 20)[np.repeat(np.arange(20), 5)]).astype(float)
        one = estimate(made, ones, yes, ones, share=True)
        other = estimate(made, ones, yes, ones, share=True, interval="korn_graubard")
        held += [one.low <= 0.1 <= one.high, other.low <= 0.1 <= other.high]
    return float(held[0] / SAMPLES), float(held[1] / SAMPLES)


def net_coverage(clusters: int, samples: int = 600) -> float:
    """How often the net's 95 % interval holds what a town of 10,800 made-up visitors left: so many clusters of six
    asked on each of six nights, raked to who lives where and to the nights."""
    random = np.random.default_rng(20)
    night, cluster = np.repeat(np.arange(6), 1_800), np.repeat(np.arange(360), 30)
    town = night.size
    kinds = {
        "local": (random.random(town) < random.beta(4, 6, 360)[cluster]).astype(float),
        "other_reason": (random.random(town) < 0.3).astype(float),
        "casual": (random.random(town) < 0.1).astype(float),
    }
    days = random.integers(1, 5, town).astype(float)
    spent = random.gamma(1.5, 200, town) * (1.5 - kinds["local"] / 2) * random.gamma(8, 1 / 8, 360)[cluster]
    home = np.where(kinds["local"] > 0, "here", np.where(random.random(town) < 0.5, "county", "away"))
    vat, leak = Assumption.known("VAT", 0.12, "made up"), Assumption.known("leakage", 0.3, "made up")
    kept = np.prod([1 - one for one in kinds.values()], axis=0)
    truth = float(np.sum(kept * days * spent)) / 1.12 * 0.7
    whole = {
        "home": (home, {key: float(np.sum(home == key)) for key in ("here", "county", "away")}),
        "night": (night.astype(str), dict.fromkeys("012345", 1_800.0)),
    }
    held = 0
    for seed in range(samples):
        met = np.concatenate([of * 60 + random.choice(60, clusters, replace=False) for of in range(6)])
        rows = np.concatenate([of * 30 + random.choice(30, 6, replace=False) for of in met])
        asked = Spending(
            design=Design(np.full(rows.size, 300 / clusters), night[rows].astype(str), cluster[rows].astype(str)),
            categories=[Category("food", spent[rows], vat, leak)],
            removals=[Removal(name, one[rows]) for name, one in kinds.items()],
            days=days[rows],
            margins=[Margin(name, of[rows], totals) for name, (of, totals) in whole.items()],
        )
        net = ledger(asked, count=300, seed=seed).net
        held += net.low <= truth <= net.high
    return held / samples


def main() -> None:
    """Print every line."""
    try:
        warnings.simplefilter("ignore", FutureWarning)
        import samplics  # noqa: F401

        has_peer = True
    except ImportError:
        has_peer = False
    design, spent, margins = survey()
    ones = np.ones(spent.size)

    def mean(redraws: int = 0) -> tuple[float, float]:
        one = estimate(design, design.weights, spent, ones, redraws=redraws, seed=1)
        return one.value, one.error

    peers = (peer_raked, peer_mean, peer_redrawn) if has_peer else (None, None, None)
    beside(
        "raked to 3 margins, 15 groups",
        lambda: rake(design, margins).values,
        peers[0] and partial(peers[0], design, margins),
    )
    bounds = (0.3, 3.0)
    beside("the same, within 0.3 and 3", lambda: rake(design, margins, bounds=bounds).values, None)
    beside("mean and linearised error", mean, peers[1] and partial(peers[1], design, spent))
    beside(f"mean and error of {REDRAWS} redraws", lambda: mean(REDRAWS), peers[2] and partial(peers[2], design, spent))
    asked = spending(design, spent, margins)
    found, seconds = timed(lambda: ledger(asked))
    wrong = (
        *check_ledger(found),
        *check_weights(margins, rake(design, margins)),
        *check_weights(margins, rake(design, margins, bounds=bounds), start=design.weights.tolist(), bounds=bounds),
    )
    print(f"a ledger with {found.redraws} raked redraws  ours {seconds * 1000:9.2f} ms   {len(wrong)} violations")
    print("95 % intervals of a share of 0.1 hold it: Wilson {:.1%}, Korn–Graubard {:.1%}".format(*coverage()))
    held = [f"{net_coverage(clusters):.1%} with {clusters} clusters a night" for clusters in (4, 10)]
    print(f"95 % intervals of the net hold it: {', '.join(held)}")


if __name__ == "__main__":
    main()
