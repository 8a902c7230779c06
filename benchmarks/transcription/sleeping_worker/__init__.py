"""A package, because child processes import their parent's main module, but no `__main__` of a package."""
