from django.urls import path

from samspel.programme.views import intake, office, planning

urlpatterns = [
    path("", office.overview, name="edition"),
    path("publish/", office.publish, name="publish"),
    path("publish/withdraw/", office.withdraw, name="withdraw"),
    path("stages/from-sets/", office.open_from_sets, name="open-from-sets"),
    path("import/", intake.imports, name="import"),
    path("import/<int:intake>/", intake.preview, name="intake"),
    path("import/<int:intake>/apply/", intake.apply, name="apply-intake"),
    path("import/<int:intake>/undo/", intake.undo, name="undo-intake"),
    path("timetable/", planning.timetable, name="timetable"),
    path("timetable/problems/", planning.problems, name="problems"),
    path("timetable/sets/<int:performance>/", planning.one_set, name="set"),
    path("timetable/sets/<int:performance>/unplace/", planning.unplace, name="unplace"),
    path("timetable/use/<int:timetable>/", planning.use, name="use-timetable"),
    path("plan/", planning.plans, name="plans"),
    path("plan/sets/", planning.add_sets, name="add-sets"),
    path("plan/<uuid:run>/", planning.plan, name="plan"),
    path("plan/<uuid:run>/apply/", planning.apply, name="apply-plan"),
    path("plan/<uuid:run>/stop/", planning.stop, name="stop-plan"),
]
