"""Labels learned from examples: a linear model over hashed grams, with a confidence that holds what it says."""

from huisheng.crafts.text.classify.classifier import BadClassifier, LabelClassifier, TooFewLabels
from huisheng.crafts.text.classify.queue import next_to_label

__all__ = ["BadClassifier", "LabelClassifier", "TooFewLabels", "next_to_label"]
