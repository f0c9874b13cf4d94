"""One function per verb of a study's life: register, load, request, execute, publish, withdraw."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.effects.alongside import parts_of_answer, refuse_parts
from samspel.effects.instances import plain_problem
from samspel.effects.kinds import manner_of
from samspel.effects.models import Panel, Study
from samspel.effects.queries.versions import earlier_versions
from samspel.effects.readers import disorder, read_table
from samspel.effects.readers.needed import kept
from samspel.effects.readers.periods import between
from samspel.effects.readers.summer_time import clock_of, refuse_skipped
from samspel.effects.sentences.claims import unusable
from samspel.effects.services.beside import beside_of
from samspel.effects.services.deviations import refuse_second_look, refuse_seen_figures, tied
from samspel.effects.services.series import Load, keep_panel, refuse_unanswered, revision_of_study
from samspel.effects.types import Kind, Reading, Registration, Source, Table
from samspel.engines.counterfactual import UnusableProblem
from samspel.errors import BadInput, Refused
from samspel.people.models import User
from samspel.places.models import Festival
from samspel.places.services import end_of
from samspel.records.digests import digest_of
from samspel.records.models import Run
from samspel.records.queries import latest_done
from samspel.records.services import note, request_run
from samspel.records.services.thread import End, tie, untie
from samspel.records.types import Answer, Plain, Report
from samspel.records.worker import carry_out_now

SHARE_OF_EFFECT = 0.9
"""About how much of a run's time the effect takes; what is reported with it takes the rest."""

RESERVED = frozenset({"register"})
"""Words that the addresses of the office's pages need for themselves."""


@transaction.atomic
def register(*, festival: Festival, slug: str, registration: Registration, who: User | None) -> Study:
    """Freeze a question and how it will be answered, with a digest and the time. The same again changes nothing.

    Raises
    ------
    Refused
        If another registration has this address: a registered study is never changed. If the outcome has been seen
        in another study here, and this one does not say what it changes of it. If nothing can be estimated in its
        periods, whatever the figures are.
    BadInput
        If the event of a series by the hour holds an hour that never was on the place's clock.
    """
    _refuse_address(slug)
    refuse_skipped(registration, festival.place.time_zone)
    registration, parent = tied(festival=festival, registration=registration)
    plain = registration.as_plain()
    digest = digest_of(plain)
    known = Study.objects.filter(festival=festival, slug=slug).first()
    if known is not None:
        if known.digest == digest:
            return known
        raise Refused(
            _(
                "“%(slug)s” is registered already, not in the same words, and a registered study is never changed: "
                "register this one under another address."
            )
            % {"slug": slug}
        )
    _refuse_impossible(registration)
    refuse_second_look(festival=festival, registration=registration)
    study = Study.objects.create(
        festival=festival,
        slug=slug,
        parent=parent,
        title=registration.title.en[:200],
        registration=plain,
        digest=digest,
        registered_at=timezone.now(),
        registered_by=who,
    )
    details = {"slug": slug, "digest": digest} | ({"deviates_from": parent.digest} if parent else {})
    note(who=who, verb="study.register", subject=study, details=details)
    return study


def _refuse_impossible(registration: Registration) -> None:
    """Refuse several events that their periods leave no room for, by figures that are none: real ones come later."""
    periods = between(registration.first_period, registration.last_period)
    if registration.kind not in (Kind.EDITIONS, Kind.STARTS) or not set(registration.labels) <= set(periods):
        return
    manner, units = manner_of(registration), registration.units
    outcomes = [[float(1 + (row * column) % 7) for column in range(len(periods))] for row in range(len(units))]
    plain = {"registration": registration.as_plain(), "units": units, "periods": periods, "outcomes": outcomes}
    try:
        manner.problem(plain)
    except UnusableProblem as error:
        raise Refused(manner.refused(error)) from error


def _refuse_address(slug: str) -> None:
    try:
        validate_slug(slug)
    except ValidationError:
        raise Refused(
            _("“%(slug)s” cannot be an address: use letters a to z, digits and hyphens.") % {"slug": slug}
        ) from None
    if slug in RESERVED or len(slug) > 60:
        raise Refused(_("“%(slug)s” cannot be the address of a study: choose another word.") % {"slug": slug})


def load_panel(
    *,
    study: Study,
    name: str,
    content: bytes,
    who: User | None,
    reading: Reading | None = None,
    source: Source | None = None,
) -> Panel:
    """Read a file of figures into a registered study; units and periods it does not need are left out.

    Raises
    ------
    BadInput
        Naming what cannot be read, and every registered unit or period that the file lacks.
    """
    reading = replace(reading or Reading(), zone=study.festival.place.time_zone)
    table = read_table(content, reading)
    digest = hashlib.sha256(content).hexdigest()
    return load_table(study=study, name=name, table=table, digest=digest, who=who, source=source, reading=reading)


