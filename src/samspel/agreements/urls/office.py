from django.urls import path

from samspel.agreements.urls.ledger import office as ledger
from samspel.agreements.views import drafting, duties, office, settings, taking

urlpatterns = [
    path("", office.registers, name="registers"),
    path("<slug:register>/", office.register, name="register"),
    path("<slug:register>/new/", drafting.draft, name="draft-agreement"),
    path("<slug:register>/import/", taking.take, name="take-register"),
    path("<slug:register>/import/<int:taking>/", taking.taking, name="register-taking"),
    path("<slug:register>/import/<int:taking>/undo/", taking.undo, name="undo-register-taking"),
    path("<slug:register>/duties/", duties.own, name="own-duties"),
    path("<slug:register>/settings/", settings.settings, name="register-settings"),
    path("<slug:register>/settings/keepers/<int:keeper>/take/", settings.take_keeper, name="take-keeper"),
    path("<slug:register>/settings/deputies/<int:deputy>/take/", settings.take_deputy, name="take-deputy"),
    path("<slug:register>/templates/<slug:kind>/<slug:code>/", settings.template, name="agreement-template"),
    path("<slug:register>/<int:agreement>/", office.agreement, name="office-agreement"),
    path("<slug:register>/<int:agreement>/words/", drafting.words, name="agreement-words"),
    path("<slug:register>/<int:agreement>/terms/", drafting.terms, name="agreement-terms"),
    path("<slug:register>/<int:agreement>/parties/", drafting.add_party, name="add-party"),
    path("<slug:register>/<int:agreement>/parties/<int:party>/drop/", drafting.drop_party, name="drop-party"),
    path("<slug:register>/<int:agreement>/parties/<int:party>/sign/", drafting.add_signatory, name="add-signatory"),
    path("<slug:register>/<int:agreement>/signatories/<int:signatory>/", drafting.set_signatory, name="set-signatory"),
    path(
        "<slug:register>/<int:agreement>/signatories/<int:signatory>/drop/",
        drafting.drop_signatory,
        name="drop-signatory",
    ),
    path("<slug:register>/<int:agreement>/show/", drafting.show, name="agreement-show"),
    path("<slug:register>/<int:agreement>/aside/", drafting.put_aside, name="agreement-aside"),
    path("<slug:register>/<int:agreement>/freeze/", office.freeze, name="agreement-freeze"),
    path("<slug:register>/<int:agreement>/elsewhere/", office.elsewhere, name="agreement-elsewhere"),
    path("<slug:register>/<int:agreement>/follow/", office.follow_up, name="agreement-follow"),
    path("<slug:register>/<int:agreement>/notice/", office.give_notice, name="agreement-notice"),
    path("<slug:register>/<int:agreement>/all.zip", office.export, name="agreement-export"),
    path("<slug:register>/<int:agreement>/versions/<int:version>/", office.version, name="agreement-version"),
    path("<slug:register>/<int:agreement>/versions/<int:version>/file/", office.version_file, name="version-file"),
    path("<slug:register>/<int:agreement>/versions/<int:version>/remind/", office.remind, name="version-remind"),
    path("<slug:register>/<int:agreement>/versions/<int:version>/withdraw/", office.withdraw, name="version-withdraw"),
    *ledger,
]
