"""Whether it was asked what a study could see before anybody could know what it saw."""

from __future__ import annotations

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from samspel.effects.models import Study
from samspel.effects.telling import Check
from samspel.records.queries import runs_of
from samspel.records.types import State


def asked_beforehand(study: Study) -> Check:
    """Return the first answer to what a study could see, and whether its outcome was loaded by then."""
    name = _("What could be seen")
    first = (
        runs_of(study, kind="power")
        .filter(state=State.DONE)
        .defer("problem", "answer")
        .order_by("requested_at")
        .first()
    )
    if first is None:
        return Check(name, _("not asked before"), _("Nobody asked which effect could be seen before looking."), None)
    loaded = study.panels.order_by("loaded_at").values_list("loaded_at", flat=True).first()
    names = {
        "run": first.short,
        "at": formats.date_format(timezone.localtime(first.requested_at), "j F Y H:i"),
    }
    if loaded is None or first.requested_at < loaded:
        return Check(
            name,
            _("asked before"),
            _("It was asked before the outcome was loaded, on %(at)s, run %(run)s.") % names,
            None,
        )
    return Check(
        name,
        _("asked after"),
        _("It was asked only after the outcome was loaded, on %(at)s, run %(run)s.") % names,
        None,
    )
