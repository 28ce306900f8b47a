"""Part 5. Passages, findings, placements: voices combed verbatim into problems and suggestions."""
