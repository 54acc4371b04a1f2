"""How the suite draws its examples: the same ones every time, so that a red run is red for everybody.

`HYPOTHESIS_PROFILE=search pytest …` draws new ones instead, to look for what the fixed ones do not show.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
