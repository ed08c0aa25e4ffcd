"""ASGI: pages, headers, health. Knows no screen."""
