"""The thresholds and word lists that operators may replace."""
