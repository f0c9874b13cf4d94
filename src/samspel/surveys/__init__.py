"""The visitors' survey of an edition: who came, from where, why, what they spent, and what of it was new to the town.

In: answers from phones by short link, from interviewers' tablets, from paper by file. Out: weighted shares and means, a
net ledger and place marketing figures, each a run. An analyst writes the questions and decides what is computed.
"""
