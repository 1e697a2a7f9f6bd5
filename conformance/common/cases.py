"""What can be asked about a generated request."""


def phase(case):
    """The name of the phase that made it."""
    return case.meta.phase.name.value


def is_scenario(case):
    """Whether it is a step of several that follow links."""
    return phase(case) == "stateful"


def is_other_method(case):
    """Whether it tries a method that the operation does not have."""
    return case.method.upper() != case.operation.method.upper()


def is_well_formed(case):
    """Whether it was made to be accepted."""
    meta = case.meta
    return meta is not None and meta.generation.mode.is_positive and not is_other_method(case)
