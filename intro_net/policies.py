"""What a browser lets our pages do: settings of django-csp and django-permissions-policy."""

from csp.constants import NONE, SELF

CONTENT_SECURITY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
# Nothing of a visitor's machine is of any use here; passkeys alone ask their browser for a credential.
_useless = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "display-capture", "encrypted-media"),
    *("fullscreen", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "serial", "usb"),
)
PERMISSIONS: dict[str, list[str]] = {name: [] for name in _useless} | {
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}
