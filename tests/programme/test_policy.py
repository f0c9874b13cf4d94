"""Rules of an edition: set once, in force everywhere; the festival's own as data; what one of them costs."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from django.utils import translation

from samspel.errors import Refused
from samspel.lineup.models import Act
from samspel.places.models import Stage
from samspel.programme.models import OwnRule, Performance
from samspel.programme.queries.moves import editing, options_of
from samspel.programme.queries.planning import problems, quality, timetable_in_use
from samspel.programme.queries.policy import knobs, own_rules, plan_options, rule_set
from samspel.programme.rule_sentences import cost_sentence, value_words
from samspel.programme.services.costing import execute_cost, request_cost
from samspel.programme.services.intake import apply
from samspel.programme.services.planning import apply_plan, request_plan
from samspel.programme.services.policy import delete_rule, set_rules, switch_rule, write_rule
from samspel.programme.services.stars import count_stars
from samspel.programme.types import OwnKind, OwnTerms, PlanOptions, RuleSet, Stale
from samspel.records.models import Entry
from samspel.records.services import prepare_erasure
from samspel.records.worker import carry_out_now
from tests.rooms import address, names_of, place, take

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def act(name: str) -> Act:
    return Act.objects.get(name=name)


def stage(name: str) -> Stage:
    return Stage.objects.get(venue__name=name)


def write(edition: Any, kind: OwnKind, name: str = "Egen", weight: float | None = None, **terms: Any) -> OwnRule:
    return write_rule(edition=edition, name=name, kind=kind, terms=OwnTerms(**terms), weight=weight, who=None)


def found(edition: Any) -> list[tuple[str, str]]:
    return [(one.rule, one.sentence) for one in problems(edition, timetable_in_use(edition))]


def test_the_checker_and_plans_go_by_the_edition_s_rules(edition: Any) -> None:
    Performance.objects.create(act=act("Tallhamn"), number=2, length_minutes=40)
    place(edition, "Tallhamn", "Kajen", 1200)
    second = Performance.objects.get(act__name="Tallhamn", number=2)
    assert rule_set(edition) == RuleSet()
    set_rules(edition=edition, rules=replace(RuleSet(), repeat_venue_once=True, rest_minutes=10, floor=1.0), who=None)
    entry = Entry.objects.latest("number")
    assert (entry.verb, entry.details) == (
        "rules.set",
        {"repeat_venue_once": [False, True], "rest_minutes": [30, 10], "floor": [0.0, 1.0]},
    )
    assert plan_options(edition, seconds=3) == PlanOptions(
        seconds=3, repeat_venue_once=True, rest_minutes=10, floor=1.0
    )
    editor = editing(edition, timetable_in_use(edition))
    night = edition.nights.order_by("date")[1].pk
    kajen = stage("Kajen").pk
    told = options_of(editor, second, night)
    assert [one for one in told.places if one.stage == kajen] == []
    assert "The act plays on Kajen" in next(one.sentence for one in told.obstacles if one.stage == kajen)
    set_rules(edition=edition, rules=replace(rule_set(edition), repeat_venue_once=False), who=None)
    again = options_of(editing(edition, timetable_in_use(edition)), second, night)
    assert [one for one in again.places if one.stage == kajen] != []
    count = Entry.objects.count()
    set_rules(edition=edition, rules=rule_set(edition), who=None)
    assert Entry.objects.count() == count  # nothing was changed, so nothing is said


def test_a_rule_of_the_festival_s_own_is_kept_by_plans_and_named_by_the_checker(edition: Any) -> None:
    place(edition, "Tallhamn", "Kajen", 1200)
    rule = write(edition, OwnKind.ONLY, "Tallhamn i kyrkan", acts=(act("Tallhamn").pk,), stages=(stage("Kyrkan").pk,))
    assert [sentence for _rule, sentence in own_rules(edition)] == ["Tallhamn play only on Kyrkan. Always."]
    assert (
        "own",
        "Tallhamn cannot play at 20:00 on Kajen on Thu 3 Sep: the festival's own rule “Tallhamn i kyrkan” forbids it.",
    ) in found(edition)
    editor = editing(edition, timetable_in_use(edition))
    told = options_of(editor, act("Tallhamn").performances.get(), edition.nights.order_by("date")[0].pk)
    assert {one.stage for one in told.places} == {stage("Kyrkan").pk}
    assert {one.sentence for one in told.obstacles if one.stage == stage("Torget").pk} == {
        "The festival's own rule “Tallhamn i kyrkan” forbids it."
    }
    run = carry_out_now(request_plan(edition=edition, options=plan_options(edition, seconds=1), who=None))
    made = apply_plan(run=run, edition=edition, who=None)
    assert made.placements.get(performance__act__name="Tallhamn").stage.venue.name == "Kyrkan"
    assert found(edition) == []
    with pytest.raises(Refused, match="another rule called"):
        write(edition, OwnKind.APART, "Tallhamn i kyrkan")
    switch_rule(rule=rule, is_on=False, who=None)
    with pytest.raises(Stale) as stale:
        apply_plan(run=run, edition=edition, who=None)
    assert "The festival's own rules have changed, or what acts need and stages allow." in stale.value.changed
    delete_rule(rule=rule, who=None)
    assert not edition.own_rules.exists()
    assert [one.verb for one in Entry.objects.filter(verb__startswith="rule.").order_by("number")] == [
        "rule.add",
        "rule.switch",
        "rule.delete",
    ]


def test_two_acts_that_are_never_at_once_and_a_wish_that_costs(edition: Any) -> None:
    place(edition, "Tallhamn", "Kajen", 1200)
    place(edition, "Nordljus", "Torget", 1230)
    write(edition, OwnKind.APART, "Aldrig samtidigt", acts=(act("Tallhamn").pk, act("Nordljus").pk), minutes=15)
    assert (
        "own",
        "Nordljus cannot play at 20:30 on Torget on Thu 3 Sep while Tallhamn plays at 20:00 on Kajen on "
        "Thu 3 Sep: the festival's own rule “Aldrig samtidigt” forbids it.",
    ) in found(edition)
    rule = OwnRule.objects.get()
    write_rule(
        edition=edition,
        rule=rule,
        name=rule.name,
        kind=OwnKind.APART,
        terms=OwnTerms.of(rule.terms),
        weight=2,
        who=None,
    )
    assert "own" not in dict(found(edition))
    assert quality(edition, timetable_in_use(edition)).own_persons == 40
    set_rules(edition=edition, rules=replace(RuleSet(), own=False), who=None)
    assert quality(edition, timetable_in_use(edition)).own_persons == 0


@pytest.mark.parametrize(
    ("kind", "terms", "sentence"),
    [
        (OwnKind.RESERVED, {"genres": ("folk",), "from_minute": 1260}, "Only folk acts play from 21:00 on. Always."),
        (OwnKind.APART, {"genres": ("folk", "rock")}, "No two of these play at once: folk acts and rock acts. Always."),
        (OwnKind.SAME_NIGHT, {"genres": ("folk",), "other_genres": ("rock",)},
         "Folk acts play on the same night as rock acts. Always."),
        (OwnKind.BEFORE, {"genres": ("folk",), "other_genres": ("rock",)},
         "Folk acts have played before rock acts begin. Always."),
        (OwnKind.ONLY, {"acts": (987654,), "until_minute": 1140}, "(nobody any more) play only until 19:00. Always."),
    ],
)  # fmt: skip
def test_a_rule_says_what_it_demands(edition: Any, kind: OwnKind, terms: dict[str, Any], sentence: str) -> None:
    write(edition, kind, **terms)
    assert [said for _rule, said in own_rules(edition)] == [sentence]
    assert found(edition) == found(edition)  # whatever it is about, the checker can work with it


def test_what_an_act_needs_and_a_stage_has_comes_from_a_file_and_holds(edition: Any) -> None:
    place(edition, "Tallhamn", "Kajen", 1200)
    intake = take(
        edition,
        "akt;spelplats;behöver piano;ljudstyrka;mycket att rigga;jurypoäng;har piano;högsta ljudstyrka;scenstorlek\n"
        "Tallhamn;;ja;4;nej;81;;;stor\n"
        ";Kajen;;;;;nej;;\n"
        ";Kyrkan;;;;;ja;3;\n"
        "Nordljus;;kanske;9;;;;;\n",
    )
    apply(intake=intake, edition=edition, who=None)
    tallhamn, kajen, kyrkan = act("Tallhamn"), stage("Kajen"), stage("Kyrkan")
    assert (tallhamn.needs_piano, tallhamn.loudness, tallhamn.is_heavy, tallhamn.jury_score, tallhamn.stage_size) == (
        True, 4, False, 81, 3,
    )  # fmt: skip
    assert (kajen.has_piano, kyrkan.has_piano, kyrkan.loudest) == (False, True, 3)
    assert (act("Nordljus").needs_piano, act("Nordljus").loudness) == (False, None)
    assert ("equipment", "Tallhamn cannot play on Kajen: it needs a piano, and there is none.") in found(edition)
    place(edition, "Tallhamn", "Kyrkan", 1200)
    assert (
        "loudness",
        "Tallhamn cannot play at 20:00 on Kyrkan on Thu 3 Sep: it is louder than 3, which is the most "
        "the stage allows then.",
    ) in found(edition)
    set_rules(edition=edition, rules=replace(RuleSet(), loudness=False, equipment=False), who=None)
    assert {"equipment", "loudness"} & set(dict(found(edition))) == set()


def test_an_act_that_is_erased_goes_out_of_the_rules(edition: Any) -> None:
    pk = act("Tallhamn").pk
    write(edition, OwnKind.APART, "Tallhamn och folk", acts=(pk,), other_genres=("folk",))
    run = request_plan(edition=edition, options=plan_options(edition, seconds=1), who=None)
    prepare_erasure(row=act("Tallhamn"), who=None)
    rule = OwnRule.objects.get()
    assert (rule.name, rule.terms["acts"]) == (f"– {rule.pk}", [])
    run.refresh_from_db()
    assert [one["name"] for one in run.problem["timetable"]["bonds"]] == ["–"]


def test_nobody_has_starred_so_it_is_assumed_and_said(edition: Any, client_of: Any) -> None:
    edition.acts.update(genre="folk", draw_persons=120)
    place(edition, "Tallhamn", "Kajen", 1200)
    assert quality(edition, timetable_in_use(edition)).are_stars_assumed
    run = carry_out_now(request_plan(edition=edition, options=plan_options(edition, seconds=1), who=None))
    page = client_of("office").get(address("plan", *names_of(edition), run.pk)).content.decode()
    assert "assumed from genre, draw and jury: nobody has starred anything yet" in page
    count_stars(edition=edition, content=b"person,act,delegate\na,Tallhamn,yes\nb,Nordljus,\n", who=None)
    assert not quality(edition, timetable_in_use(edition)).are_stars_assumed
    assert [(one.people, one.are_delegates) for one in edition.favourites.order_by("are_delegates")] == [
        (1, False),
        (1, True),
    ]


def test_what_a_rule_costs_is_planned_compared_and_told(edition: Any, client_of: Any) -> None:
    count_stars(edition=edition, content=b"person,act\na,Tallhamn\na,Nordljus\nb,Tallhamn\nb,Nordljus\n", who=None)
    rule = write(edition, OwnKind.BEFORE, "Tallhamn sist", acts=(act("Nordljus").pk,), other_acts=(act("Tallhamn").pk,))
    run = carry_out_now(request_cost(edition=edition, knob=f"own-{rule.pk}", seconds=0, who=None))
    assert (run.error, [one["is_now"] for one in run.answer["points"]]) == ("", [False, True])
    with pytest.raises(Refused, match="Nothing here falls under this rule"):
        request_cost(edition=edition, knob="equipment", seconds=5, who=None)
    # without a second to search, the first timetable stands: it has both acts at once unless something forbids it
    for language, words in (
        ("en", "“Tallhamn sist” costs 50.0 % of what visitors wish for: without it 1 set is elsewhere."),
        (
            "sv",
            "”Tallhamn sist” kostar 50,0 % av vad besökarna önskar, och 1 spelning ligger någon annanstans utan den.",
        ),
    ):
        page = client_of("viewer").get(address("cost", *names_of(edition), run.pk, language=language)).content.decode()
        assert words in page.replace("\N{NO-BREAK SPACE}", " ")
        assert 'aria-labelledby="cost-' in page
        listed = client_of("viewer").get(address("rules", *names_of(edition), language=language)).content.decode()
        assert words in listed.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("knob", "values"),
    [
        ("members", ["without it", "with it (now)"]),
        ("equipment", ["without it", "with it (now)"]),
        ("rest_minutes", ["0", "15", "30 (now)", "60"]),
        ("flow", ["0", "0.50", "1 (now)", "2", "4"]),
        ("delegates", ["1", "2", "5 (now)", "10", "20"]),
    ],
)
def test_every_kind_of_rule_and_wish_can_be_looked_into(edition: Any, knob: str, values: list[str]) -> None:
    edition.acts.update(needs_piano=True)
    Stage.objects.filter(venue__name="Kajen").update(has_piano=False)
    count_stars(edition=edition, content=b"person,act,delegate\na,Tallhamn,yes\nb,Tallhamn,\n", who=None)
    assert knob in dict(knobs(edition))
    run = request_cost(edition=edition, knob=knob, seconds=0, who=None)
    answer = execute_cost(run.problem, run.seed, lambda *_: False)
    assert [value_words(knob, point) for point in answer.values["points"]] == values
    assert [one.name for one in answer.attachments] == ["cost-sv.svg", "cost-en.svg"]
    assert cost_sentence(run.problem, answer.values["points"][:1]) == (
        "It was stopped before there was anything to compare."
    )


def test_rules_are_set_on_a_page(edition: Any, client_of: Any) -> None:
    office, path = client_of("office"), address("rules", *names_of(edition))
    values = {name: value for name, value in asdict(RuleSet()).items() if value is not False}
    answer = office.post(path, {**values, "rest_minutes": 45, "flow": "2.5", "similar": 0})
    assert answer.status_code == 302
    assert rule_set(edition) == replace(RuleSet(), rest_minutes=45, flow=2.5, similar=0.0)
    page = office.post(path, {**values, "rest_minutes": -1})
    assert (page.status_code, b"greater than or equal to 0" in page.content) == (200, True)
    seen = client_of("viewer").get(path).content.decode()
    assert "Nobody plays in two places: 45 minutes and the walk lie between." in seen
    assert "Sets in a row on a stage are about as loud (weight 2.50)." in seen
    assert '<form method="post" class="stack"' not in seen


@pytest.mark.parametrize(
    ("kind", "values", "error"),
    [
        ("only", {"stages": []}, "Choose acts or genres"),
        ("only", {"acts": "Tallhamn"}, "Choose stages, nights or hours"),
        ("reserved", {"acts": "Tallhamn", "from_minute": "21:00", "until_minute": "20:00"}, "end must come after"),
        ("apart", {"acts": "Tallhamn"}, "Choose what it is to be held against"),
        ("not_next", {"genres": "folk", "strength": "wish", "weight": 0}, "Give the wish a weight above 0"),
    ],
)
def test_a_rule_that_says_nothing_is_refused_in_words(
    edition: Any, client_of: Any, kind: str, values: dict[str, Any], error: str
) -> None:
    edition.acts.update(genre="folk")
    office, path = client_of("office"), address("add-rule", *names_of(edition)) + f"?kind={kind}"
    given = {"name": "Ny", "strength": "rule", **values}
    if given.get("acts"):
        given["acts"] = act(given["acts"]).pk
    answer = office.post(path, given)
    assert (answer.status_code, error in answer.content.decode(), edition.own_rules.count()) == (200, True, 0)


def test_a_rule_is_written_changed_switched_and_taken_away_on_pages(edition: Any, client_of: Any) -> None:
    office = client_of("office")
    given = {
        "name": "Folk sent",
        "strength": "wish",
        "weight": "1.5",
        "acts": [act("Tallhamn").pk],
        "nights": [edition.nights.order_by("date")[0].pk],
        "from_minute": "01:00",
    }
    office.post(address("add-rule", *names_of(edition)) + "?kind=only", given)
    rule = edition.own_rules.get()
    assert (rule.weight, rule.terms["from_minute"], rule.terms["acts"]) == (1.5, 1500, [act("Tallhamn").pk])
    page = office.get(address("own-rule", *names_of(edition), rule.pk)).content.decode()
    assert 'value="Folk sent"' in page
    office.post(address("own-rule", *names_of(edition), rule.pk), {**given, "strength": "rule"})
    rule.refresh_from_db()
    assert rule.weight is None
    office.post(address("switch-rule", *names_of(edition), rule.pk))
    rule.refresh_from_db()
    assert not rule.is_on
    office.post(address("delete-rule", *names_of(edition), rule.pk))
    assert not edition.own_rules.exists()
    assert office.get(address("add-rule", *names_of(edition))).status_code == 302
