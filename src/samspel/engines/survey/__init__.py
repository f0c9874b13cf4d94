"""Visitors' survey: answers, design and known margins in; weighted estimates with intervals out. No Django."""

from samspel.engines.survey.assumptions import Assumption, Flow, Multiplier, Rooms
from samspel.engines.survey.bootstrap import replicates
from samspel.engines.survey.check import Violation, check_ledger, check_weights
from samspel.engines.survey.estimate import estimate
from samspel.engines.survey.ledger import ledger
from samspel.engines.survey.marketing import Asked, Change, Kept, Marketing, Past, Share, Wave, marketing
from samspel.engines.survey.plan import Allotted, Cell, Plan, plan
from samspel.engines.survey.problem import Design, Margin, UnusableProblem
from samspel.engines.survey.reconcile import reconcile
from samspel.engines.survey.result import Estimate, Figure, Ledger, Reconciled, Step, Weights
from samspel.engines.survey.spending import Category, Removal, Spending
from samspel.engines.survey.weights import of_those_who_answered, rake

__all__ = [
    "Allotted",
    "Asked",
    "Assumption",
    "Category",
    "Cell",
    "Change",
    "Design",
    "Estimate",
    "Figure",
    "Flow",
    "Kept",
    "Ledger",
    "Margin",
    "Marketing",
    "Multiplier",
    "Past",
    "Plan",
    "Reconciled",
    "Removal",
    "Rooms",
    "Share",
    "Spending",
    "Step",
    "UnusableProblem",
    "Violation",
    "Wave",
    "Weights",
    "check_ledger",
    "check_weights",
    "estimate",
    "ledger",
    "marketing",
    "of_those_who_answered",
    "plan",
    "rake",
    "reconcile",
    "replicates",
]
