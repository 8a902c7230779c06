"""What can go wrong with the work on a report."""

from chassis.errors import Conflict, InvalidInput


class AttemptSuperseded(Conflict):
    """Another attempt at the same report has begun: this one must leave no trace."""

    default_code = "attempt_superseded"


class UnknownFormat(InvalidInput):
    """A report is not written in the asked format."""

    default_code = "unknown_format"
