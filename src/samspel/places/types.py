"""Roles at a festival, kinds of venue, what is known of access, and licences of open data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Hours = tuple[int | None, int | None]
"""When a stage opens and closes on a night, in minutes from its midnight; twice None where it stays closed."""


class Role(TextChoices):
    """What a person is at a festival. A role gives only what `rules` says."""

    OFFICE = "office", _("festival office")
    JUROR = "juror", _("juror")
    VENUE = "venue", _("host venue")
    ANALYST = "analyst", _("analyst")
    VIEWER = "viewer", _("viewer")


class VenueKind(TextChoices):
    """What the place is on every other night."""

    BAR = "bar", _("bar")
    RESTAURANT = "restaurant", _("restaurant")
    CAFE = "cafe", _("café")
    HOTEL = "hotel", _("hotel")
    CHURCH = "church", _("church")
    SQUARE = "square", _("square")
    HALL = "hall", _("concert hall or theatre")
    CLUB = "club", _("club")
    OTHER = "other", _("other")


class Typeface(TextChoices):
    """What a festival's headings are set in. Shipped with us or on every device: no page asks anybody else for one."""

    POSTER = "poster", _("poster: narrow and heavy")
    PLAIN = "plain", _("plain: as the text")
    BOOK = "book", _("book: with serifs")


LOUDNESS = [
    (1, _("1: a voice or an instrument without amplifier")),
    (2, _("2: acoustic, lightly amplified")),
    (3, _("3: a band at moderate volume")),
    (4, _("4: loud")),
    (5, _("5: very loud")),
]
"""How loud an act plays, and how loud a stage may be."""

SIZES = [(1, _("small: one or two on stage")), (2, _("medium: a band of four or five")), (3, _("large: more"))]
"""How large a stage is, and how large a one an act needs."""


class Licence(TextChoices):
    """Under which terms others may use a published programme. Nobody but the festival can choose."""

    UNSAID = "", _("not stated")
    CC0 = "CC0-1.0", _("CC0: free to use without conditions")
    CC_BY = "CC-BY-4.0", _("CC BY 4.0: free to use if the festival is named")

    @property
    def address(self) -> str:
        """Where the licence can be read; empty where none is stated."""
        return {
            Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
            Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
        }.get(self, "")


class PublisherKind(TextChoices):
    """What kind of organisation answers for open data, in the words of data portals (ADMS)."""

    UNSAID = "", _("not said")
    NON_PROFIT = "NonProfitOrganisation", _("non-profit organisation")
    COMPANY = "Company", _("company")
    MUNICIPALITY = "LocalAuthority", _("municipality")
    REGION = "RegionalAuthority", _("region")
    STATE = "NationalAuthority", _("state authority")
    SCHOLARS = "Academia-ScientificOrganisation", _("university or college")
    PRIVATE = "PrivateIndividual(s)", _("private person")


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody must know before they go. None: nobody has said, which is another thing than no.

    `sound_ceiling_db` is the loudest promised, dB(A); `age_limit_years` 0 says that everybody may come in.
    """

    step_free: bool | None = None
    seats: bool | None = None
    hearing_loop: bool | None = None
    quiet_place: bool | None = None
    strobe: bool | None = None
    sound_ceiling_db: int | None = None
    age_limit_years: int | None = None

    @classmethod
    def of(cls, *rows: object) -> Access:
        """Return what rows say in their fields, each where those before it say nothing: set, act, stage, venue."""
        found = cls()
        for row in rows:
            found = found.or_else(cls(**{name: getattr(row, name, None) for name in FACTS}))
        return found

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> Access:
        """Return the facts of `plain`; words of later versions are left out."""
        return cls(**{name: values[name] for name in FACTS if name in values})

    def or_else(self, other: Access) -> Access:
        """Return these facts, and the other's where these say nothing."""
        mine, theirs = asdict(self), asdict(other)
        return Access(**{name: mine[name] if mine[name] is not None else theirs[name] for name in mine})

    def shared_with(self, other: Access) -> Access:
        """Return the facts that both say alike."""
        mine, theirs = asdict(self), asdict(other)
        return Access(**{name: mine[name] for name in mine if mine[name] == theirs[name]})

    @property
    def said(self) -> list[str]:
        """Return what somebody has said, in the reader's words; nothing of what is unknown."""
        pairs = (
            (self.step_free, gettext("Step-free"), gettext("Not step-free")),
            (self.seats, gettext("Seats"), gettext("No seats")),
            (self.hearing_loop, gettext("Hearing loop"), gettext("No hearing loop")),
            (self.quiet_place, gettext("Quiet place"), gettext("No quiet place")),
            (self.strobe, gettext("Strobe lights"), gettext("No strobe lights")),
        )
        words = [yes if value else no for value, yes, no in pairs if value is not None]
        if self.sound_ceiling_db is not None:
            words.append(gettext("At most %(db)d dB(A)") % {"db": self.sound_ceiling_db})
        if self.age_limit_years is not None:
            limit = gettext("From %(years)d years") % {"years": self.age_limit_years}
            words.append(limit if self.age_limit_years else gettext("All ages"))
        return words

    def plain(self) -> dict[str, bool | int]:
        """Return the facts somebody has said, and no others."""
        return {name: value for name, value in asdict(self).items() if value is not None}


UNKNOWN = Access()
FACTS = tuple(field.name for field in fields(Access))
SET_FACTS = ("strobe", "age_limit_years")
"""What an act brings with it; the rest belongs to rooms."""
ROOM_FACTS = tuple(name for name in FACTS if name not in SET_FACTS)
DUTY_FACTS = ("is_public_place", "serves_alcohol", "serves_until_minute", "fire_limit_persons", "staff_persons")
"""What decides, with the age limit and the hours, which permits and rules a venue has to think of."""
