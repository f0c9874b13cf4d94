"""Pages of agreements: everybody's, a signatory's own, the keepers' and the deputies'."""
