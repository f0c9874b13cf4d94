"""The report's words: sections from frozen values, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samspel.people.types import Sector
from samspel.records.digests import digest_of
from samspel.report import charts
from samspel.report.night_sentences import night_section
from samspel.report.survey_sentences import survey_section
from samspel.report.types import Chart, Document, Figure, Section, Table
from samspel.wording import amount, clock, percent, sek, short_day

Plain = Mapping[str, Any]


KINDS = {
    "plan": gettext_lazy("plan of a timetable"),
    "cost": gettext_lazy("what a rule costs"),
    "study": gettext_lazy("estimate of a study"),
    "report": gettext_lazy("report"),
    "survey": gettext_lazy("survey of visitors"),
    "reconcile": gettext_lazy("survey beside a study"),
}
PARAMETERS = {
    "seconds": gettext_lazy("seconds to search"),
    "seed": gettext_lazy("seed"),
    "keep_placed": gettext_lazy("start from the timetable in use"),
    "grid_minutes": gettext_lazy("minutes between possible starts"),
    "opening": gettext_lazy("rule: inside the stage's hours"),
    "one_at_a_time": gettext_lazy("rule: one act at a time"),
    "changeover": gettext_lazy("rule: changeover between sets"),
    "availability": gettext_lazy("rule: only when the act can"),
    "members": gettext_lazy("rule: nobody in two places"),
    "repeats": gettext_lazy("rule: an act's sets apart"),
    "pins": gettext_lazy("rule: pinned sets stay"),
    "capacity": gettext_lazy("weight: rooms that fit"),
    "similar": gettext_lazy("weight: similar acts not at once"),
    "starred": gettext_lazy("weight: starred together not at once"),
    "heavy_gap_minutes": gettext_lazy("minutes between two acts with much set-up"),
    "rest_minutes": gettext_lazy("minutes of rest"),
    "repeat_gap_minutes": gettext_lazy("minutes between an act's sets of one night"),
    "repeat_nights_apart": gettext_lazy("most nights between an act's sets"),
    "repeat_other_venue": gettext_lazy("rule: an act's sets of one night in different venues"),
    "repeat_venue_once": gettext_lazy("rule: no act twice in one venue"),
    "equipment": gettext_lazy("rule: what an act needs is there"),
    "loudness": gettext_lazy("rule: no louder than the stage may be"),
    "own": gettext_lazy("rules of the festival's own"),
    "flow": gettext_lazy("weight: about as loud as the set before"),
    "floor": gettext_lazy("weight: nobody plays for no one"),
    "floor_percent": gettext_lazy("per cent who can see an act"),
    "delegates": gettext_lazy("persons a delegate counts as"),
    "assume_stars": gettext_lazy("favourites assumed while nobody has starred"),
    "knob": gettext_lazy("rule or wish looked into"),
    "panel": gettext_lazy("figures"),
    "answers": gettext_lazy("answers"),
    "study": gettext_lazy("study"),
}
"""What the parameters of runs are called on their pages; one that is not here keeps its name in the code."""


def kind_name(kind: str) -> str:
    """Say what a run of a kind is."""
    return str(KINDS.get(kind, kind))


def chosen(parameters: Plain) -> list[tuple[str, str]]:
    """Return what was chosen for a run as names and values in words."""
    return [(str(PARAMETERS.get(name, name)), _chosen(value)) for name, value in parameters.items()]


def _chosen(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return amount(value, 0 if value.is_integer() else 2)
    return str(value)


def document(problem: Plain, numbers: Plain, run: str) -> Document:
    """Return the report in the active language. `numbers` come from `figures.counts`, `run` is the report's own."""
    edition, findings = problem["snapshot"]["edition"], problem["findings"][translation.get_language()]
    sections = [_festival(problem, numbers, run), _timetable(problem, run)]
    if problem.get("night"):
        sections.append(night_section(problem["night"], run))
    if edition["synthetic"]:
        made = _("Synthetic: these figures were made by a generator, never measured.")
        sections = [replace(section, origin=made) for section in sections]
    sections += [_study(finding, is_beside_synthetic=edition["synthetic"]) for finding in findings]
    for one in problem.get("surveys", {}).get(translation.get_language(), ()):
        sections.append(survey_section(one, is_synthetic=edition["synthetic"]))
    if problem.get("interplay"):
        sections.append(_interplay(problem["interplay"], run))
    if not findings:
        sections.append(
            Section("effect", _("Effect on the city"), (_("No study of this festival has been published yet."),))
        )
    return Document(
        language=translation.get_language() or "sv",
        title=edition["name"],
        subtitle=_("Evaluation report"),
        is_synthetic=edition["synthetic"],
        synthetic_note=_synthetic_note(has_study=bool(findings)),
        sections=(*sections, _methods(problem, run)),
        imprint=_imprint(problem, run),
    )


