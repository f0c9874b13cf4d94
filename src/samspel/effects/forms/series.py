"""What an analyst says about a series: what a file holds, what a finding is, how hours become periods."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samspel.effects.connectors import BASES
from samspel.effects.forms.figures import PanelForm, lines_of, long_text
from samspel.effects.models import Series
from samspel.effects.panels.definition import BUILT, Definition
from samspel.effects.types import Choice, Own, PeriodKind, PlaceKind

ABOUT = ("name", "outcome", "unit_of_measure", "source_title", "source_publisher", "source_licence")
CONNECTORS = {"pxweb": _("Statistics Sweden (PxWebApi 2)"), "kolada": "Kolada"}
PERIODS = {
    PeriodKind.WEEK: _("weeks, from Monday"),
    PeriodKind.MONTH: _("months"),
    PeriodKind.NIGHT: _("nights: an evening with the hours after midnight"),
    PeriodKind.DAY: _("days"),
}


class SeriesForm(PanelForm):
    """A file, and what its figures are; of a series that is here already, only the file."""

    name = forms.CharField(label=_("Name of the series"), max_length=200, required=False)
    outcome = forms.CharField(label=_("What is measured"), max_length=300, required=False)
    unit_of_measure = forms.CharField(label=_("Unit of measurement"), max_length=100, required=False)
    place_kind = forms.ChoiceField(
        label=_("The places are"),
        choices=PlaceKind.choices,
        required=False,
        help_text=_("Names are then compared with those that are known, and you see every guess."),
    )
    is_synthetic = forms.BooleanField(label=_("The figures are made up, not measured"), required=False)
    source_title = forms.CharField(label=_("Source: title"), max_length=200, required=False)
    source_publisher = forms.CharField(label=_("Source: publisher"), max_length=200, required=False)
    source_licence = forms.CharField(label=_("Source: licence"), max_length=200, required=False)
    source_address = forms.URLField(label=_("Source: address"), required=False, assume_scheme="https", max_length=500)
    sheet = forms.CharField(
        label=_("Sheet of the workbook"), required=False, help_text=_("Empty: the first filled one.")
    )

    def __init__(self, *args: Any, series: Series | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.series = series
        if series is not None:
            for name in (*ABOUT, "place_kind", "is_synthetic", "source_address"):
                del self.fields[name]
        else:
            order = ["file", *ABOUT[:3], "place_kind", "is_synthetic", *ABOUT[3:], "source_address"]
            self.order_fields(order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ABOUT if self.series is None else ():
            if not data.get(name):
                self.add_error(name, _now("Fill this in: it follows the figures wherever they are shown."))
        return data

    def asked(self) -> dict[str, Any]:
        """Return everything but the file, as it waits with the file."""
        data, series = self.cleaned_data, self.series
        reading = {**_plain(self.reading()), "sheet": data.get("sheet", "")}
        if series is not None:
            source = {name: getattr(series.source, name) for name in ("title", "publisher", "licence", "address")}
            about = {name: getattr(series, name) for name in ("name", "outcome", "unit", "place_kind", "is_synthetic")}
            return {"series": series.slug, "about": about, "source": source, "reading": reading}
        about = {
            "name": data["name"],
            "outcome": data["outcome"],
            "unit": data["unit_of_measure"],
            "place_kind": data["place_kind"] or PlaceKind.OTHER.value,
            "is_synthetic": data["is_synthetic"],
        }
        source = {name: data[f"source_{name}"] for name in ("title", "publisher", "licence", "address")}
        return {"series": "", "about": about, "source": source, "reading": reading}


def _plain(reading: Any) -> dict[str, Any]:
    return {
        "unit": reading.unit,
        "period": reading.period,
        "value": reading.value,
        "only": [list(pair) for pair in reading.only],
        "layout": reading.layout.value,
        "decimal": reading.decimal.value,
        "drops_doubled": reading.drops_doubled,
    }


class FetchForm(SeriesForm):
    """What is wanted of a publisher instead of a file."""

    connector = forms.ChoiceField(label=_("Publisher"), choices=list(CONNECTORS.items()))
    table = forms.CharField(
        label=_("Table or key figure"), max_length=60, help_text=_("Its name with the publisher: TAB6471, N00945.")
    )
    take = long_text(
        _("What to take of it"),
        _("Dimension = codes, one on each line: Region = 1880, 0581. An asterisk is all. Kolada: municipality, year."),
        required=False,
    )

    base = forms.URLField(
        label=_("Address of the interface"),
        required=False,
        assume_scheme="https",
        help_text=_("Only if it is another one that speaks the same language."),
    )

    def __init__(self, *args: Any, series: Series | None = None, **kwargs: Any) -> None:
        super().__init__(*args, series=series, **kwargs)
        for name in ("file", "sheet", "value", "layout", "decimal", "drops_doubled"):
            del self.fields[name]
        self.order_fields(["connector", "table", "take", "base"])

    def asked(self) -> dict[str, Any]:
        """Return what is wanted, with what its figures are."""
        data = self.cleaned_data
        pairs = [line.partition("=") for line in lines_of(data["take"])]
        take = {name.strip(): [code.strip() for code in codes.split(",")] for name, _equals, codes in pairs}
        connector = data["connector"]
        wanted = {
            "connector": connector,
            "base": data["base"] or BASES[connector],
            "table": data["table"].strip(),
            "take": take,
        }
        return super().asked() | {"fetch": wanted}


def fetched_before(series: Series) -> dict[str, Any]:
    """Return what the form of a series begins with that was fetched before."""
    asked = series.asked
    if not asked:
        return {}
    take = "\n".join(f"{name} = {', '.join(codes)}" for name, codes in asked["take"].items())
    base = "" if asked["base"] == BASES[asked["connector"]] else asked["base"]
    return {"connector": asked["connector"], "table": asked["table"], "take": take, "base": base}


class OwnForm(forms.Form):
    """Which of the festival's own figures are taken in."""

    own = forms.ChoiceField(label=_("Figures"), choices=Own.choices)


class ConcernForm(forms.Form):
    """An answer to something odd."""

    choice = forms.ChoiceField(label=_("Answer"), choices=Choice.choices)
    text = forms.CharField(label=_("Why"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))


class BuildForm(forms.Form):
    """How hours are put together into periods."""

    name = forms.CharField(label=_("Name of the new series"), max_length=200)
    period = forms.ChoiceField(label=_("Periods"), choices=[(kind.value, PERIODS[kind]) for kind in BUILT])
    begins_hour = forms.IntegerField(label=_("A night begins at"), initial=17, min_value=0, max_value=23)
    ends_hour = forms.IntegerField(
        label=_("and ends at"), initial=6, min_value=0, max_value=23, help_text=_("Hours of nights only.")
    )
    filed_until_hour = forms.IntegerField(
        label=_("Hours that stand under the date before"),
        initial=0,
        min_value=0,
        max_value=12,
        help_text=_("Some counters file the hours after midnight there: 6 means those from 0 to 5. Otherwise 0."),
    )
    total = forms.ChoiceField(
        label=_("A period holds"),
        choices=[("sum", _("the sum of its hours")), ("mean", _("their mean, which gaps move less"))],
    )

    def definition(self, zone: str) -> Definition:
        """Return what was typed. Raises `BadInput` where it makes no sense."""
        data = self.cleaned_data
        return Definition(
            period=PeriodKind(data["period"]),
            begins_hour=data["begins_hour"],
            ends_hour=data["ends_hour"],
            filed_until_hour=data["filed_until_hour"],
            zone=zone,
            total=data["total"],
        )
