"""How large a batch may be, how fast it goes out, and how long it is remembered."""

from datetime import timedelta

MOST_LINES = 20_000
MOST_CIRCLES = 200  # more mean that the column is another one
MOST_PROBLEMS = 50  # bad rows that are told one by one; the others are counted
FEWEST_A_DAY, MOST_A_DAY, USUAL_A_DAY = 50, 2000, 200

DAY = timedelta(days=1)
CAUGHT_UP = timedelta(minutes=5)  # what workers who were away missed beyond this is not made up for at once
LATER = timedelta(minutes=10)  # until it is tried again where nothing can go

# Before anything goes out in somebody else's name, so that they can stop it.
NOTICE = timedelta(days=1)

NOT_STARTED = timedelta(days=30)  # of a batch that nobody starts
# An invitation lasts thirty days and is listed for thirty more; the line is forgotten with it. Where none goes out for
# so long, those that wait are forgotten, too.
REMEMBERED = timedelta(days=60)
