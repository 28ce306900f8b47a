"""手艺: pure libraries with their own command line. No Django, no database."""
