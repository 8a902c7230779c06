"""Identity providers by OpenID Connect, and issuers of tokens with a shared secret."""
