from datetime import timedelta

# After it was written nobody is asked for so long, so that taking it back is as if it had never been.
TIME_TO_TAKE_BACK = timedelta(minutes=5)
# For one newcomer at a time: as many as a curator's asks reach them in their first fortnight.
MOST_PREPARED = 3
LONGEST_HOLD = timedelta(days=366)
# What a hold offers when no other day is chosen.
USUAL_HOLD = timedelta(days=28)
NEW_FOR = timedelta(days=30)
