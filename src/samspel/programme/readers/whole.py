"""Whether a row says all that a set needs; a time that leads to no set is never dropped without a word."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from samspel.foreign import shortened
from samspel.programme.readers.timing import RowRefused
from samspel.programme.readers.values import Field


def check_whole(*, act: str, venue: str, night: date | None, start_minute: int | None) -> None:
    """Refuse a set with a time but without an act, a venue or a day. Raises SetRefused."""
    if start_minute is None:
        return
    value = shortened(", ".join(part for part in (act, venue, str(night or "")) if part))
    if not act:
        raise SetRefused(
            value, _("It has a time but no act."), _("Write who plays, or take the time away."), missing=Field.ACT
        )
    if not venue and night is None:
        raise SetRefused(
            value,
            _("It has a time but neither a venue nor a day."),
            _("Write where and on which day the act plays."),
            missing=Field.VENUE,
        )
    if not venue:
        raise SetRefused(value, _("It has a time but no venue."), _("Write where the act plays."), missing=Field.VENUE)
    if night is None:
        raise SetRefused(
            value, _("It has a time but no day."), _("Write on which day the act plays."), missing=Field.DAY
        )


class SetRefused(RowRefused):
    """A row whose act and venue come in, but no set; `missing` is what it does not say."""

    def __init__(self, value: str, reason: str, advice: str, *, missing: Field) -> None:
        super().__init__(value, reason, advice)
        self.missing = missing
