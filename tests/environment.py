"""Where tests run: a home folder of their own and keys of their own, before Django is loaded."""

import atexit
import os
import shutil
import tempfile

from django.contrib.auth.hashers import Argon2PasswordHasher

if "HUISHENG_TEST_RUN" not in os.environ:  # the workers of a run find the folder that its first process made
    os.environ["HUISHENG_TEST_RUN"] = tempfile.mkdtemp(prefix="huisheng-test-")
    atexit.register(shutil.rmtree, os.environ["HUISHENG_TEST_RUN"], ignore_errors=True)
os.environ["HUISHENG_HOME"] = tempfile.mkdtemp(prefix="home-", dir=os.environ["HUISHENG_TEST_RUN"])
os.environ.setdefault("HUISHENG_DJANGO_SECRET", "only-for-tests")
os.environ.setdefault("HUISHENG_RECEIPT_KEY", "only-for-tests")
os.environ.setdefault("HUISHENG_TOTP_KEY", "only-for-tests")
os.environ["HUISHENG_TESTING"] = "1"

# Argon2 as strong as in an office would cost minutes over all tests; its strength is Django's to test.
Argon2PasswordHasher.time_cost = 1
Argon2PasswordHasher.memory_cost = 64
