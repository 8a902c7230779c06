"""What every engine behind somebody else's API has in common: its book of calls, its money, its failures."""
