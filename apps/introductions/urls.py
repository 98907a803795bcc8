from django.urls import path

from apps.introductions.views import conversation, introduction, keeping, telling

app_name = "introductions"
urlpatterns = [
    path("people/", conversation.people, name="people"),
    path("introductions/<int:introduction_id>/", introduction.detail, name="detail"),
    path("introductions/<int:introduction_id>/answer/", introduction.answer, name="answer"),
    path("conversations/<int:conversation_id>/", conversation.conversation, name="conversation"),
    path("conversations/left/", keeping.left, name="left"),
    path("conversations/<int:conversation_id>/mute/", keeping.mute, name="mute"),
    path("conversations/<int:conversation_id>/unread/", keeping.unread, name="unread"),
    path("conversations/<int:conversation_id>/leave/", keeping.leave, name="leave"),
    path("conversations/<int:conversation_id>/return/", keeping.come_back, name="come_back"),
    path("conversations/<int:conversation_id>/talked/", telling.talked, name="talked"),
    path("conversations/talked/<str:token>/", telling.talked_by_link, name="talked_by_link"),
]
