from allauth.account.signals import email_confirmed

from apps.mail import composers
from apps.profiles import accounts, erasures, exports, mails, personal_data


def register() -> None:
    # The one place where allauth tells that an address was proved, whichever way it was.
    email_confirmed.connect(accounts.forget_unproven_password)
    email_confirmed.connect(accounts.write_again)
    composers.register(accounts.PURPOSE, accounts.compose, asked_for=True)
    composers.register(mails.LEAVING, mails.compose_leaving, asked_for=True)
    exports.register("account", personal_data.account)
    exports.register("profile", personal_data.profile)
    exports.register("mails", personal_data.mails)
    erasures.register(personal_data.erase)
