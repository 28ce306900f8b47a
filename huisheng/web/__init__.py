"""The front door: settings, urls, base templates, static files, desk home."""
