"""What the provider of the tests knows its one client by."""

CLIENT_ID = "rostrum-web"
CLIENT_SECRET = "a-secret-of-the-client"
