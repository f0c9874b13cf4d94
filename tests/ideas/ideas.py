"""An inbox with an idea that has been through everything: what tests of several rooms need."""

from __future__ import annotations

from datetime import date

from samspel.ideas.models import Idea
from samspel.ideas.services import anchoring, inboxes, leaving
from samspel.ideas.types import Need, Outcome
from samspel.people.services import know_organisation
from samspel.people.types import Sector


def an_idea(sentence: str = "Let churches open for late concerts", *, town: str = "Tallköping") -> Idea:
    """Return a confirmed idea that nobody has read."""
    from samspel.ideas.models import Inbox

    inbox = Inbox.objects.filter(place__name=town).first() or inboxes.open_inbox(place=town, who=None)
    follower = leaving.leave_idea(inbox=inbox, sentence=sentence, email="ada@example.org", language="en", name="Ada")
    leaving.confirm(follower=follower)
    return Idea.objects.get(pk=follower.idea.pk)


def some_idea() -> Idea:
    """Return an idea with a step, a decision, a dialogue and a criterion to weigh it by."""
    idea = an_idea()
    inboxes.add_criterion(inbox=idea.inbox, name="Reach", help="", weight=2, scale=5, who=None)
    anchoring.plan_step(idea=idea, what="Ask the parish", need=Need.PLACE, who=None)
    anchoring.write_decision(
        inbox=idea.inbox,
        ideas=[idea],
        who=None,
        body="Municipal board",
        date=date(2014, 6, 17),
        outcome=Outcome.YES,
        settles=Need.MONEY,
        text="For two years.",
        amount_sek=100_000,
    )
    parish = know_organisation(name="Parish of Tallköping", sector=Sector.CIVIL)
    anchoring.hold_dialogue(
        inbox=idea.inbox,
        ideas=[idea],
        participants={parish: 3},
        who=None,
        name="Creative meeting places",
        date=date(2014, 3, 5),
    )
    return idea
