"""The demo's inbox: ideas, decisions and dialogues of a made-up town from 2012 to today, through the same services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from samspel.ideas.models import Idea, Inbox, Turn
from samspel.ideas.services import anchoring, inboxes, leaving, tending
from samspel.ideas.types import DialogueKind, Need, Outcome, Stage, Verdict
from samspel.people.models import User
from samspel.people.services import invite, know_organisation
from samspel.people.types import Sector
from samspel.places.models import Festival


@dataclass(frozen=True, slots=True)
class IdeaValues:
    """One idea of the demo: how long ago it came, how far it got and why, what assessors gave it."""

    sentence: str
    days_ago: int
    path: Sequence[tuple[Stage, str]] = ()
    champion: str = ""
    ratings: Sequence[tuple[int, int, int]] = ()
    steps: Sequence[tuple[str, Need, bool]] = ()
    where: str = ""
    cared_for: bool = True
    decisions: Sequence[tuple[str, date, Outcome, Need, str, int | None]] = field(default=())


IDEAS = (
    IdeaValues(
        "Låt krogar, kyrkor och hotell bli scener under en helg i september",
        5200,
        (
            (Stage.LOOKED_AT, "Föreningen och kommunen träffades."),
            (Stage.CHAMPIONED, "Näringslivschefen tar det vidare."),
            (Stage.DECIDED, "Kommunstyrelsen sa ja till samordning."),
            (Stage.UNDER_WAY, "Första upplagan planeras."),
            (Stage.DONE, "Festivalen har kommit igen varje år."),
        ),
        champion="Näringslivschefen",
        ratings=((5, 4, 5), (4, 4, 3), (5, 3, 5)),
        steps=(("Fråga tolv värdställen", Need.PLACE, True), ("Söka polistillstånd för torget", Need.PERMISSION, True)),
        where="Centrum",
        decisions=(
            (
                *("Kommunstyrelsen", date(2014, 6, 17), Outcome.YES, Need.MONEY),
                *("Bidrag till samordning i två år, med uppföljning.", 100_000),
            ),
            (
                *("Kulturnämnden", date(2015, 2, 11), Outcome.PARTLY, Need.PLACE),
                *("Stora torget upplåts, men inte efter klockan 22.", None),
            ),
        ),
    ),
    IdeaValues(
        "Sena bussar de fyra festivalkvällarna",
        400,
        ((Stage.LOOKED_AT, "Regionen räknar på det."), (Stage.CHAMPIONED, "Kollektivtrafiknämnden är intresserad.")),
        champion="Kollektivtrafiknämndens ordförande",
        ratings=((5, 3, 4), (4, 2, 4)),
        steps=(("Räkna resande från förra årets kvällar", Need.MONEY, False),),
    ),
    IdeaValues(
        "Replokaler i det gamla sockerbruket",
        900,
        (
            (Stage.LOOKED_AT, "Fastighetsägaren har visat huset."),
            (Stage.NOT_NOW, "Huset måste saneras först; tas upp igen när det är klart."),
        ),
        ratings=((4, 1, 2), (5, 2, 4), (2, 1, 1)),
        where="Sockerbruket",
    ),
    IdeaValues(
        "Studenter som festivalvärdar mot kurspoäng",
        120,
        ((Stage.LOOKED_AT, "Universitetet vill pröva i liten skala."),),
        ratings=((4, 5, 4),),
    ),
    IdeaValues("En scen på vattnet vid ångbåtsbryggan", 60, where="Ångbåtsbryggan"),
    IdeaValues("Konserter för barn klockan tio på lördagen", 20, cared_for=False),
    IdeaValues("Lån av hörselslinga till små scener", 9, cared_for=False),
    IdeaValues("Öppna konsthallen under festivalnätterna", 2, cared_for=False),
)

DIALOGUES = (
    (
        *("Öppen och kreativ stad: ett första samtal", DialogueKind.MEETING, date(2012, 10, 4)),
        "Börja i det lilla och prova; tvivlare övertygas av att se det hända.",
        (("Exempelstads kommun", Sector.PUBLIC, 6), ("Exempelfestivalens förening", Sector.CIVIL, 4)),
    ),
    (
        *("Rådsdag om stadens kvällar", DialogueKind.COUNCIL_DAY, date(2013, 5, 23)),
        "Kultur och näringsliv behöver samma karta över stadens rum.",
        (
            ("Exempelstads kommun", Sector.PUBLIC, 12),
            ("Exempelstads krögare", Sector.BUSINESS, 9),
            ("Exempelstads universitet", Sector.ACADEMIA, 3),
        ),
    ),
    (
        *("Seminarium: kreativa mötesplatser", DialogueKind.SEMINAR, date(2014, 3, 5)),
        "Politisk förankring, offentligt stöd och formaliserad samverkan återkommer i allt som lyckas.",
        (
            ("Exempelstads kommun", Sector.PUBLIC, 8),
            ("Kulturhuset Exempel", Sector.CULTURE, 5),
            ("Exempelfestivalens förening", Sector.CIVIL, 6),
        ),
    ),
    (
        *("Tio år senare: vad blev det av idéerna?", DialogueKind.WORKSHOP, date(2024, 9, 6)),
        "Det som saknas är uppföljning som båda sidor tror på.",
        (("Exempelstads kommun", Sector.PUBLIC, 7), ("Exempelstads universitet", Sector.ACADEMIA, 4)),
    ),
)

CRITERIA = (
    ("Når många", "Hur många som märker av den.", 3, 5),
    ("Går att göra", "Med de pengar, platser och tillstånd som finns.", 2, 5),
    ("Gör staden öppnare", "Fler som inte brukar komma hittar hit.", 2, 5),
)


@transaction.atomic
def build_inbox(*, festival: Festival, office: User) -> Inbox:
    """Make the inbox of the festival's town with all that has been left and said since 2012."""
    inbox = inboxes.open_inbox(place=festival.place.name, who=office, is_synthetic=True)
    for name, help_text, weight, scale in CRITERIA:
        inboxes.add_criterion(inbox=inbox, name=name, help=help_text, weight=weight, scale=scale, who=office)
    assessors = [invite(email=f"assessor{number}@example.org", name=f"Bedömare {number}") for number in (1, 2, 3)]
    for one in assessors:
        inboxes.give_inbox_role(inbox=inbox, email=one.email, role="assessor", who=office)
    ideas = [_idea(inbox, values, festival, office, assessors) for values in IDEAS]
    for name, kind, day, said, came in DIALOGUES:
        counts = {know_organisation(name=who, sector=sector, who=office): n for who, sector, n in came}
        anchoring.hold_dialogue(
            inbox=inbox,
            ideas=ideas[:1],
            participants=counts,
            who=office,
            name=name,
            kind=kind,
            date=day,
            conclusions=said,
        )
        Turn.objects.filter(dialogue__name=name, idea=ideas[0]).update(at=_noon(day))
    return inbox


