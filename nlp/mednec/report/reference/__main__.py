"""Write the reference pages anew: ``python -m mednec.report.reference docs/reference``."""

from __future__ import annotations

import sys
from pathlib import Path

from mednec.report.reference import write

if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference"))
