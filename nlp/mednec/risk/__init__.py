"""Denial risk: a simulated reviewer, a monotone calibrated model of what it does, its reasons and its fixes."""
