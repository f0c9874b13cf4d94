"""A night's counts → plain words: what is known of them, and why the rest is not."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.night.models import Door
from samspel.night.types import Check, Count


def known(count: Count | None, uncounted: Sequence[Door], *, is_tonight: bool, is_set_aside: bool = False) -> str:
    """Say whether a night is known in whole, and which doors it is not known of."""
    if is_set_aside:
        return _("Set aside: the office leaves these counts out.")
    if count is None or not count.is_begun:
        return _("Nobody counted.")
    if count.is_whole:
        return _("Known in whole: every door was counted or shut.")
    names = ", ".join(map(str, uncounted))
    if count.is_on and is_tonight:
        return _("Counting is on. Still open or not counted the whole night: %(doors)s.") % {"doors": names}
    return _("At least so many. Not counted the whole night: %(doors)s.") % {"doors": names}


def missed(check: Check) -> str:
    """Say how heads that were counted differ from what the taps said just then."""
    if check.missed is None:
        return _("the taps could say nothing yet")
    if check.missed == 0:
        return _("as the taps said")
    said = (
        ngettext("%(n)d more than the taps said", "%(n)d more than the taps said", check.missed)
        if check.missed > 0
        else ngettext("%(n)d fewer than the taps said", "%(n)d fewer than the taps said", -check.missed)
    )
    return said % {"n": abs(check.missed)}
