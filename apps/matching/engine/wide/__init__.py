"""Lists in a circle so large that nobody can be compared with everybody (settings.wide_from): what many have in
common brings no two together, and counts in full for the pairs that something rarer has brought. One and the same with
numba and without it, only slower."""
