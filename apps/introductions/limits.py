from datetime import timedelta

# A fixed closing time, whatever anybody answers: an early close would tell.
TIME_TO_ANSWER = timedelta(days=10)
FEWEST, MOST = 2, 6
NOTE_LENGTH = 500
MESSAGE_LENGTH = 5000
YESES_NEEDED = 2
# When a pair that somebody let pass with "not now" may be put before them, and only them, again.
NOT_NOW = timedelta(weeks=8)
QUESTION_LENGTH = TIDING_LENGTH = 300
MOST_WAYS = 10
TIME_TO_TAKE_BACK = timedelta(minutes=5)
