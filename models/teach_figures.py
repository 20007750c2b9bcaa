"""What a teacher is worth: shares of classes against labels, rows without a label left out."""
import numpy as np

from teach_texts import NONE


def macro_f1(gold, shares):
    shares, gold = shares[gold != NONE], gold[gold != NONE]
    said = shares.argmax(1)
    return float(np.mean([2 * ((gold == c) & (said == c)).sum()
                          / max(1, (gold == c).sum() + (said == c).sum())
                          for c in range(shares.shape[1])]))


def ece(gold, shares):
    """Expected calibration error, ten bins of equal width."""
    shares, gold = shares[gold != NONE], gold[gold != NONE]
    sure = shares.max(1)
    excess = sure - (shares.argmax(1) == gold)
    bins = np.minimum((sure * 10).astype(int), 9)
    return float(sum(abs(excess[bins == b].sum()) for b in range(10)) / len(gold))
