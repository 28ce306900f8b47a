def next_to_label(): pass
