"""Reads of a study's design: what it starts from, what it changes, what it could see."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.forms.lines import initial_of
from samspel.effects.kinds import manner_of
from samspel.effects.kinds.manner import Foreseen
from samspel.effects.models import Beside, Study
from samspel.effects.queries.drawings import Drawing, drawing
from samspel.effects.sentences.checks import METHODS
from samspel.effects.sentences.claims import effect_unit, given
from samspel.effects.sentences.parts import part_name
from samspel.effects.types import Direction, Registration, Words
from samspel.engines.counterfactual import Method
from samspel.places.models import Festival
from samspel.records.models import Run
from samspel.records.queries import latest_done, runs_of
from samspel.wording import amount

SOURCES = {
    Method.DIFFERENCE_IN_DIFFERENCES: "Bertrand, Duflo, Mullainathan 2004, doi:10.1162/003355304772839588",
    Method.SYNTHETIC_CONTROL: "Abadie, Diamond, Hainmueller 2010, doi:10.1198/jasa.2009.ap08746",
    Method.WITH_COVARIATES: "Abadie, Diamond, Hainmueller 2010, doi:10.1198/jasa.2009.ap08746",
    Method.RIDGE_AUGMENTED: "Ben-Michael, Feller, Rothstein 2021, doi:10.1080/01621459.2021.1929245",
    Method.SYNTHETIC_DIFFERENCE_IN_DIFFERENCES: "Arkhangelsky et al. 2021, doi:10.1257/aer.20190159",
    Method.MATRIX_COMPLETION: "Athey et al. 2021, doi:10.1080/01621459.2021.1891924",
}
SOURCE_ALONE = "Durbin, Koopman 2012, doi:10.1093/acprof:oso/9780199641178.001.0001"


@dataclass(frozen=True, slots=True)
class Design:
    """A study to start from, and an honest word on where its figures are."""

    name: str
    title: Words
    figures: Words


@dataclass(frozen=True, slots=True)
class Changed:
    """A deviation beside what it deviates from."""

    study: Study
    what: Words
    why: Words


@dataclass(frozen=True, slots=True)
class Deviations:
    """What a study changes of another, and what others change of it."""

    of: Changed | None
    others: list[Changed]


@dataclass(frozen=True, slots=True)
class PowerShown:
    """Everything a page says about what a design could see."""

    run: Run
    told: Foreseen
    drawing: Drawing
    first: str
    last: str


def designs() -> list[Design]:
    """Return the designs that come with the software, by title."""
    found = [(path.name.removesuffix(".toml"), _design(path.name)) for path in _folder().iterdir()]
    listed = [Design(name, Words(**plain["title"]), Words(**plain["figures"])) for name, plain in found]
    return sorted(listed, key=lambda one: str(one.title))


def _folder() -> Any:
    return files("samspel.effects").joinpath("shipped", "designs")


def _design(name: str) -> dict[str, Any]:
    return tomllib.loads(_folder().joinpath(name).read_text(encoding="utf-8"))


def beginning(festival: Festival, *, like: str, design: str) -> dict[str, Any]:
    """Return what a new registration begins with: a design of the software, or a study that it deviates from."""
    parent = Study.objects.filter(festival=festival, slug=like).first() if like else None
    if parent is not None:
        return initial_of(parent.registration) | {"deviation_parent": parent.slug}
    known = {one.name for one in designs()} if design else set()
    return initial_of(_design(f"{design}.toml")) if design in known else {}


def deviations(study: Study) -> Deviations:
    """Return what a study changes of another, and which studies change something of it, in order of time."""
    of = _changed(study, study.parent) if study.parent else None
    others = study.deviations.order_by("registered_at")
    return Deviations(of, [found for one in others if (found := _changed(one, one))])


def told_deviations(study: Study) -> list[str]:
    """Return a sentence for each deviation, for a report."""
    found = deviations(study)
    told = []
    if found.of:
        names = {"study": found.of.study.shown_title, "what": found.of.what, "why": found.of.why}
        told.append(_("This deviates from “%(study)s”, whose outcome may have been seen: %(what)s (%(why)s)") % names)
    for one in found.others:
        names = {"study": one.study.shown_title, "what": one.what, "why": one.why}
        told.append(_("“%(study)s” was registered later and deviates from this: %(what)s (%(why)s)") % names)
    return told


def _changed(deviation: Study, shown: Study) -> Changed | None:
    said = Registration.from_plain(deviation.registration).deviation
    return Changed(shown, said.what, said.why) if said else None


def method_line(registration: Registration) -> str:
    """Name the registered method, what it matches by, and its source."""
    if registration.alone:
        return _("forecast from its own past: %(source)s") % {"source": SOURCE_ALONE}
    name = str(METHODS[registration.method])
    if registration.covariates:
        name = _("%(method)s: %(covariates)s") % {
            "method": name,
            "covariates": ", ".join(one.name for one in registration.covariates),
        }
    return f"{name} ({SOURCES[registration.method]})"


def interest_line(registration: Registration) -> str:
    """Say what was registered as an effect; empty where nothing was."""
    interest = registration.interest
    if interest is None:
        return ""
    names = {
        "smallest": given(interest.smallest),
        "unit": effect_unit(registration),
        "level": amount(interest.level, 2),
    }
    return {
        Direction.EITHER: _("%(smallest)s %(unit)s or more either way, with p at most %(level)s"),
        Direction.HIGHER: _("%(smallest)s %(unit)s or more above the comparison, with p at most %(level)s"),
        Direction.LOWER: _("%(smallest)s %(unit)s or more below the comparison, with p at most %(level)s"),
    }[interest.direction] % names


def beside(study: Study) -> list[tuple[str, Beside]]:
    """Return the newest figures of each part beside the outcome, with what they are in words."""
    registration = Registration.from_plain(study.registration)
    newest: dict[str, Beside] = {}
    for one in study.beside.all():
        newest.setdefault(one.part, one)
    return [(part_name(part, registration), one) for part, one in newest.items()]


def has_figures_before(study: Study) -> bool:
    """Tell whether there are figures to ask what a study could see from."""
    return study.panels.exists() or study.beside.filter(part=Beside.BEFORE).exists()


def latest_power(study: Study) -> Run | None:
    """Return the newest run that asked what a study could see, finished or not."""
    return runs_of(study, kind="power").first()


def power_shown(study: Study) -> PowerShown | None:
    """Return what a page says about the newest finished answer; None without one."""
    run = latest_done(study, kind="power")
    if run is None or run.answer is None:
        return None
    told = foreseen(run)
    return PowerShown(
        run=run,
        told=told,
        drawing=drawing(run, told.chart),
        first=run.answer["first"],
        last=run.answer["last"],
    )


def unseen(registration: Registration) -> str:
    """Say which figures are not used to tell what a study could see."""
    return manner_of(registration).foresight.unseen(registration)


def foreseen(run: Run) -> Foreseen:
    """Return what is said of a finished answer."""
    registration = Registration.from_plain(run.problem["registration"])
    return manner_of(registration).foresight.tell(registration, run.answer or {})
