"""Build the demo through the same services that pages and commands use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils.text import slugify

from samspel.agreements.models import Register
from samspel.effects.services import publish_study, request_study
from samspel.effects.services.auckland import prepare as prepare_auckland
from samspel.errors import Refused
from samspel.ideas.models import Inbox
from samspel.lineup.models import Act, ActMember
from samspel.lineup.services.asking import answer
from samspel.lineup.types import ALL_NIGHT, Answer
from samspel.night.models import Door
from samspel.people.models import User
from samspel.people.services import invite
from samspel.places.models import Edition, Festival, Night, Opening, Stage, Venue
from samspel.places.services import set_nights, start_edition, start_festival
from samspel.places.services.roles import give_role
from samspel.places.types import UNKNOWN, Access, Licence, PublisherKind, Role, VenueKind
from samspel.programme.models import Performance
from samspel.programme.queries.policy import plan_options
from samspel.programme.services.planning import apply_plan, request_plan
from samspel.programme.services.policy import write_rule
from samspel.programme.services.publication import publish
from samspel.programme.services.stars import set_favourites
from samspel.programme.services.taking import member_key
from samspel.programme.types import OwnKind, OwnTerms
from samspel.records.models import Run
from samspel.records.worker import carry_out_now
from samspel.report.services import publish_report, request_report
from samspel.site.demo.agreements import build_register
from samspel.site.demo.generator import (
    ACCESS,
    DELEGATES,
    DUTIES,
    HEAVY,
    LOUDNESS,
    QUIET,
    STROBE,
    ActValues,
    FestivalValues,
    VenueValues,
    generate,
)
from samspel.site.demo.ideas import build_inbox
from samspel.site.demo.night import build_night
from samspel.site.demo.survey import build_survey
from samspel.surveys.services.publishing import publish_survey
from samspel.surveys.services.results import request_survey

NAME, SLUG, TOWN = "Exempelfestivalen", "exempelfestivalen", "Exempelstad"
EMAIL = "office@example.org"
SEED, PLAN_SECONDS = 2014, 8
ACCENT = "#9c2f63"

Tell = Callable[[str], None]


def first_night(today: date) -> date:
    """Return the Wednesday whose four nights are on now or come next, so that “now and next” has something to show."""
    earliest = today - timedelta(days=3)
    return earliest + timedelta(days=(2 - earliest.weekday()) % 7)


def build(*, today: date, tell: Tell, plan_seconds: int = PLAN_SECONDS) -> Edition:
    """Make the festival, plan and publish it, estimate the study, write the report; what exists already is kept."""
    office = invite(email=EMAIL, name="Demo Office", language="sv")
    festival = Festival.objects.filter(slug=SLUG).first()
    if festival is None:
        values = generate(seed=SEED, first_night=first_night(today))
        tell("festival (synthetic): acts, venues, nights")
        festival = _festival(values, office)
    edition = festival.editions.get()
    if not Inbox.objects.filter(place=festival.place).exists():
        tell("ideas (synthetic): what was left, said and decided since 2012")
        build_inbox(festival=festival, office=office)
    if not Register.objects.filter(place=festival.place).exists():
        tell("agreements (synthetic): parties, promises, signatures")
        build_register(festival=festival, edition=edition, office=office)
    if not edition.timetables.exists():
        tell(f"timetable: {plan_seconds} s of planning")
        plan = request_plan(edition=edition, options=plan_options(edition, seconds=plan_seconds), who=office)
        apply_plan(run=_done(plan), edition=edition, who=office)
    if not edition.publications.exists():
        tell("publication")
        publish(edition=edition, who=office)
    if not Door.objects.filter(venue__festival=festival).exists():
        tell("the night (synthetic): doors counted, what hosts took")
        build_night(edition=edition, tonight=today, office=office)
    if not edition.surveys.exists():
        tell("survey (synthetic): questions, door counts, answers, estimates")
        survey = build_survey(edition=edition, office=office)
        _done(request_survey(survey=survey, who=office))
        publish_survey(survey=survey, who=office)
    if not festival.studies.exists():
        tell("study (measured): New Year's Eve in central Auckland")
        study = prepare_auckland(festival=festival, who=office)
        _done(request_study(study=study, who=office))
        publish_study(study=study, who=office)
    if not edition.reports.exists():
        tell("report: web page and PDF, Swedish and English")
        publish_report(run=_done(request_report(edition=edition, who=office)), edition=edition, who=office)
    return edition


def _done(run: Run) -> Run:
    done = carry_out_now(run)
    if not done.is_done:
        raise Refused(f"{done.title} ({done.short}): {done.error or done.get_state_display()}")
    return done


@transaction.atomic
def _festival(values: FestivalValues, office: User) -> Festival:
    festival = start_festival(name=NAME, slug=SLUG, place=TOWN, who=office)
    festival.accent, festival.licence = ACCENT, Licence.CC0
    festival.publisher_kind, festival.public_email = PublisherKind.NON_PROFIT, "data@example.org"
    festival.save(update_fields=["accent", "licence", "publisher_kind", "public_email"])
    year = str(values.nights[0].year)
    edition = start_edition(festival=festival, name=f"{NAME} {year}", slug=year, who=office, is_synthetic=True)
    set_nights(edition=edition, first_date=values.nights[0], count=len(values.nights), who=office)
    nights = list(edition.nights.order_by("date"))
    for venue in values.venues:
        _venue(festival, nights, venue)
    acts = [_act(edition, nights, act) for act in values.acts]
    set_favourites(
        edition=edition,
        stars=((person, acts[row].pk) for person, row in values.stars),
        delegates=[str(number) for number in range(DELEGATES)],
        who=office,
    )
    _own_rule(edition, office)
    for role in (Role.JUROR, Role.ANALYST, Role.VIEWER):
        give_role(festival=festival, email=f"{role}@example.org", role=role, who=office)
    return festival


def _own_rule(edition: Edition, office: User) -> None:
    """Let quiet music keep to the churches, if it can be."""
    churches = Stage.objects.filter(venue__festival=edition.festival, venue__kind=VenueKind.CHURCH)
    write_rule(
        edition=edition,
        name="Jazz i kyrkorna",
        kind=OwnKind.ONLY,
        terms=OwnTerms(genres=("jazz",), stages=tuple(churches.values_list("pk", flat=True))),
        weight=0.5,
        who=office,
    )


def _venue(festival: Festival, nights: list[Night], values: VenueValues) -> None:
    venue = Venue.objects.create(
        festival=festival,
        name=values.name,
        slug=slugify(values.name),
        kind=values.kind,
        address=values.address,
        latitude=values.latitude,
        longitude=values.longitude,
        contact_email=f"{slugify(values.name)}@example.org",
        fire_limit_persons=values.guests_persons + values.staff_persons,
        staff_persons=values.staff_persons,
        **DUTIES.get(values.kind, {}),
        **Access(step_free=values.step_free).or_else(ACCESS.get(values.kind, UNKNOWN)).plain(),
    )
    stage = Stage.objects.create(
        venue=venue, changeover_minutes=values.changeover_minutes, loudest=QUIET.get(values.kind)
    )
    Opening.objects.bulk_create(
        Opening(stage=stage, night=night, opens_minute=values.opens_minute, closes_minute=values.closes_minute)
        for night in nights
    )


def _act(edition: Edition, nights: list[Night], values: ActValues) -> Act:
    act = Act.objects.create(
        edition=edition,
        name=values.name,
        slug=slugify(values.name),
        country=values.country,
        genre=values.genre,
        draw_persons=values.draw_persons,
        loudness=LOUDNESS[values.genre],
        is_heavy=values.genre in HEAVY,
        contact_email=f"{slugify(values.name)}@example.com",
        strobe=STROBE.get(values.genre),
    )
    keys = {member_key(edition, name) for name in values.members}
    ActMember.objects.bulk_create(ActMember(act=act, key=key) for key in sorted(keys))
    Performance.objects.bulk_create(
        Performance(act=act, number=number, length_minutes=values.length_minutes)
        for number in range(1, values.sets + 1)
    )
    if values.free_nights:
        free = {nights[row].pk for row in values.free_nights}
        said = Answer.of((night.pk, ALL_NIGHT if night.pk in free else ()) for night in nights)
        answer(act=act, answer=said, who=None)
    return act
