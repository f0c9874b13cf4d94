"""Keep a register, draft an agreement, freeze and sign it, seal it, change and end it. One function per verb."""
