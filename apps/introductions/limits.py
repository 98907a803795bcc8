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
# A yes by a link in a mail counts so long after it was said, and can be undone until then.
TIME_TO_UNDO = timedelta(minutes=10)
# Whoever has not been answered yet writes no more than so many messages in a day; a conversation takes more.
UNANSWERED, UNANSWERED_IN = 5, timedelta(days=1)
MESSAGES, MESSAGES_IN = 60, timedelta(hours=1)
# "Did you talk?" is asked so long after somebody came into the conversation, and answered or changed within this time.
TALKED_AFTER, TIME_TO_TELL = timedelta(days=14), timedelta(days=28)
# From the ask on: whoever joined a group at the last moment has told by then.
TOLD_BY = TIME_TO_ANSWER + TALKED_AFTER + TIME_TO_TELL
# How long an address to answer a mail works. Of replies that were not sent, so many are told of in so long in each
# conversation, with so many of their characters: words of one's own that are lost are worse than a mail too many.
REPLY_BY_MAIL, TOLD_OF_REPLIES_IN = timedelta(days=60), timedelta(hours=1)
TOLD_OF_REPLIES, TOLD_OF_FOREIGN = 6, 1
GIVEN_BACK = 20_000
