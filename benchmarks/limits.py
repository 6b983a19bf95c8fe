"""Work that is stopped when it takes too long."""

import signal


class OutOfTimeError(BaseException):
    """Work took longer than it was given. It is no Exception, so that nobody's handler stops it."""


def _stop(*_):
    raise OutOfTimeError


def within(seconds, work):
    """What `work` returns; raises OutOfTimeError after so many seconds of processor time."""
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
