from allauth.account.signals import email_confirmed

from apps.mail import composers
from apps.profiles import accounts, erasures, exports, personal_data, ways_in


def register() -> None:
    # The one place where allauth tells that an address was proved, whichever way it was.
    email_confirmed.connect(accounts.forget_unproven_password)
    composers.register(accounts.PURPOSE, accounts.compose)
    exports.register("account", personal_data.account)
    exports.register("profile", personal_data.profile)
    exports.register("mails", personal_data.mails)
    exports.register("ways_in", ways_in.ways_in)
    erasures.register(personal_data.erase)
    erasures.register(ways_in.erase)
