"""The five services. They meet only on the wire."""
