"""The shipped codebook as training sees it: themes in the model's order, their targets, and the propositions.

The wording is that of annotation/GUIDELINES.md and must stay equal to data/codebook.toml: the theme head's rows
follow `THEMES`, and the stance head reads these propositions.
"""

THEMES = ["brics_expansion", "ukraine", "bilateral_trade"]
LABELS = ["favor", "against", "neutral"]

TARGETS = {  # target -> (theme, proposition)
    "enlargement": ("brics_expansion", "BRICS should admit new members."),
    "settlement": ("ukraine", "The war in Ukraine should be ended by a negotiated political settlement."),
    "support": ("ukraine", "Ukraine should be supported against Russia, with aid, arms or sanctions on Russia."),
    "closer_ties": ("bilateral_trade", "The two parties should trade and invest more with each other."),
}

ENTRIES = {  # theme -> the text that stands for it in the zero-shot head: "LABEL. DEFINITION"
    "brics_expansion": "BRICS expansion. The enlargement of BRICS: who may join, applications, invitations, criteria, "
    "partner status, new members, and what enlarging does to the bloc.",
    "ukraine": "War in Ukraine. The war in Ukraine, from 2014 on: its causes, its conduct, arms and aid, sanctions over "
    "it, and its settlement.",
    "bilateral_trade": "Bilateral trade. Trade and economic exchange between two identifiable parties (two countries; "
    "the EU counts as one party): volumes, tariffs, quotas, energy sales, investment, payment in national currencies, "
    "market access, trade deals and disputes.",
}
