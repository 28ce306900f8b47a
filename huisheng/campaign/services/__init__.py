"""Acts of this room: setting a campaign up, and giving people their roles in it."""
