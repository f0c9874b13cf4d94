"""An answer in words, Swedish and English: what is claimed, how it was checked, why something is refused."""
