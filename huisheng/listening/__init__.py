"""Part 4. Where voices come in: occasions, forms, submissions, statements. Nothing is lost here."""
