from django.urls import path

from apps.mail import views

app_name = "mail"
urlpatterns = [
    path("", views.mailbox, name="mailbox"),
    path("<int:mail_id>/", views.read_mail, name="read"),
    path("<int:mail_id>/html/", views.read_html, name="html"),
]
