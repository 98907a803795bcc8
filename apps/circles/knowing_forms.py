from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from apps.profiles.forms import PrivacyForm
from apps.profiles.models import User
from apps.profiles.requests import as_id

MOST = 1000  # ids in one form; a page holds far fewer


class KnowingForm(PrivacyForm):
    """The ticks of one page of people, and beside them the question about naming until it has an answer."""

    data: QueryDict

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data)
        self.fields["may_be_named"].required = False
        if user.profile.may_be_named is not None:
            del self.fields["may_be_named"]

    def answer(self) -> Mapping[str, Any]:
        named = self.cleaned_data.get("may_be_named")
        return {"shown": self.ids("shown"), "known": self.ids("known"), "may_be_named": named}

    def ids(self, name: str) -> set[int]:
        """What is no number is nobody's id."""
        written = self.data.getlist(name)[:MOST]
        return {found for found in map(as_id, written) if found is not None}
