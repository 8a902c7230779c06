"""Technical capabilities that every service needs. Knows no service and no business noun."""
