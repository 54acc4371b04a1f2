"""Payer criteria: sets as data, the request, and the three-valued evaluation of evidence against them."""
