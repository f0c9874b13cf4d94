"""What caretakers write down of decisions and dialogues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from samspel.ideas.models import Decision, Dialogue, Idea, Inbox
from samspel.people.types import Sector

MOST_PARTICIPANTS = 200


class _Ideas(forms.Form):
    """Ideas by their numbers."""

    numbers = forms.CharField(
        label=_("Ideas, by number"), max_length=400, help_text=_("For example: 3, 7"), required=False
    )
    inbox: Inbox

    def clean_numbers(self) -> list[Idea]:
        given = self.cleaned_data["numbers"].replace(",", " ").split()
        found = {str(one.number): one for one in self.inbox.ideas.filter(merged_into=None, number__in=_numbers(given))}
        missing = [word for word in given if word not in found]
        if missing:
            raise forms.ValidationError(_t("There is no idea number %(number)s here.") % {"number": missing[0]})
        return [found[word] for word in dict.fromkeys(given)]


def _numbers(words: Sequence[str]) -> list[int]:
    return [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 10]


class DecisionForm(_Ideas, forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """What a body decided, as its minutes say."""

    link = forms.URLField(label=_("Link to the minutes"), required=False, assume_scheme="https")
    file = forms.FileField(
        label=_("The minutes as a file"), required=False, help_text=_("PDF, PNG or JPEG, 10 MB at most.")
    )

    class Meta:
        model = Decision
        fields = [
            *("body", "date", "paragraph", "case_number", "outcome", "settles"),
            *("text", "amount_sek", "link", "is_public"),
        ]
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "text": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, inbox: Inbox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inbox = inbox
        self.order_fields(["numbers", *self.Meta.fields, "file"])

    def clean_numbers(self) -> list[Idea]:
        found = super().clean_numbers()
        if not found:
            raise forms.ValidationError(_t("Choose at least one idea that was decided about."))
        return found


class DialogueForm(_Ideas, forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """A dialogue: what was on, who came, what came out."""

    came = forms.CharField(
        label=_("Who came"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One organisation a line: name; sector; persons. For example: Örebro kommun; public; 4"),
    )

    class Meta:
        model = Dialogue
        fields = ["name", "kind", "date", "until_date", "where", "programme", "conclusions", "is_public"]
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "until_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "programme": forms.Textarea(attrs={"rows": 4}),
            "conclusions": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, inbox: Inbox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inbox = inbox
        if self.instance.pk:
            numbers = self.instance.ideas.order_by("number").values_list("number", flat=True)
            self.initial["numbers"] = ", ".join(map(str, numbers))
            rows = self.instance.participants.select_related("organisation")
            self.initial["came"] = "\n".join(
                f"{one.organisation}; {one.organisation.sector}; {one.persons}" for one in rows
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("date"), data.get("until_date")
        if first and last and last < first:
            self.add_error("until_date", _t("The last day is before the first."))
        return data

    def clean_came(self) -> list[tuple[str, str, int]]:
        """Return name, sector and number of each organisation; the error names the line."""
        lines = [line for line in self.cleaned_data["came"].splitlines() if line.strip()]
        if len(lines) > MOST_PARTICIPANTS:
            raise forms.ValidationError(_t("At most %(most)d organisations.") % {"most": MOST_PARTICIPANTS})
        return [_participant(number, line) for number, line in enumerate(lines, start=1)]


def _participant(number: int, line: str) -> tuple[str, str, int]:
    name, _sign, rest = (part.strip() for part in line.partition(";"))
    sector, _sign, persons = (part.strip() for part in rest.partition(";"))
    labels = {str(label).casefold(): value for value, label in Sector.choices}
    known = sector if sector in Sector.values else labels.get(sector.casefold(), "")
    is_count = persons.isascii() and persons.isdecimal() and int(persons[:6]) > 0 and len(persons) <= 6
    if not name or len(name) > 200 or not known or not is_count:
        raise forms.ValidationError(
            _t("Line %(number)d, “%(line)s”: write name; sector; persons. Sectors: %(sectors)s.")
            % {
                "number": number,
                "line": line[:80],
                "sectors": ", ".join(str(label) for _value, label in Sector.choices),
            }
        )
    return " ".join(name.split()), known, int(persons)