@transaction.atomic
def load_table(
    *,
    study: Study,
    name: str,
    table: Table,
    digest: str,
    who: User | None,
    source: Source | None = None,
    reading: Reading | None = None,
) -> Panel:
    """Keep a table's figures for a study. `digest` is the sha-256 of the bytes they came from.

    Loading the same again changes nothing; other figures become the newest panel, the former stay.
    """
    registration = Registration.from_plain(study.registration)
    figures = kept(table, registration)
    values = [list(row) for row in figures.values]
    last = study.panels.first()
    if last is not None and (last.digest, last.values) == (digest, values):
        return last
    named = source or registration.source
    twice, doubled = (tuple(one for one in some if one in figures.periods) for some in (table.twice, table.doubled))
    clock = clock_of(replace(figures, twice=twice, doubled=doubled), reading or Reading())
    load = Load(name=name, table=figures, digest=digest, clock=clock)
    revision = revision_of_study(study=study, load=load, source=named, who=who)
    return keep_panel(study=study, figures=figures, revision=revision, source=named, who=who)


@transaction.atomic
def request_study(*, study: Study, who: User | None) -> Run:
    """Ask for an estimate from the newest panel.

    Raises
    ------
    Refused
        Without figures, while a question about them waits, if they cannot be estimated from, or if an earlier study
        has shown them and this one names no deviation.
    BadInput
        If the registration contradicts itself: one that was frozen before this was refused.
    """
    panel = study.panels.first()
    if panel is None:
        raise Refused(_("“%(study)s” has no figures yet: load them first.") % {"study": study.title})
    if problems := disorder(Registration.from_plain(study.registration), panel.periods):
        raise BadInput(problems)
    refuse_seen_figures(study=study, panel=panel)
    problem = plain_problem(study, panel, beside_of(study=study), earlier_versions(panel))
    _refuse_inestimable(problem)
    refuse_unanswered(panel)
    return request_run(
        kind="study",
        subject=study,
        scope=study.festival,
        title=study.title,
        problem=problem,
        parameters={"panel": panel.name},
        who=who,
    )


def _refuse_inestimable(problem: Plain) -> None:
    manner = manner_of(Registration.from_plain(problem["registration"]))
    try:
        manner.problem(problem)
    except UnusableProblem as error:
        raise Refused(manner.refused(error)) from error
    try:
        refuse_parts(problem)
    except UnusableProblem as error:
        raise Refused(unusable(error)) from error


def execute_study(problem: Plain, seed: int, report: Report) -> Answer:
    """Estimate from stored values and draw the charts in both languages; changes nothing and needs no seed.

    Raises
    ------
    ValueError
        If nothing can be estimated, or if the checker, which shares nothing with the solver, finds a figure wrong.
    """

    def tell(share: float) -> None:
        report(share)  # an estimate has no half: a wish to stop ends the process instead

    registration = Registration.from_plain(problem["registration"])
    answer = manner_of(registration).execute(problem, lambda share: tell(SHARE_OF_EFFECT * share))
    beside, drawn = parts_of_answer(problem, answer.values, tell)
    return Answer({**answer.values, **beside}, (*answer.attachments, *drawn))


def estimate_now(*, study: Study, who: User | None) -> Run:
    """Estimate a study and wait for it: what a command does. Raises `Refused` if the estimate fails."""
    run = carry_out_now(request_study(study=study, who=who))
    if not run.is_done:
        raise Refused(f"{run.title} ({run.short}): {run.error or run.get_state_display()}")
    return run


@transaction.atomic
def publish_study(*, study: Study, who: User | None) -> Run:
    """Show a study with its newest finished estimate to everybody; returns that run. Raises `Refused` without one."""
    run = latest_done(study, kind="study")
    if run is None:
        raise Refused(_("“%(study)s” has no finished estimate yet: estimate it first.") % {"study": study.title})
    if study.published_run != run:
        untie(row=study)  # what an earlier estimate was put beside is not beside this one
    study.is_published, study.published_run = True, run
    study.save(update_fields=["is_published", "published_run"])
    for edition in study.festival.editions.select_related("festival"):
        target = End(study, "study", [study.festival.slug, study.slug], is_public=True)
        tie(source=end_of(edition), target=target)
    note(who=who, verb="study.publish", subject=study, details={"run": str(run.pk), "digest": run.digest})
    return run


@transaction.atomic
def withdraw_study(*, study: Study, who: User | None) -> None:
    """Hide a study from everybody but the festival's people. Raises `Refused` if it is not published."""
    if not study.is_published:
        raise Refused(_("“%(study)s” is not published.") % {"study": study.title})
    study.is_published = False
    study.save(update_fields=["is_published"])
    untie(row=study)
    note(who=who, verb="study.withdraw", subject=study)
