"""A package, because the children of a process import its main module, but no `__main__` of a package."""
