"""A visitors' survey as it stands after four nights: asked at a dozen places, counted at the doors, answered by many.

Everything is made up by a seeded generator; the edition it belongs to says so on every page and in every file.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from random import Random
from typing import Any
from uuid import UUID

from samspel.people.models import User
from samspel.places.models import Edition
from samspel.surveys.models import Response, Spot, Survey
from samspel.surveys.queries.surveys import questionnaire, receipt_hash, receipt_of, template
from samspel.surveys.readers import Count, checked
from samspel.surveys.services.answering import freeze
from samspel.surveys.services.assumptions import assume
from samspel.surveys.services.margins import set_margins
from samspel.surveys.services.plan import set_counts, set_spots, share_out
from samspel.surveys.services.surveys import open_survey, start_survey
from samspel.surveys.services.tablets import make_tablet
from samspel.surveys.types import Door

SEED, VENUES, VISITS, ANSWERS = 2014, 8, 9600, 620
TEAMS = ("Lag Blå", "Lag Gul", "Lag Röd")
ORIGINS = {"here": 0.52, "county": 0.21, "sweden": 0.2, "abroad": 0.07}
TOWNS = {
    "county": ("Kumla", "Lindesberg", "Nora"),
    "sweden": ("Stockholm", "Göteborg", "Uppsala"),
    "abroad": ("Norge", "Danmark"),
}
COMMENTS = (
    "Fler vegetariska alternativ, tack.",
    "Bästa kvällen på hela hösten.",
    "Svårt att hitta till kyrkan.",
    "Kön var lång men gick fort.",
)
ASSUMED = (
    ("leakage", 0.05, 0.1, 0.2, "påhittat: andel som går till leverantörer utanför kommunen"),
    ("vat", 0.12, 0.15, 0.2, "påhittat: mat och logi 12 %, handel 25 %"),
)
NIGHTS_EACH = 1.55
"""How often a visitor comes, so that visits at the doors are turned into persons."""
TABLETS = ("Platta 1", "Platta 2")


def build_survey(*, edition: Edition, office: User) -> Survey:
    """Ask, count and answer."""
    random = Random(SEED)  # noqa: S311 - a made-up festival, the same each time
    survey = start_survey(edition=edition, template=template("visitors"), who=office)
    venues = edition.festival.venues.filter(stages__openings__isnull=False).distinct().order_by("name")[:VENUES]
    set_spots(survey=survey, nights=edition.nights.all(), venues=venues, who=office)
    share_out(survey=survey, visits=VISITS, who=office)
    spots = list(survey.spots.exclude(expected_persons=None).order_by("night__date", "venue__name"))
    counts = {
        one.pk: (
            one.expected_persons,
            round((one.expected_persons or 0) * random.uniform(0.7, 1.35)),
            TEAMS[row % len(TEAMS)],
        )
        for row, one in enumerate(spots)
    }
    set_counts(survey=survey, counts=counts, who=office)
    open_survey(survey=survey, who=office)
    for name in TABLETS:
        make_tablet(survey=survey, name=name, who=office)
    _answers(survey, spots, random)
    persons = sum(counted or 0 for _expected, counted, _team in counts.values()) / NIGHTS_EACH
    source = "biljettskanning (syntetisk)"
    shares = {"here": 0.55, "county": 0.2, "sweden": 0.19, "abroad": 0.06}
    margins = [Count("origin", key, round(persons * share), source) for key, share in shares.items()]
    set_margins(survey=survey, counts=margins, who=office)
    for kind, low, value, high, basis in ASSUMED:
        assume(survey=survey, kind=kind, low=low, value=value, high=high, source=basis, who=office)
    return survey


def _answers(survey: Survey, spots: list[Spot], random: Random) -> None:
    version, tablets = questionnaire(survey), list(survey.tablets.all())
    freeze(questionnaire=version)
    weights = [one.ask_count or 1 for one in spots]
    rows = []
    for spot in random.choices(spots, weights, k=ANSWERS):
        door = random.choices((Door.PHONE, Door.TABLET), (0.45, 0.55))[0]
        key = UUID(int=random.getrandbits(128), version=4)
        assert spot.night is not None  # noqa: S101 - those for anywhere are expected nowhere
        hour = random.choice((18, 19, 20, 21))
        rows.append(
            Response(
                survey=survey,
                questionnaire=version,
                spot=spot,
                tablet=random.choice(tablets) if door == Door.TABLET else None,
                door=door,
                key=key,
                receipt_hash=receipt_hash(receipt_of(key)),
                language=random.choices(("sv", "en"), (0.86, 0.14))[0],
                answers=checked(version.questions, _person(random)),
                at=datetime.combine(spot.night.date, time(hour), tzinfo=UTC),
            )
        )
    Response.objects.bulk_create(rows)


def _person(random: Random) -> dict[str, Any]:
    origin = _one(random, ORIGINS)
    is_local = origin == "here"
    stay = 0 if is_local or (origin == "county" and random.random() < 0.8) else random.choice((1, 1, 2, 2, 3, 4))
    reason = "live" if is_local else _one(random, {"festival": 0.63, "both": 0.2, "other": 0.17})
    anyway = _one(
        random, {"yes": 0.85, "perhaps": 0.1, "no": 0.05} if is_local else {"yes": 0.24, "perhaps": 0.2, "no": 0.56}
    )
    answers: dict[str, Any] = {
        "origin": origin,
        "nights": random.choices((1, 2, 3, 4), (0.46, 0.27, 0.16, 0.11))[0],
        "stay": stay,
        "reason": reason,
        "anyway": anyway,
        "switch": "no" if is_local else _one(random, {"yes": 0.12, "no": 0.88}),
        "casual": "yes" if reason == "other" and random.random() < 0.6 else "no",
        "recommend": min(10, max(0, round(random.gauss(8.1, 1.6)))),
        "move": "live" if is_local else _one(random, {"yes": 0.09, "no": 0.91}),
        "study": "already" if is_local else _one(random, {"yes": 0.07, "no": 0.6, "already": 0.33}),
    }
    if random.random() < 0.88:
        party = random.choices((1, 2, 3, 4), (0.35, 0.44, 0.12, 0.09))[0]
        answers |= {"party": party, "spend_food": _money(random, 330 * party), "spend_shop": _money(random, 90 * party)}
        answers |= {"spend_bed": _money(random, 700 * party * stay), "spend_travel": _money(random, 60 * party)}
    if origin in TOWNS and random.random() < 0.7:
        answers["municipality"] = random.choice(TOWNS[origin])
    if random.random() < 0.05:
        answers["comment"] = random.choice(COMMENTS)
    return answers


def _one(random: Random, shares: dict[str, float]) -> str:
    return random.choices(list(shares), list(shares.values()))[0]


def _money(random: Random, mean: float) -> int:
    return round(mean * random.lognormvariate(-0.18, 0.6) / 10) * 10 if mean and random.random() < 0.9 else 0
