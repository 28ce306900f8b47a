"""A living campaign in fictional Example District, to try everything on."""
