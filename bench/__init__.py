"""What the site's work costs, and whether any of it is lost under load. Beside the site: nothing there imports this."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT / "site") not in sys.path:
    sys.path.insert(0, str(ROOT / "site"))
