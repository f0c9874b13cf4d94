from django.urls import path

from samspel.agreements.views import interplay, ledger

office = [
    path("<slug:register>/ledger/", ledger.ledger, name="ledger"),
    path("<slug:register>/interplay/", interplay.office, name="office-interplay"),
    path("<slug:register>/<int:agreement>/promises/", ledger.promises, name="promises"),
    path("<slug:register>/<int:agreement>/promises/add/", ledger.add, name="add-promise"),
    path("<slug:register>/<int:agreement>/promises/<int:promise>/", ledger.promise, name="promise"),
    path("<slug:register>/<int:agreement>/promises/<int:promise>/change/", ledger.change, name="change-promise"),
    path("<slug:register>/<int:agreement>/promises/<int:promise>/drop/", ledger.drop, name="drop-promise"),
    path("<slug:register>/<int:agreement>/promises/<int:promise>/keep/", ledger.keep, name="keep-promise"),
    path("<slug:register>/<int:agreement>/promises/<int:promise>/waive/", ledger.waive, name="waive-promise"),
    path(
        "<slug:register>/<int:agreement>/promises/<int:promise>/kept/<int:fulfilment>/take-back/",
        ledger.take_back,
        name="take-back",
    ),
    path(
        "<slug:register>/<int:agreement>/promises/<int:promise>/kept/<int:fulfilment>/evidence/",
        ledger.evidence,
        name="evidence",
    ),
]

public = [
    path("<slug:register>/interplay/", interplay.shown, name="interplay"),
    path("<slug:register>/<int:agreement>/promises/", ledger.public, name="agreement-promises"),
]
