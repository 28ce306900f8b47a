"""What desks of this room send in."""
