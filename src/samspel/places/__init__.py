"""Where and when: place, festival, edition, night, venue, stage and its opening hours; and who has which role.

In: what an office or an import says of a town and its venues. Out: the frame that acts and sets are put into. The
office decides.
"""
