"""Which of the four rooms of the bar a page stands in."""

TODAY, CIRCLES, PEOPLE, YOU = "today", "circles", "people", "you"

HEADS = {"home": TODAY, "circles:list": CIRCLES, "introductions:people": PEOPLE, "profiles:edit": YOU}
# By the app of a view, and of those that stand elsewhere one by one.
_APPS = {"circles": CIRCLES, "bench": CIRCLES, "introductions": PEOPLE, "meetings": PEOPLE}
_VIEWS = {
    "circles:seen_in": YOU,
    "introductions:passed": YOU,
    "introductions:ways": YOU,
    "introductions:change_way": YOU,
    "introductions:tidings": CIRCLES,
    "introductions:pitches": CIRCLES,
    "profiles:settings": YOU,
    "profiles:delete": YOU,
    "profiles:place": YOU,
    "profiles:handles": YOU,
    "profiles:import": YOU,
    "profiles:take_import": YOU,
    "profiles:undo_import": YOU,
    "usersessions_list": YOU,
}
# Signing in, addresses, second steps.
ALLAUTH = ("account_", "socialaccount_", "mfa_")


def room_of(view: str, *, mine: bool = False) -> str:
    """Empty where it is none of the four. An introduction is Today's where the reader is asked (`mine`), else the
    circle's."""
    if view == "introductions:detail":
        return TODAY if mine else CIRCLES
    if view.startswith(ALLAUTH):
        return YOU
    return HEADS.get(view) or _VIEWS.get(view) or _APPS.get(view.partition(":")[0], "")
