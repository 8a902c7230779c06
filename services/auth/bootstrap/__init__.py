"""The composition root: settings in, a process's components out. The only place that knows every adapter."""
