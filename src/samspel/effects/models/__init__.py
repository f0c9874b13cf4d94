"""Studies with their panels; series of figures with their sources, revisions and concerns."""

from samspel.effects.models.series import Concern, Revision, Series, Source
from samspel.effects.models.studies import Panel, Study

__all__ = ["Concern", "Panel", "Revision", "Series", "Source", "Study"]
