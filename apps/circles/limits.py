"""How much one may invite, and bring at a time."""

MOST_LINES = 500  # of a list at a time, and of drafts in a circle
LONGEST_NAME = 80
LONGEST_SENTENCE = 300
LARGEST_FILE = 10 * 1024 * 1024
