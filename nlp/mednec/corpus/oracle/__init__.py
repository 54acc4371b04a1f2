"""The decision oracle: what each payer's published criteria make of what a synthetic case documents."""
