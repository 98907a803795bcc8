from django.urls import path

from apps.introductions.views import conversation, introduction, passed

app_name = "introductions"
urlpatterns = [
    path("people/", conversation.people, name="people"),
    path("introductions/<int:introduction_id>/", introduction.detail, name="detail"),
    path("introductions/<int:introduction_id>/answer/", introduction.answer, name="answer"),
    path("introductions/passed/", passed.let_pass, name="passed"),
    path("introductions/<int:introduction_id>/reason/", passed.reason, name="reason"),
    path("introductions/<int:introduction_id>/reopen/", passed.reopen, name="reopen"),
    path("introductions/<int:introduction_id>/never/", passed.never_from, name="never_from"),
    path("people/<int:user_id>/never/", passed.never, name="never"),
    path("never/<int:never_id>/take-back/", passed.take_back, name="take_back"),
    path("conversations/<int:conversation_id>/", conversation.conversation, name="conversation"),
]
