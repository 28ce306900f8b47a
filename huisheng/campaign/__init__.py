"""Part 1. Campaigns, their phases and roles, review groups."""
