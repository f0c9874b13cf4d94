"""Lines of a file → rows: what exists is found and changed only where the file says otherwise, the rest is created."""

from samspel.programme.services.taking.names import fold, member_key, rounded
from samspel.programme.services.taking.taking import Change, Taking

__all__ = ["Change", "Taking", "fold", "member_key", "rounded"]
