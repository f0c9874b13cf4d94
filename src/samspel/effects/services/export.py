"""Write a study out whole, so that somebody else gets the same digits; read one and repeat it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samspel.effects.bundle import as_csv, as_json, differences, is_open, packed, unpacked
from samspel.effects.models import Study
from samspel.effects.queries.studies import panel_of
from samspel.effects.readers import read_table
from samspel.effects.readers.needed import kept
from samspel.effects.services.studies import execute_study
from samspel.effects.types import Reading, Registration
from samspel.errors import Refused
from samspel.records.digests import digest_of
from samspel.records.models import Run

UNKNOWN = {"title": "figures that are no longer here", "licence": ""}
README = """\
# {title}

{question}

Exported from Samspel. Registered {at}, sha-256 of the registration {digest}.
Run {run}, estimated with {versions}.

* `registration.json`: the question and how it was to be answered, frozen before the figures were loaded.
* `problem.json`: what the run was given; `answer.json`: what it answered; `charts/`: what it drew.
* `deviations.json`: what this study changes of another, and which studies change something of it.
* `figures.csv`, `beside-….csv` and `version-….csv` (what they were before they were revised): {figures}
* `SHA256SUMS`: the sums of all files.

Repeat it, and compare every digit:

    samspel study-repeat FOLDER{more}
"""


@dataclass(frozen=True, slots=True)
class Repeated:
    """What came of repeating a study: how many figures were compared, and where they differ."""

    title: str
    compared: int
    nearly: list[tuple[str, Any, Any]]
    otherwise: list[tuple[str, Any, Any]]


def export_study(*, study: Study, run: Run) -> bytes:
    """Return a zip of a study and a finished estimate. Figures stay out whose licence is not known to allow it."""
    problem, sources = dict(run.problem), _sources(study, run)
    may_pass_on = all(is_open(one["licence"]) for one in sources)
    files: dict[str, bytes] = {}
    if may_pass_on:
        files["figures.csv"] = as_csv(problem["units"], problem["periods"], problem["outcomes"])
        for part, one in problem.get("beside", {}).items():
            name, units = part.replace(":", "-"), problem["units"][: len(one["values"])]
            # Runs from before rows had names were of the study's own units.
            files[f"beside-{name}.csv"] = as_csv(one.get("units", units), one["columns"], one["values"])
        for one in problem.get("vintages", ()):
            files[f"version-{one['number']}.csv"] = as_csv(problem["units"], problem["periods"], one["outcomes"])
    else:
        problem |= {"outcomes": None, "outcomes_digest": digest_of(problem["outcomes"])}
        problem |= {"vintages": [{**one, "outcomes": None} for one in problem.get("vintages", ())]}
        problem |= {"beside": {part: {**one, "values": None} for part, one in problem.get("beside", {}).items()}}
    files |= {
        "registration.json": as_json(study.registration),
        "problem.json": as_json(problem),
        "answer.json": as_json(run.answer),
        "deviations.json": as_json(_deviations(study)),
        "study.json": as_json(_about(study, run)),
        "README.md": _readme(study, run, may_pass_on=may_pass_on).encode(),
    }
    files |= {f"charts/{one.name}": bytes(one.content) for one in run.artefacts.order_by("name")}
    return packed(files, folder=f"study-{study.slug}")


def _sources(study: Study, run: Run) -> list[dict[str, str]]:
    """Return who each of a run's figures is from, each once: a series that was taken into use has terms of its own."""
    panel = panel_of(study, run)
    digests = [one["digest"] for one in run.problem.get("beside", {}).values()]
    used = [study.registration["source"], panel.source if panel else UNKNOWN]
    used += study.beside.filter(digest__in=digests).values_list("source", flat=True)
    named = [{name: str(one.get(name, "")) for name in ("title", "publisher", "licence", "address")} for one in used]
    return [one for number, one in enumerate(named) if one not in named[:number]]


def _about(study: Study, run: Run) -> dict[str, Any]:
    return {
        "slug": study.slug,
        "digest": study.digest,
        "registered_at": study.registered_at.isoformat(),
        "run": str(run.pk),
        "seed": run.seed,
        "problem_digest": run.digest,
        "versions": run.versions,
        "sources": _sources(study, run),
    }


def _deviations(study: Study) -> dict[str, Any]:
    return {
        "of": study.registration.get("deviation"),
        "in": [
            {"slug": one.slug, "digest": one.digest, "registered_at": one.registered_at.isoformat()}
            | {name: one.registration["deviation"][name] for name in ("what", "why")}
            for one in study.deviations.order_by("registered_at")
        ],
    }


def _readme(study: Study, run: Run, *, may_pass_on: bool) -> str:
    plain = study.registration
    licence = "; ".join(
        f"{one['title']}, {one['publisher']}, {one['licence']}. {one['address']}".strip()
        for one in _sources(study, run)
    )
    return README.format(
        title=plain["title"]["en"],
        question=plain["question"]["en"],
        at=study.registered_at.isoformat(timespec="minutes"),
        digest=study.digest,
        run=run.pk,
        versions=", ".join(f"{name} {version}" for name, version in sorted(run.versions.items())),
        figures=f"the figures, {licence}"
        if may_pass_on
        else f"left out, as their licence is not known to allow it: {licence}",
        more="" if may_pass_on else " --figures FILE",
    )


def repeat_study(*, path: Path, figures: Path | None = None, reading: Reading | None = None) -> Repeated:
    """Estimate an exported study again and hold every figure against what was exported; needs no database.

    Raises
    ------
    Refused
        If a file is missing or altered, the registration is not what its digest says, or figures are needed.
    """
    files = unpacked(path)
    about, problem, answer = (json.loads(files[f"{name}.json"]) for name in ("study", "problem", "answer"))
    if digest_of(problem["registration"]) != about["digest"]:
        raise Refused("The registration is not the one that was frozen: its digest is another.")
    if problem["outcomes"] is None:
        problem = _with_figures(problem, figures, reading)
        answer.pop("revisions", None)
    elif digest_of(problem) != about["problem_digest"]:
        raise Refused("The figures are not those that were estimated from: the problem's digest is another.")
    found = execute_study(problem, about["seed"], _quiet)
    told = list(differences(answer, json.loads(as_json(found.values))))
    return Repeated(
        title=problem["registration"]["title"]["en"],
        compared=_count(answer),
        nearly=[one[:3] for one in told if one[3]],
        otherwise=[one[:3] for one in told if not one[3]],
    )


def _with_figures(problem: Mapping[str, Any], figures: Path | None, reading: Reading | None) -> dict[str, Any]:
    source = problem["registration"]["source"]
    if figures is None:
        raise Refused(
            f"The figures are not part of this study, as their licence ({source['licence']}) is not known to let them "
            f"be passed on: get them from {source['publisher']} ({source['address'] or source['title']}) and name them "
            "with --figures."
        )
    if problem.get("beside"):
        raise Refused(
            "Figures beside the outcome are left out too: a study like this can only be repeated where it is."
        )
    table = kept(read_table(figures.read_bytes(), reading), Registration.from_plain(problem["registration"]))
    outcomes = [list(row) for row in table.values]
    if digest_of(outcomes) != problem["outcomes_digest"]:
        raise Refused(f"{figures.name} holds other figures than those that were estimated from.")
    # What the figures were before is left out too, and cannot be had from their publisher any more.
    return {**problem, "outcomes": outcomes, "vintages": []}


def _quiet(share: float, message: str = "", best: Any = None) -> bool:
    return False


def _count(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_count(one) for one in value.values())
    if isinstance(value, list):
        return sum(_count(one) for one in value)
    return 1
