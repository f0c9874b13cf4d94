"""Who may what with a survey: the office and analysts write it and compute, the festival's people look."""

from samspel.places.rules import may_analyse, may_look

__all__ = ["may_analyse", "may_look"]
