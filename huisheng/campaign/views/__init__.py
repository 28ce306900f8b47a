"""Pages of this room: setting a campaign up, and the office's desks for campaigns and roles."""
