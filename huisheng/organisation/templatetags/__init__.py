"""Tags of the office's desks."""
