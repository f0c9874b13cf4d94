"""Why nothing can be learnt from a series, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samspel.engines.counterfactual import UnusableProblem


def refused(error: UnusableProblem) -> str:
    """Say why a series cannot be estimated from, and what to do."""
    templates = {
        "too_short": _(
            "There are only %(days)d days before the event: at least %(least)d are needed to know an ordinary week."
        ),
        "season_too_short": _(
            "%(days)d days before the event cannot tell the season from the trend: load a whole year, or register the "
            "study with 0 waves over the year."
        ),
        "window_gap": _("Nothing was measured at %(at)s, during the event: an effect there is unknown, not nought."),
        "constant": _(
            "Before the event the series is constant, mostly missing, or wholly told by the calendar: nothing can be "
            "learnt from it."
        ),
        "not_finite": _("The %(name)s have no figure at %(at)s, during the event: fill it from the source."),
        "not_positive": _(
            "The value %(value)s has no logarithm: register the study with an offset such as 0.5, or in levels."
        ),
        "holiday_unknown": _(
            "The event holds a holiday, but only %(count)d lie before it: at least %(least)d are needed to know one."
        ),
        "too_few_steps": _("Too few periods before the event are left to learn from: load more, or leave out less."),
        "not_identified": _("What the event holds, such as an hour of the week, was never seen before it."),
    }
    template = templates.get(error.code)
    return template % error.params if template else str(error)
