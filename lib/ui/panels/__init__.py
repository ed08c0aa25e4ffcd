"""What one page or two show and no other: charts, profiles, paths, the corridor, the scorecard."""
