"""What is changed once an outcome may have been seen: only a further registration that names what and why."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from samspel.effects.models import Panel, Study
from samspel.effects.queries.looks import seen_before
from samspel.effects.types import ALONGSIDE, Registration
from samspel.effects.types.registration import PARTS
from samspel.errors import Refused
from samspel.places.models import Festival
from samspel.records.queries import latest_done

DECIDING = (
    *("treated", "donors", "first_period", "last_period", "first_treated", "transform", "base_period", "backdated"),
    *("method", "covariates", "interest", "further", "secondary", "source", "outcome", *PARTS),
    *ALONGSIDE,
)
"""Fields that decide what is answered; the others are wording."""


def tied(*, festival: Festival, registration: Registration) -> tuple[Registration, Study | None]:
    """Return a registration with its parent's digest, and the parent; one that deviates from nothing as it is.

    Raises
    ------
    Refused
        If there is no such parent, it said something else, or nothing is changed.
    """
    deviation = registration.deviation
    if deviation is None:
        return registration, None
    parent = Study.objects.filter(festival=festival, slug=deviation.parent).first()
    if parent is None:
        raise Refused(
            _("There is no study “%(study)s” here to deviate from: write its address.") % {"study": deviation.parent}
        )
    if deviation.parent_digest not in ("", parent.digest):
        raise Refused(
            _("“%(study)s” has the digest %(is)s here, but the deviation is from %(said)s: take the right one.")
            % {"study": parent.slug, "is": parent.digest[:16], "said": deviation.parent_digest[:16]}
        )
    if not changed(before=Registration.from_plain(parent.registration), after=registration):
        raise Refused(
            _("This changes nothing of “%(study)s”: change something, or estimate that study again.")
            % {"study": parent.slug}
        )
    return replace(registration, deviation=replace(deviation, parent_digest=parent.digest)), parent


def changed(*, before: Registration, after: Registration) -> list[str]:
    """Return the names of what makes two registrations answer differently; their wording does not count."""
    return [name for name in DECIDING if getattr(before, name) != getattr(after, name)]


def refuse_second_look(*, festival: Festival, registration: Registration) -> None:
    """Refuse a new question about an outcome that an estimate here has shown, unless it says what it changes.

    Raises
    ------
    Refused
        Naming the study in which the outcome was seen.
    """
    if registration.deviation is not None:
        return
    for study in Study.objects.filter(festival=festival).order_by("registered_at"):
        known = Registration.from_plain(study.registration)
        if _about(known) == _about(registration) and latest_done(study, kind="study") is not None:
            raise Refused(
                _(
                    "The outcome of %(treated)s has been seen in the study “%(study)s”: register this as a deviation "
                    "from it, with what is changed and why."
                )
                % {"treated": registration.treated, "study": study.slug}
            )


def refuse_seen_figures(*, study: Study, panel: Panel) -> None:
    """Refuse figures that an estimate here had shown before a study was registered, unless it says what it changes.

    Other words for an outcome do not make its figures unseen; other units or periods of a series are another question.

    Raises
    ------
    Refused
        Naming the study in which the figures were seen.
    """
    registration = Registration.from_plain(study.registration)
    seen_in = None if registration.deviation else seen_before(study, panel)
    if seen_in is not None:
        raise Refused(
            _(
                "These figures of %(treated)s have been seen in the study “%(study)s”, whose outcome is called "
                "“%(outcome)s”: register this as a deviation from it, with what is changed and why."
            )
            % {
                "treated": registration.treated,
                "study": seen_in.slug,
                "outcome": Registration.from_plain(seen_in.registration).outcome,
            }
        )


def _about(registration: Registration) -> tuple[str, str]:
    return registration.treated, " ".join(registration.outcome.en.casefold().split())
