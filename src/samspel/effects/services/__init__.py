"""Register a study, load its figures, estimate it, publish it; two sets of studies that come with the software."""

from samspel.effects.services.beside import load_beside, parts_of, still_to_load
from samspel.effects.services.export import export_study, repeat_study
from samspel.effects.services.panels import execute_panel
from samspel.effects.services.power import execute_power, power_now, request_power
from samspel.effects.services.series import Unanswered
from samspel.effects.services.studies import (
    estimate_now,
    execute_study,
    load_panel,
    load_table,
    publish_study,
    register,
    request_study,
    withdraw_study,
)

__all__ = [
    "Unanswered",
    "estimate_now",
    "execute_panel",
    "execute_power",
    "execute_study",
    "export_study",
    "load_beside",
    "load_panel",
    "load_table",
    "parts_of",
    "power_now",
    "publish_study",
    "register",
    "repeat_study",
    "request_power",
    "request_study",
    "still_to_load",
    "withdraw_study",
]
