"""What open-data portals harvest: the catalogue, its profiles, its score, a doctor."""
