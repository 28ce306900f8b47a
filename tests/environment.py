"""Where tests run: a home folder of their own and keys of their own, before Django is loaded."""

import os
import tempfile

os.environ["HUISHENG_HOME"] = tempfile.mkdtemp(prefix="huisheng-test-")
os.environ.setdefault("HUISHENG_DJANGO_SECRET", "only-for-tests")
os.environ.setdefault("HUISHENG_RECEIPT_KEY", "only-for-tests")
os.environ.setdefault("HUISHENG_TOTP_KEY", "only-for-tests")
os.environ["HUISHENG_TESTING"] = "1"