def _idea(inbox: Inbox, values: IdeaValues, festival: Festival, office: User, assessors: Sequence[User]) -> Idea:
    left = leaving.leave_idea(
        inbox=inbox, sentence=values.sentence, where=values.where, email="ada@example.org", name="Ada", language="sv"
    )
    leaving.confirm(follower=left)
    idea = Idea.objects.get(pk=left.idea.pk)
    if values.cared_for:
        tending.take_care(idea=idea, caretaker=office, who=office)
        tending.show_idea(idea=idea, is_public=True, who=office)
    for what, need, is_done in values.steps:
        step = anchoring.plan_step(idea=idea, what=what, need=need, who=office)
        if is_done:
            anchoring.take_step(step=step, who=office)
    for body, day, outcome, settles, text, amount in values.decisions:
        anchoring.write_decision(
            inbox=inbox,
            ideas=[idea],
            who=office,
            body=body,
            date=day,
            outcome=outcome,
            settles=settles,
            text=text,
            amount_sek=amount,
        )
    criteria = list(inbox.criteria.all())
    for assessor, numbers in zip(assessors, values.ratings, strict=False):
        verdict = Verdict.YES if sum(numbers) > 9 else Verdict.UNSURE if sum(numbers) > 5 else Verdict.NO
        rated = dict(zip(criteria, numbers, strict=True))
        anchoring.assess(idea=idea, verdict=verdict, reason="Påhittad bedömning.", ratings=rated, who=assessor)
    for stage, reason in values.path:
        tending.move_on(idea=idea, stage=stage, reason=reason, champion=values.champion, who=office)
    _grow_old(idea, values.days_ago)
    return Idea.objects.get(pk=idea.pk)


def _grow_old(idea: Idea, days: int) -> None:
    """Spread what has just happened over the time since the idea came: a demo's past is made in a second."""
    now = timezone.now()
    began = now - timedelta(days=days)
    turns = list(idea.turns.order_by("pk"))
    for number, turn in enumerate(turns):
        at = turn.decision.date if turn.decision is not None else None
        spread = began + (now - began) * number / (len(turns) + 1)
        Turn.objects.filter(pk=turn.pk).update(at=_noon(at) if at else spread)
    moved = idea.turns.filter(kind="stage").order_by("pk").last()
    Idea.objects.filter(pk=idea.pk).update(left_at=began, stage_since=moved.at if moved else began)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001 - made aware at once
