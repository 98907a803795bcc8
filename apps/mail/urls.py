from django.urls import path

from apps.mail import event_views, views

app_name = "mail"
urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:mail_id>/", views.read_mail, name="read"),
    path("mailbox/<int:mail_id>/html/", views.read_html, name="html"),
    path("mail/inbound/", views.take_in, name="inbound"),
    path("anymail/<slug:provider>/tracking/", event_views.take_events, name="events"),
]
