"""A web API over saved models: predictions, explanations, errors, mitigation jobs, monitoring."""
