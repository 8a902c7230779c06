"""The services that a report is made from."""
