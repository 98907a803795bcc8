from datetime import timedelta

# After an approval nobody is asked for so long, so that taking it back is as if it had never been.
TIME_TO_TAKE_BACK = timedelta(minutes=5)
LONGEST_HOLD = timedelta(days=366)
# What a hold offers when no other day is chosen.
USUAL_HOLD = timedelta(days=28)
NEW_FOR = timedelta(days=30)
