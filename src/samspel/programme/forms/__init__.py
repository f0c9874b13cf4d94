"""What the office types about its programme."""

from samspel.programme.forms.editing import ChangeForm, NightField, ScenarioForm, SetAccessForm, SetForm, ShowForm
from samspel.programme.forms.intake import MappingForm, UploadForm
from samspel.programme.forms.planning import LengthForm, PlanForm
from samspel.programme.forms.publishing import LanguageForm, NoticeForm, PublishForm

__all__ = [
    "ChangeForm",
    "LanguageForm",
    "LengthForm",
    "MappingForm",
    "NightField",
    "NoticeForm",
    "PlanForm",
    "PublishForm",
    "ScenarioForm",
    "SetAccessForm",
    "SetForm",
    "ShowForm",
    "UploadForm",
]
