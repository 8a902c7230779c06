"""What the use cases need from outside, in their own words."""
