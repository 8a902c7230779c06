"""`python -m rostrum_client` is the `rostrum` command."""

from rostrum_client.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
