from django.urls import path

from apps.matching import by_mail_views, noting_views, reason_views, since_met_views, views

app_name = "matching"
urlpatterns = [
    path("suggestions/<int:suggestion_id>/wish/", views.wish, name="wish"),
    path("suggestions/<int:suggestion_id>/note/", noting_views.note, name="note"),
    path("suggestions/<int:suggestion_id>/dismiss/", views.dismiss, name="dismiss"),
    path("suggestions/<int:suggestion_id>/take-back/", views.take_back, name="take_back"),
    path("suggestions/by-mail/<str:token>/", by_mail_views.say_by_link, name="say_by_link"),
    path("dismissals/<int:dismissal_id>/undo/", views.undo, name="undo"),
    path("suggestions/<int:suggestion_id>/no-reason/", reason_views.leave_out, name="leave_out"),
    path("no-reasons/<int:no_reason_id>/undo/", reason_views.count_again, name="count_again"),
    path("since-met/<int:user_id>/not-again/", since_met_views.not_again, name="not_again"),
    path("since-met/<int:user_id>/again/", since_met_views.again, name="again"),
    path("how-matching-works/", views.explained, name="explained"),
]
