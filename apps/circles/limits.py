"""How much one may invite, and bring at a time."""

from datetime import timedelta

MOST_LINES = 500  # of a list at a time, and of drafts in a circle
LONGEST_NAME = 80
LONGEST_SENTENCE = 300
LARGEST_FILE = 10 * 1024 * 1024

# Invitations within a day, by anybody's counting. Staff batches for an association of thousands go another way.
MOST_BY_CURATOR = 200
MOST_IN_CIRCLE = 400
MOST_TO_DOMAIN = 500
MOST_BY_TREE = 600  # of a curator together with whom they brought in lately, and whom those brought in
LATELY = timedelta(days=30)
DAY = timedelta(days=1)
