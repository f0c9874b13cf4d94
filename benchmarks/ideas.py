"""An inbox with 10,000 ideas: how long its board, list, search and pages take.

``python -m benchmarks.ideas`` works in a database of its own and asks each page 20 times by Django's own client.
"""

from __future__ import annotations

from datetime import timedelta

from benchmarks.pages import ask, begin

IDEAS = 10_000


def main() -> None:
    """Measure in a new database."""
    begin("ideas")
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from samspel.ideas.models import Idea
    from samspel.ideas.services.inboxes import open_inbox
    from samspel.ideas.types import Stage
    from samspel.people.services import invite

    keeper, now, stages = invite(email="keeper@example.org"), timezone.now(), list(Stage)
    inbox = open_inbox(place="Tallköping", who=keeper, is_synthetic=True)
    Idea.objects.bulk_create(
        Idea(
            inbox=inbox,
            number=n + 1,
            sentence=f"En scen vid bron nummer {n}",
            text="Det skulle göra kvällarna öppnare. " * 5,
            stage=stages[n % len(stages)],
            stage_since=now - timedelta(days=n % 400),
            left_at=now - timedelta(days=n % 400),
            looked_at=now,
            is_confirmed=True,
            is_public=n % 2 == 0,
            caretaker=keeper if n % 3 else None,
        )
        for n in range(IDEAS)
    )
    office, visitor = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
    office.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    ours, public = reverse("inbox", args=[inbox.slug]), reverse("ideas", args=[inbox.slug])
    ask("board", office, ours)
    ask("list", office, ours + "?view=list")
    ask("its last page", office, ours + "?view=list&page=200")
    ask("search", office, ours + "?view=list&q=bron+99")
    ask("board of what nobody looks after", office, ours + "?care=nobody")
    ask("one idea", office, reverse("office-idea", args=[inbox.slug, 5000]))
    ask("public list", visitor, public)
    ask("public search", visitor, public + "?q=bron+77&stage=new")
    ask("public idea", visitor, reverse("idea", args=[inbox.slug, 5001]))


if __name__ == "__main__":
    main()
