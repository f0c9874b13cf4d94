"""Register a study, load its figures, estimate it, publish it; two sets of studies that come with the software."""

from samspel.effects.services.panels import execute_panel
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
    "execute_study",
    "load_panel",
    "load_table",
    "publish_study",
    "register",
    "request_study",
    "withdraw_study",
]
