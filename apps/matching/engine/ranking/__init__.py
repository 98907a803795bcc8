"""Who comes first: what a network's own ties say about the order in which people are worth meeting."""
