"""What a host took in a night: in all, or by the hour."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from samspel.night.types import Amount, Sold

HOURS = (*range(12, 24), *range(6))
"""By the clock, from noon to the end of a night."""


class Kronor(forms.DecimalField):
    """An amount as people write it: `12 500,50`."""

    widget = forms.TextInput

    def clean(self, value: Any) -> Any:
        return super().clean("".join(str(value or "").split()).removesuffix("kr").replace(",", "."))


class TakingsForm(forms.Form):
    """Amounts with VAT and without tips. What is said takes the place of what was said before."""

    night = forms.DateField(widget=forms.HiddenInput)
    source = forms.CharField(
        label=_("Where the numbers come from"),
        required=False,
        max_length=200,
        help_text=_("For example: the cash register's report of the day."),
    )
    nothing = forms.BooleanField(
        label=_("Nothing is to be said of this night: erase what was said"), required=False, widget=forms.CheckboxInput
    )

    def __init__(self, data: Any = None, *, night: Any, amounts: Sequence[Amount] = (), source: str = "") -> None:
        super().__init__(data, initial={"night": night, "source": source}, label_suffix="")
        said = {(one.sold, one.hour): one.amount_sek.normalize() for one in amounts}
        for sold in Sold:
            for hour in (None, *HOURS):
                label = str(sold.label) if hour is None else f"{sold.label}, {hour:02d}:00"
                self.fields[_name(sold, hour)] = Kronor(
                    label=_capital(label),
                    required=False,
                    max_digits=12,
                    decimal_places=2,
                    initial=_written(said.get((sold, hour))),
                    widget=forms.TextInput(
                        attrs={"inputmode": "decimal", "autocomplete": "off", "size": 9}
                        | ({} if hour is None else {"aria-label": label})
                    ),
                )
        self.is_by_hour = any(hour is not None for _sold, hour in said) or any(
            self.errors.get(_name(sold, hour)) or (data or {}).get(_name(sold, hour))
            for sold in Sold
            for hour in (HOURS if data is not None else ())
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.amounts() and not data.get("nothing"):
            raise forms.ValidationError(_t("No amount is written. Write one, or tick that nothing is to be said."))
        if self.amounts() and data.get("nothing"):
            raise forms.ValidationError(
                _t("Amounts are written, and it is ticked that there are none. Do one of them.")
            )
        return data

    def amounts(self) -> list[Amount]:
        """Return what was written."""
        said = [(sold, hour, self.cleaned_data.get(_name(sold, hour))) for sold in Sold for hour in (None, *HOURS)]
        return [Amount(sold, hour, amount) for sold, hour, amount in said if amount is not None]

    @property
    def in_all(self) -> list[forms.BoundField]:
        """The fields for a whole night."""
        return [self[_name(sold, None)] for sold in Sold]

    @property
    def by_hour(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each hour with its fields."""
        return [(f"{hour:02d}–{(hour + 1) % 24:02d}", [self[_name(sold, hour)] for sold in Sold]) for hour in HOURS]

    @property
    def sold(self) -> list[str]:
        """What the columns of hours are of."""
        return [_capital(str(one.label)) for one in Sold]


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _name(sold: Sold, hour: int | None) -> str:
    return sold.value if hour is None else f"{sold.value}-{hour}"


def _written(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}".replace(".", ",")
