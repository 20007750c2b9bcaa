"""A teacher that adds up rows of 1- to 3-grams: as simple as the pupil, with more rows."""
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from teach_texts import ANSWERS, DIALECTS, NONE, cleaned

BITS = 20
WEIGHTS = [3., 1., 1., 1.]  # of a text, by dialect


def grams_of(text):
    """Rows of the 1- to 3-grams, each once; the edges of the text are a character."""
    c = np.array([0, *map(ord, cleaned(text).lower()[:200]), 0], np.uint32)
    one = c[1:-1] * np.uint32(0x9E3779B1)
    two = c[:-1] * np.uint32(0x85EBCA77) ^ c[1:] * np.uint32(0xC2B2AE3D)
    three = c[:-2] * np.uint32(0x27D4EB2F) ^ c[1:-1] * np.uint32(0x165667B1) \
        ^ c[2:] * np.uint32(0x9E3779B9)
    mixed = np.concatenate([one, two + np.uint32(77), three + np.uint32(999)])
    mixed ^= mixed >> 15
    mixed *= np.uint32(0x2C1B3C6D)
    mixed ^= mixed >> 13
    return np.unique(mixed >> (32 - BITS)).astype(np.int64)


class Grams(nn.Module):
    """Adds up a row for each n-gram; only the bias differs between dialects."""

    def __init__(self):
        super().__init__()
        self.rows = nn.EmbeddingBag(1 << BITS, ANSWERS, mode="sum", sparse=True)
        self.bias = nn.Parameter(torch.zeros(len(DIALECTS), ANSWERS))
        nn.init.zeros_(self.rows.weight)

    def forward(self, texts):
        sizes = np.array([len(text) for text in texts])
        weights = np.repeat(1 / np.sqrt(sizes + 1), sizes).astype(np.float32)
        sums = self.rows(torch.from_numpy(np.concatenate(texts)),
                         torch.from_numpy(np.cumsum(sizes) - sizes),
                         per_sample_weights=torch.from_numpy(weights))
        return sums[:, None] + self.bias


def class_weights(labels, weights, classes):
    known = labels != NONE
    mass = torch.bincount(labels[known], weights=weights[known], minlength=classes)
    return (mass.sum() / (classes * mass)).sqrt().float()


def learned_grams(rows, texts, seed):
    torch.manual_seed(seed)
    grams = Grams()
    optimizers = [torch.optim.Adagrad([weight], lr=.3, initial_accumulator_value=1e-3)
                  for weight in grams.parameters()]
    labels = torch.tensor([row[1:] for row in rows])
    weights = torch.tensor([WEIGHTS[row[1]] for row in rows])
    by_class = [class_weights(labels[:, i], weights, n) for i, n in ((1, 3), (2, 6))]
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    for at in range(0, len(order), 16):
        batch = order[at:at + 16]
        wanted = labels[batch]
        said = grams([texts[i] for i in batch])[torch.arange(len(batch)), wanted[:, 0]]
        loss = sum(F.cross_entropy(part, wanted[:, i], weight=by_class[i - 1], ignore_index=NONE,
                                   reduction="none") * weights[batch]
                   for i, part in ((1, said[:, :3]), (2, said[:, 3:]))).sum()
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
    return grams.eval()


def gram_answers(models, texts):
    """Text by dialect: the mean of their shares of the sentiments and of the emotions."""
    made = np.zeros((len(texts), len(DIALECTS), ANSWERS), np.float32)
    with torch.no_grad():
        for at in range(0, len(texts), 1000):
            for model in models:
                said = model(texts[at:at + 1000])
                made[at:at + 1000] += torch.cat([said[..., :3].softmax(-1),
                                                 said[..., 3:].softmax(-1)], -1).numpy()
    return made / len(models)
