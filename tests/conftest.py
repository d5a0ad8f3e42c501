"""What all tests share: invented examples are the same on every machine and never timed."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("steady")
