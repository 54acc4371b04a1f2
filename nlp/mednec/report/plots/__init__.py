"""Plots with matplotlib (extra ``mednec[plots]``): each draws on the Axes it is given, or on its own, and returns it.

    from mednec.report.plots.care_days import care_by_payer

    care_by_payer(mednec.assess(evidence, request))

Colours are those of the HTML reports, which any common kind of colour vision tells apart; what a colour says is also
written, or told by a sign or a line style.
"""
