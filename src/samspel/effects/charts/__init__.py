"""Values → Altair specification → SVG, each with a text that says what it shows."""
