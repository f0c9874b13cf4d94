"""A frozen programme → other programs' formats. Pure functions of values: the same version gives the same bytes.

What a festival exports here it can import again (`readers`); docs/guide/open-data.md says what each format carries.
"""

from __future__ import annotations

from samspel.programme.feeds.atom import News, changes_feed
from samspel.programme.feeds.calendar import calendar, withdrawn_calendar
from samspel.programme.feeds.catalogue import Described, File, Publisher, catalogue
from samspel.programme.feeds.links import Links
from samspel.programme.feeds.schedule import schedule_json, schedule_xml
from samspel.programme.feeds.schema_org import structured, venue
from samspel.programme.feeds.tables import table_csv, table_xlsx

__all__ = [
    "Described",
    "File",
    "Links",
    "News",
    "Publisher",
    "calendar",
    "catalogue",
    "changes_feed",
    "schedule_json",
    "schedule_xml",
    "structured",
    "table_csv",
    "table_xlsx",
    "venue",
    "withdrawn_calendar",
]
