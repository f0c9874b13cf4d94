"""People who sign in: by a link sent to their e-mail address, or by a password if they set one.

In: an address. Out: a `User`. Who may do what at a festival is decided in `places`.
"""
