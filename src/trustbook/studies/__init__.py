"""What the studies report: material, barriers, strategies, teams and what they share."""
