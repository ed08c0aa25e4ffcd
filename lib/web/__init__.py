"""ASGI: pages, headers, hosts, bounds, log, health. Knows no screen."""
