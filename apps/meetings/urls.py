from django.urls import path

from apps.meetings.views import asking, bringing, evenings, forwarding, meeting

app_name = "meetings"
urlpatterns = [
    path("meetings/", bringing.coming, name="coming"),
    path("meetings/forget/", bringing.forget_all, name="forget_all"),
    path("meetings/evenings/", evenings.choose, name="evenings"),
    path("meetings/evenings/stop/<str:token>/", evenings.stop_by_link, name="stop_evenings"),
    path("meetings/forwarding/", forwarding.renew, name="forwarding"),
    path("meetings/<str:slug>/", meeting.meeting, name="meeting"),
    path("meetings/<str:slug>/forget/", meeting.forget, name="forget"),
    path("meetings/<str:slug>/people/<int:user_id>/it-is-them/", meeting.confirm, name="confirm"),
    path("meetings/<str:slug>/people/<int:user_id>/somebody-else/", meeting.reject, name="reject"),
    path("meetings/<str:slug>/people/<int:user_id>/maybe/", meeting.ask_again, name="ask_again"),
    path("meetings/<str:slug>/people/<int:user_id>/ask/", asking.ask, name="ask"),
    path("meetings/<str:slug>/people/<int:user_id>/take-back/", asking.take_back, name="take_back"),
]
