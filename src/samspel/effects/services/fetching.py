"""Figures from those who publish them: asked for as a run, then held like a file until somebody confirms them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.effects.connectors import Web, fetch
from samspel.effects.readers.table import together
from samspel.effects.services.loading import hold_series
from samspel.errors import Refused, SamspelError
from samspel.people.models import User
from samspel.places.models import Festival
from samspel.records.digests import digest_of
from samspel.records.models import Intake, Run
from samspel.records.queries import artefact
from samspel.records.services import note, request_run
from samspel.records.types import Answer, Attachment, Plain, Report

ANSWER = "answer.json"
ASKING = 0.1


@transaction.atomic
def request_fetch(*, festival: Festival, asked: Mapping[str, Any], who: User | None) -> Run:
    """Ask for figures of a publisher. `asked` is what a form of series says, and under `fetch` what is wanted.

    Raises
    ------
    Refused
        If the address is not one that this installation may ask.
    """
    wanted = asked["fetch"]
    Web().check(wanted["base"])
    problem = {"asked": dict(asked), "digest": digest_of(wanted)}
    title = f"{asked['about']['name']} ({wanted['table']})"
    run = request_run(
        kind="fetch", subject=festival, scope=festival, title=title, problem=problem, parameters={}, who=who
    )
    note(who=who, verb="series.ask", subject=festival, details={"table": wanted["table"], "base": wanted["base"]})
    return run


def execute_fetch(problem: Plain, seed: int, report: Report) -> Answer:
    """Fetch what is asked for; changes nothing and needs no seed. Another day it may be answered otherwise.

    Raises
    ------
    ValueError
        If something asked for does not exist, or the publisher cannot be reached: in words.
    """
    report(ASKING)
    try:
        fetched = fetch(problem["asked"]["fetch"], Web())
    except SamspelError as error:
        raise ValueError(str(error)) from error
    content = together(fetched.answers)
    values = {"address": fetched.address, "licence": fetched.licence, "parts": len(fetched.answers)}
    return Answer(values | {"bytes": len(content)}, (Attachment(ANSWER, "application/json", content),))


def hold_fetched(*, run: Run, festival: Festival, who: User | None) -> Intake:
    """Hold what was fetched like an uploaded file, until somebody confirms what it means.

    Raises
    ------
    Refused
        If the run has nothing to show.
    BadInput
        Naming all that cannot be read.
    """
    if run.kind != "fetch" or not run.is_done or run.answer is None:
        raise Refused(_("“%(run)s” has fetched nothing.") % {"run": run.title})
    content = bytes(artefact(run, ANSWER).content)
    asked = run.problem["asked"]
    asked = asked | {"source": asked["source"] | {"address": asked["source"]["address"] or run.answer["address"]}}
    return hold_series(festival=festival, name=run.answer["address"], content=content, asked=asked, who=who)
