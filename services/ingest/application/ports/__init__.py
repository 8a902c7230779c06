"""What the use cases need of the world, in their own words."""
