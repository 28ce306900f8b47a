"""What is typed on this room's pages, made into the arguments of one service."""
