"""What the service uses: other services, its database, its announcements."""
