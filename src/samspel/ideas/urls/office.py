from django.urls import path

from samspel.ideas.views import anchoring, office, settings

urlpatterns = [
    path("", office.places, name="inboxes"),
    path("<slug:inbox>/", office.inbox, name="inbox"),
    path("<slug:inbox>/settings/", settings.settings, name="inbox-settings"),
    path("<slug:inbox>/settings/members/<int:member>/take/", settings.take_role, name="inbox-take-role"),
    path("<slug:inbox>/settings/criteria/<int:criterion>/retire/", settings.retire, name="retire-criterion"),
    path("<slug:inbox>/dialogues/", anchoring.dialogues, name="inbox-dialogues"),
    path("<slug:inbox>/dialogues/new/", anchoring.write_dialogue, name="write-dialogue"),
    path("<slug:inbox>/dialogues/<int:dialogue>/", anchoring.set_dialogue, name="set-dialogue"),
    path("<slug:inbox>/decisions/new/", anchoring.write_decision, name="write-decision"),
    path("<slug:inbox>/decisions/<int:decision>/file/", anchoring.minutes, name="decision-minutes"),
    path("<slug:inbox>/decisions/<int:decision>/show/", anchoring.show_decision, name="decision-show"),
    path("<slug:inbox>/<int:idea>/", office.idea, name="office-idea"),
    path("<slug:inbox>/<int:idea>/care/", office.care, name="idea-care"),
    path("<slug:inbox>/<int:idea>/show/", office.show, name="idea-show"),
    path("<slug:inbox>/<int:idea>/move/", office.move, name="idea-move"),
    path("<slug:inbox>/<int:idea>/merge/", office.merge, name="idea-merge"),
    path("<slug:inbox>/<int:idea>/split/", office.split, name="idea-split"),
    path("<slug:inbox>/<int:idea>/words/", office.set_idea, name="idea-set"),
    path("<slug:inbox>/<int:idea>/assess/", office.assess, name="idea-assess"),
    path("<slug:inbox>/<int:idea>/steps/", office.plan_step, name="idea-step"),
    path("<slug:inbox>/<int:idea>/steps/<int:step>/", office.take_step, name="step-done"),
]