def _synthetic_note(*, has_study: bool) -> str:
    note = _("Synthetic: this festival does not exist. A seeded generator made its acts, venues and times.")
    real = _("The study is of real figures from elsewhere.")
    return f"{note} {real}" if has_study else note


def _imprint(problem: Plain, run: str) -> tuple[str, ...]:
    edition = problem["snapshot"]["edition"]
    made_at = formats.date_format(timezone.localtime(datetime.fromisoformat(problem["made_at"])), "j F Y")
    return (
        _("Made on %(date)s from version %(version)s of the programme, run %(run)s.")
        % {"date": made_at, "version": problem["version"], "run": run},
        _("Publisher: %(festival)s, %(place)s.")
        % {"festival": problem.get("publisher") or edition["name"], "place": edition["place"]},
    )


def _festival(problem: Plain, numbers: Plain, run: str) -> Section:
    per_night = numbers["sets"] / max(1, numbers["nights"])
    summary = _(
        "%(acts)s acts played %(sets)s sets on %(stages)s stages over %(nights)s nights: %(hours)s hours of music, "
        "at most %(at_once)s sets at the same moment."
    ) % {name: _exact(numbers[name]) for name in ("acts", "sets", "stages", "nights", "hours", "at_once")}
    figures = (
        Figure(_("acts"), amount(numbers["acts"]), run),
        Figure(_("sets"), amount(numbers["sets"]), run),
        Figure(_("venues"), amount(numbers["venues"]), run),
        Figure(_("nights"), amount(numbers["nights"]), run),
        Figure(_("sets a night"), _exact(per_night), run),
        Figure(_("hours of music"), _exact(numbers["hours"]), run),
        Figure(_("countries"), amount(numbers["countries"]), run),
        Figure(_("acts with a second set"), amount(numbers["twice"]), run),
    )
    drawn = [_evenings(numbers["by_hour"], run)]
    if numbers["genres"]:
        drawn.append(_genres(numbers["genres"], run))
    return Section("festival", _("The festival in figures"), (summary,), figures, tuple(drawn))


def _exact(value: float) -> str:
    """Write a figure with one decimal, unless it is whole."""
    return amount(value, 0 if float(value).is_integer() else 1)


def _evenings(by_hour: Plain, run: str) -> Chart:
    night, minute, sets = max(
        ((night, minute, sets) for night, hours in by_hour.items() for minute, sets in hours), key=lambda one: one[2]
    )
    caption = ngettext(
        "The fullest hour begins at %(hour)s on %(night)s: %(sets)s set is played during it, wholly or in part.",
        "The fullest hour begins at %(hour)s on %(night)s: %(sets)s sets are played during it, wholly or in part.",
        sets,
    ) % {"hour": clock(minute), "night": short_day(night), "sets": sets}
    minutes = sorted({minute for hours in by_hour.values() for minute, _sets in hours})
    rows = tuple(
        (short_day(night), *(str(dict(hours).get(minute, 0)) for minute in minutes)) for night, hours in by_hour.items()
    )
    table = Table((_("Night"), *(clock(minute) for minute in minutes)), rows)
    return Chart(charts.playing_by_hour(by_hour), caption, run, table)


def _genres(genres: list[tuple[str, int]], run: str) -> Chart:
    name, sets = genres[0]
    caption = _("The most common genre is %(genre)s, with %(sets)s sets.") % {"genre": name, "sets": sets}
    table = Table((_("Genre"), _("Sets")), tuple((name, str(sets)) for name, sets in genres))
    return Chart(charts.bars(_("genre"), _("sets"), genres), caption, run, table)


def _timetable(problem: Plain, run: str) -> Section:
    quality, plan = problem["quality"], problem["plan_run"]
    title = _("The timetable's quality")
    if quality is None:
        return Section("timetable", title, (_("The quality of this version was not kept when it was published."),))
    placed = quality["placed"] / max(1, quality["sets"])
    figures = (
        Figure(_("sets with a place"), percent(placed, 0 if quality["placed"] in (0, quality["sets"]) else 1), run),
        Figure(_("problems"), amount(quality["problems"]), run),
        Figure(_("persons outside or room too empty"), amount(quality["capacity_persons"]), run, _("weighted persons")),
        Figure(_("pairs of one genre at once"), amount(quality["similar_pairs"]), run),
        Figure(_("favourites that people cannot fit in"), amount(quality["starred_persons"]), run),
    )
    paragraphs = (_origin(problem), _checked(quality["problems"]), *_assumed(quality))
    return Section("timetable", title, paragraphs, figures, runs=(plan,) if plan else ())


