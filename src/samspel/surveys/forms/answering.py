"""What a visitor or an interviewer answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from samspel.errors import BadInput
from samspel.surveys.models import Spot
from samspel.surveys.readers import checked
from samspel.surveys.types import LONGEST_TEXT, Kind, Question


class AnswerForm(forms.Form):
    """The questions of one version. `key` is made with the form, so that pressing twice answers once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    website = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(
        self, data: Any = None, *, questions: Sequence[Question], digest: str, spots: Sequence[Spot] = ()
    ) -> None:
        super().__init__(data, initial={"key": uuid4(), "digest": digest}, label_suffix="")
        self.asked, self.version = questions, digest
        self.spots = {str(one.pk): one for one in spots}
        if spots:
            choices = [("", _t("Choose")), *((pk, str(one)) for pk, one in self.spots.items())]
            self.fields["spot"] = forms.ChoiceField(label=_("Where and when"), choices=choices)
        for one in questions:
            self.fields[f"q-{one.key}"] = _field(one)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("digest") and data["digest"] != self.version:
            raise forms.ValidationError(
                _("The questions were changed while the page was open. Look through them and send again.")
            )
        for one in self.asked:
            try:
                checked([one], {one.key: data.get(f"q-{one.key}")})
            except BadInput as error:
                if f"q-{one.key}" not in self.errors:
                    problem = error.problems[0]
                    self.add_error(
                        f"q-{one.key}", problem.advice if not problem.value else f"“{problem.value}” {problem.reason}"
                    )
        return data

    def renewed(self) -> AnswerForm:
        """Return the same with what was written, as an answer to the questions as they are now."""
        if self.data.get("digest") == self.version:
            return self
        data = {**{name: self.data.getlist(name) for name in self.data}, "digest": [self.version]}  # type: ignore[attr-defined]
        self.data = MultiValueDict(data)
        return self

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    @property
    def given(self) -> dict[str, Any]:
        """Return what was answered, by the keys of questions."""
        return {one.key: self.cleaned_data.get(f"q-{one.key}") for one in self.asked}

    @property
    def answer_key(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key

    @property
    def spot(self) -> Spot | None:
        return self.spots.get(self.cleaned_data.get("spot", ""))

    @property
    def blocks(self) -> list[tuple[Question, forms.BoundField]]:
        """Return each question with its field, in order."""
        return [(one, self[f"q-{one.key}"]) for one in self.asked]


def _field(one: Question) -> forms.Field:
    common: dict[str, Any] = {"label": str(one), "required": one.is_required, "help_text": _help(one)}
    choices = [(choice.key, str(choice)) for choice in one.choices]
    if one.kind == Kind.CHOICE:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if one.kind == Kind.SEVERAL:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if one.kind == Kind.SCALE:
        steps = [(str(step), str(step)) for step in range(int(one.least), int(one.most) + 1)]
        return forms.ChoiceField(choices=steps, widget=forms.RadioSelect, **common)
    if one.kind == Kind.NUMBER:
        limits = {"data-least": f"{one.least:g}", "data-most": f"{one.most:g}"}  # a tablet says so before it keeps it
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 8, **limits})
        return forms.CharField(max_length=40, widget=widget, **common)
    return forms.CharField(max_length=LONGEST_TEXT, widget=forms.TextInput(attrs={"autocomplete": "off"}), **common)


def _help(one: Question) -> str:
    warning = _t("Write nothing that tells who you are.") if one.kind == Kind.TEXT else ""
    return " ".join(filter(None, (one.help, warning)))


class ReceiptForm(forms.Form):
    """The receipt of an answer."""

    receipt = forms.CharField(label=_("Your receipt"), max_length=40)
