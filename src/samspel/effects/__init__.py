"""What it did for the city: panels of figures, studies registered before their outcome is looked at, estimates.

In: official figures with their source. Out: an estimate with its placebo test and a sentence of what can be claimed. An
analyst registers and decides what is published.
"""
