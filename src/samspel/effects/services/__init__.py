"""Register a study, load its figures, estimate it, publish it; two sets of studies that come with the software."""

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
    "estimate_now",
    "execute_study",
    "load_panel",
    "load_table",
    "publish_study",
    "register",
    "request_study",
    "withdraw_study",
]
