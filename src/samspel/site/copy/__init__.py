"""A static copy of one edition's public pages: asked of the site itself, links made relative, in plain files."""
