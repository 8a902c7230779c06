"""What was said: how it answers what was asked, and how it is put."""
