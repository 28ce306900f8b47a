"""Part 2. Units, people and posts; log-in and the permission table; the audit trail; running jobs."""