def _origin(problem: Plain) -> str:
    """Say who made the timetable: a search, a search and then people, or people alone."""
    if not problem["plan_run"]:
        return _("The timetable was made by hand or imported.")
    found = _("The timetable was proposed by a search, run %(run)s, and applied by the office.")
    moved: int = problem.get("moved_since_plan", 0)
    since = ngettext(
        "%(n)s set has been changed by hand since.", "%(n)s sets have been changed by hand since.", moved
    ) % {"n": amount(moved)}
    return " ".join((found % {"run": problem["plan_run"]}, *((since,) if moved else ())))


def _assumed(quality: Plain) -> tuple[str, ...]:
    """Say so where favourites were not counted; versions published before that was kept say nothing."""
    if not quality.get("are_stars_assumed", False):
        return ()
    return (
        _(
            "Nobody had starred anything: which favourites people cannot fit in is assumed from genre, draw and jury, "
            "not measured."
        ),
    )


def _checked(problems: int) -> str:
    if not problems:
        return _("A checker that shares nothing with the planner found nothing wrong with it.")
    return ngettext(
        "A checker that shares nothing with the planner found %(n)s problem in it.",
        "A checker that shares nothing with the planner found %(n)s problems in it.",
        problems,
    ) % {"n": amount(problems)}


def _study(finding: Plain, *, is_beside_synthetic: bool) -> Section:
    figures = tuple(Figure(one["label"], one["value"], finding["run"]) for one in finding["figures"])
    drawn = tuple(Chart(one["svg"], one["caption"], finding["run"]) for one in finding["charts"])
    registered = _("Registered %(at)s with the digest %(digest)s, before the outcome was loaded.") % {
        "at": finding["registered_at"],
        "digest": finding["digest"][:16],
    }
    source = _("Source: %(source)s.") % {"source": finding["source"]}
    return Section(
        "effect",
        finding["title"],
        (finding["question"], finding["design"], finding["sentence"], *finding["caveats"], registered, source),
        figures,
        drawn,
        tuple(finding["elsewhere"]),
        origin=_("Measured: real figures, which have nothing to do with the synthetic festival.")
        if is_beside_synthetic
        else "",
    )


def _interplay(found: Plain, run: str) -> Section:
    """Say who collaborates with whom, and what each side has promised and kept, by the public agreements of a place."""
    figures = [
        Figure(_("organisations in public agreements"), amount(found["actors"]), run),
        Figure(_("pairs that have an agreement"), amount(found["ties"]), run),
    ]
    if found["density"] is not None:
        note = _("of all pairs there could be")
        figures.append(Figure(_("density of the network"), percent(found["density"]), run, note))
    if found["across"] is not None:
        figures.append(Figure(_("pairs across two sectors"), percent(found["across"]), run, _("of all pairs")))
    for side in found["sides"]:
        label = _("promised by: %(sector)s") % {"sector": Sector(side["sector"]).label}
        kept = _("%(kept)s of %(all)s promises kept, worth %(sek)s") % {
            "kept": amount(side["kept"]),
            "all": amount(side["promises"]),
            "sek": sek(side["kept_sek"]),
        }
        figures.append(Figure(label, sek(side["promised_sek"]), run, kept))
    day = formats.date_format(date.fromisoformat(found["on"]), "j F Y")
    source = _("Source: the public, signed agreements of %(place)s as they stood on %(day)s, digest %(digest)s.") % {
        "place": found["place"],
        "day": day,
        "digest": digest_of(found)[:16],
    }
    meaning = _(
        "Two organisations are a pair where both are parties of one agreement. Worth is what the parties themselves "
        "have said; what is kept in part counts in part."
    )
    made = _("Synthetic: these parties, people and agreements are made up.") if found["is_synthetic"] else ""
    return Section("interplay", _("Interplay"), (meaning, source), tuple(figures), origin=made)


def _methods(problem: Plain, run: str) -> Section:
    version = _("The programme is version %(version)s, digest %(digest)s.") % {
        "version": problem["version"],
        "digest": problem["publication_digest"][:16],
    }
    paragraphs = (
        _(
            "Every figure is followed by the first eight letters of the run that computed it. A run keeps its problem, "
            "its versions and its answer, and can be repeated. A plan that the clock has stopped comes out the same "
            "only with the number of rounds it had done."
        ),
        version,
        _(
            "An effect is what was observed less what comparison units that followed the treated unit before show for "
            "the time after; each study names its method, such as synthetic control (Abadie, Diamond, Hainmueller "
            "2010, doi:10.1198/jasa.2009.ap08746). Every comparison unit is then treated as if it had been the one: "
            "only an effect that stands out among these placebos is more than chance."
        ),
        _("This report is run %(run)s.") % {"run": run},
    )
    return Section("methods", _("Sources and methods"), paragraphs)
