"""Figures (part 10): registered figures, the paragraph that goes upward, the dashboard, documents."""
