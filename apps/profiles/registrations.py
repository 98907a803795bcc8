from allauth.account.signals import email_confirmed

from apps.mail import composers, silences
from apps.profiles import accounts, erasures, exports, personal_data


def register() -> None:
    # The one place where allauth tells that an address was proved, whichever way it was.
    email_confirmed.connect(accounts.forget_unproven_password)
    composers.register(accounts.PURPOSE, accounts.compose)
    silences.register(accounts.is_silent)
    exports.register("account", personal_data.account)
    exports.register("profile", personal_data.profile)
    exports.register("mails", personal_data.mails)
    erasures.register(personal_data.erase)
