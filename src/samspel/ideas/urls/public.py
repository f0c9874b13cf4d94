from django.urls import path

from samspel.ideas.views import public

urlpatterns = [
    path("", public.places, name="idea-places"),
    path("follow/<str:token>/", public.follow, name="follow"),
    path("<slug:inbox>/", public.place, name="ideas"),
    path("<slug:inbox>/timeline/", public.timeline, name="timeline"),
    path("<slug:inbox>/<int:idea>/", public.idea, name="idea"),
    path("<slug:inbox>/<int:idea>/follow/", public.follow_idea, name="follow-idea"),
    path("<slug:inbox>/dialogues/<int:dialogue>/", public.dialogue, name="dialogue"),
    path("<slug:inbox>/decisions/<int:decision>/", public.decision, name="decision"),
    path("<slug:inbox>/decisions/<int:decision>/file/", public.decision_file, name="decision-file"),
]
