"""The house around the rooms: settings, addresses, command line, base templates, design, translations, the demo."""
