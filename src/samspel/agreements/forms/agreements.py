"""What people type about agreements: keepers who draft, whoever weighs what it is, whoever verifies a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from samspel.agreements.models import Agreement, Register, Signatory
from samspel.agreements.queries.registers import Section
from samspel.agreements.types import Change, Kind, State
from samspel.agreements.weighing import QUESTIONS, SAYS
from samspel.ideas.models import Decision, Idea
from samspel.people.types import Sector
from samspel.places.models import Edition, Festival

LANGUAGES = [(code, name) for code, name in settings.LANGUAGES]
MOST_SECTIONS = 40
DAY = {"type": "date"}


class ShowForm(forms.Form):
    """What to show of a register; never wrong."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *State.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Kind.choices])
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=[("", _("all")), *Sector.choices])
    q = forms.CharField(label=_("Words"), required=False, max_length=100)

    def value(self, name: str) -> str:
        """Return what was chosen, or nothing where it cannot be."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class OpenForm(forms.Form):
    """A town whose agreements are to be kept."""

    place = forms.CharField(label=_("Town"), max_length=120)


class KeeperForm(forms.Form):
    """Who keeps the register, by address."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class OrganisationForm(forms.Form):
    """An organisation, by its name; the sector of one that is known already stays as it is."""

    organisation = forms.CharField(label=_("Organisation"), max_length=200)
    sector = forms.ChoiceField(label=_("Its sector"), choices=Sector.choices)


class DeputyForm(OrganisationForm):
    """Who stands in for an organisation."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class DraftForm(forms.Form):
    """What kind of agreement, about what, and what it came from."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)
    edition = forms.ModelChoiceField(
        Edition.objects.none(), label=_("Edition it concerns"), required=False, empty_label=_("none")
    )
    idea = forms.ModelChoiceField(
        Idea.objects.none(), label=_("Idea it came from"), required=False, empty_label=_("none")
    )
    decision = forms.ModelChoiceField(
        Decision.objects.none(), label=_("Decision it came from"), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, register: Register, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = register.place
        ideas = Idea.objects.filter(inbox__place=place, merged_into=None, is_confirmed=True).order_by("-number")
        found: dict[str, Any] = {
            "edition": Edition.objects.filter(festival__place=place).select_related("festival"),
            "idea": ideas.select_related("inbox"),
            "decision": Decision.objects.filter(inbox__place=place).select_related("inbox"),
        }
        for name, rows in found.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("idea") and data.get("decision"):
            self.add_error("decision", _t("Choose the idea or the decision, whichever is nearer; the thread has both."))
        return data


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """Title, term, notice, case number, what it concerns and how it is signed."""

    class Meta:
        model = Agreement
        fields = [
            *("title", "starts_on", "ends_on", "notice_months", "case_number"),
            *("festival", "edition", "is_signing_in_order"),
        ]
        widgets = {name: forms.DateInput(attrs=DAY, format="%Y-%m-%d") for name in ("starts_on", "ends_on")}
        labels = {"festival": _("Festival"), "edition": _("Edition it concerns")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.instance.register.place
        self.fields["festival"].queryset = Festival.objects.filter(place=place)  # type: ignore[attr-defined]
        self.fields["edition"].queryset = Edition.objects.filter(festival__place=place)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _t("The last day is before the first."))
        return data


class SectionsForm(forms.Form):
    """Every heading and text on one page, and room for one more. An empty heading takes its section out."""

    def __init__(self, *args: Any, sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = list(sections)
        for number, section in enumerate([*self.before, {"key": "", "heading": "", "text": ""}]):
            is_new = not section["key"]
            label = _t("A further heading") if is_new else _t("Heading %(n)d") % {"n": number + 1}
            self.fields[f"heading{number}"] = forms.CharField(
                label=label, max_length=120, required=False, initial=section["heading"]
            )
            lines = min(12, 3 + len(section["text"]) // 90)
            self.fields[f"text{number}"] = forms.CharField(
                label=_t("Its text") if is_new else _t("Text %(n)d") % {"n": number + 1},
                max_length=20_000,
                required=False,
                initial=section["text"],
                widget=forms.Textarea(attrs={"rows": lines}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(len(self.before) + 1):
            if data.get(f"text{number}") and not data.get(f"heading{number}"):
                self.add_error(f"heading{number}", _t("Give the text a heading, or empty it as well."))
        return data

    @property
    def sections(self) -> list[Section]:
        """What the sections are now, each with its old key; a new one gets the next free."""
        found, known = [], {section["key"] for section in self.before}
        keys = [*(section["key"] for section in self.before), _free(known)]
        for number, key in enumerate(keys):
            heading, text = self.cleaned_data[f"heading{number}"], self.cleaned_data[f"text{number}"]
            if heading:
                found.append({"key": key, "heading": heading, "text": text.replace("\r\n", "\n").strip()})
        return found[:MOST_SECTIONS]


def _free(known: set[str]) -> str:
    number = 1
    while f"own-{number}" in known:
        number += 1
    return f"own-{number}"


class SignatoryForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """Who signs, in which role, by what mandate."""

    class Meta:
        model = Signatory
        fields = ["name", "role", "mandate", "email", "position"]


class VisibleForm(forms.Form):
    """What everybody may read once all have signed."""

    is_public = forms.BooleanField(label=_("Shown to everybody: parties, kind and term"), required=False)
    public_sections = forms.MultipleChoiceField(
        label=_("Sections that everybody may read"), required=False, widget=forms.CheckboxSelectMultiple
    )
    are_promises_public = forms.BooleanField(label=_("Promises are shown to everybody"), required=False)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(agreement, name) for name in self.fields}
        field = self.fields["public_sections"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(section["key"], section["heading"]) for section in agreement.sections]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ElsewhereForm(forms.Form):
    """An agreement that was signed elsewhere."""

    file = forms.FileField(label=_("The signed agreement as a PDF"), help_text=_("10 MB at most."))


class FollowForm(forms.Form):
    """An amendment or a renewal."""

    change = forms.ChoiceField(label=_("What it is"), choices=Change.choices)
    title = forms.CharField(label=_("Title"), max_length=200)


class NoticeForm(forms.Form):
    """When it ends, and why."""

    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    is_agreed = forms.BooleanField(label=_("All parties agree to this day"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class VerifyForm(forms.Form):
    """A digest, or a file."""

    digest = forms.CharField(label=_("Digest, 64 signs"), required=False, max_length=80)
    file = forms.FileField(label=_("Or the PDF"), required=False, help_text=_("It is looked at and not kept."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = re.sub(r"\s", "", data.get("digest") or "").lower()
        if not given and not data.get("file"):
            raise forms.ValidationError(_t("Give the digest or the PDF."))
        if given and not re.fullmatch(r"[0-9a-f]{64}", given) and not data.get("file"):
            self.add_error("digest", _t("A digest is 64 signs: 0–9 and a–f."))
        data["digest"] = given
        return data


class WeighForm(forms.Form):
    """The plain questions: partnership, grant or purchase?"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.key] = forms.ChoiceField(
                label=question.text, help_text=question.help, choices=SAYS, widget=forms.RadioSelect, initial="unsure"
            )
