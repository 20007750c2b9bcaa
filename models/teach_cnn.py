"""A teacher that reads: a convolution over vectors of symbols and pairs learned without labels."""
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from teach_grams import class_weights
from teach_symbols import DIMENSION, EDGE, symbols
from teach_texts import ANSWERS, DIALECTS, NONE

KERNELS = (1, 3, 5)
FILTERS = 96
HIDDEN = 128
EPOCHS = 2
BATCH = 64
RATE = 1e-3
DROPPED_SYMBOLS = .05
WEIGHTS = [2., 1., 1., .5]  # of a text, by dialect


def tokens_of(texts, ids):
    """Of each text the ids of the symbols and of the pairs they begin; 0 is unknown."""
    made = []
    for text in texts:
        found = symbols(text) or ["?"]
        pairs = zip(found, found[1:] + [EDGE])
        made.append(np.array([[ids.get(s, 0) for s in found],
                              [ids.get(a + "_" + b, 0) for a, b in pairs]], np.int32))
    return made


def batch_of(tokens):
    """(ids padded with 0, which symbols are there)."""
    width = max(t.shape[1] for t in tokens)
    ids, there = np.zeros((len(tokens), 2, width), np.int64), np.zeros((len(tokens), width), bool)
    for i, t in enumerate(tokens):
        ids[i, :, :t.shape[1]] = t
        there[i, :t.shape[1]] = True
    return torch.from_numpy(ids), torch.from_numpy(there)


class Reader(nn.Module):
    """Only the bias of the answers differs between dialects."""

    def __init__(self, vectors):
        super().__init__()
        scaled = torch.from_numpy(vectors / vectors[1:].std())
        self.vectors = nn.Embedding.from_pretrained(scaled, freeze=False, sparse=True)
        self.filters = nn.ModuleList(nn.Conv1d(2 * DIMENSION, FILTERS, kernel, padding=kernel // 2)
                                     for kernel in KERNELS)
        self.hidden = nn.Linear(2 * FILTERS * len(KERNELS), HIDDEN)
        self.answers = nn.Linear(HIDDEN, ANSWERS)
        self.bias = nn.Parameter(torch.zeros(len(DIALECTS), ANSWERS))

    def forward(self, ids, there):
        """Text by dialect by answer."""
        there = there[:, None]
        x = self.vectors(ids)  # text, symbol or pair, place, dimension
        x = x.permute(0, 1, 3, 2).reshape(len(ids), 2 * DIMENSION, -1) * there
        x = F.dropout(x, .2, self.training)
        pooled = []
        for convolved in (filters(x) for filters in self.filters):
            kept = F.relu(convolved) * there
            pooled += [kept.amax(2), kept.sum(2) / there.sum(2).sqrt()]
        x = F.dropout(torch.cat(pooled, 1), .4, self.training)
        x = F.dropout(F.relu(self.hidden(x)), .2, self.training)
        return self.answers(x)[:, None] + self.bias


def cost(said, wanted, by_class, weights):
    """A label that is not known costs nothing."""
    parts = (F.cross_entropy(part, wanted[:, i], weight=by_class[i - 1], ignore_index=NONE,
                             reduction="none")
             for i, part in ((1, said[:, :3]), (2, said[:, 3:])))
    return (sum(parts) * weights).mean()


def learned_reader(rows, tokens, vectors, seed):
    torch.manual_seed(seed)
    draw = random.Random(seed)
    reader = Reader(vectors).train()
    labels = torch.tensor([row[1:] for row in rows])
    weights = torch.tensor([WEIGHTS[row[1]] for row in rows])
    by_class = [class_weights(labels[:, i], weights, n) for i, n in ((1, 3), (2, 6))]
    optimizers = [torch.optim.SparseAdam(list(reader.vectors.parameters()), lr=RATE),
                  torch.optim.AdamW([p for name, p in reader.named_parameters()
                                     if not name.startswith("vectors")], lr=RATE)]
    steps = [step for _ in range(EPOCHS) for step in shuffled_steps(tokens, draw)]
    for at, step in enumerate(steps):
        for optimizer in optimizers:
            optimizer.param_groups[0]["lr"] = RATE * min(1, 20 * (at + 1) / len(steps)) \
                * (1.02 - at / len(steps))
            optimizer.zero_grad(set_to_none=True)
        ids, there = batch_of([tokens[i] for i in step])
        ids = ids * (torch.rand(ids.shape) > DROPPED_SYMBOLS)
        wanted = labels[step]
        said = reader(ids, there)[torch.arange(len(step)), wanted[:, 0]]
        cost(said, wanted, by_class, weights[step]).backward()
        for optimizer in optimizers:
            optimizer.step()
    return reader.eval()


def shuffled_steps(tokens, draw):
    """Texts of like length go together, since padding costs as much as text."""
    order = sorted(range(len(tokens)), key=lambda i: tokens[i].shape[1] + draw.random() * 8)
    steps = [order[at:at + BATCH] for at in range(0, len(order), BATCH)]
    draw.shuffle(steps)
    return steps


def answers_of(reader, tokens):
    """Text by dialect: shares of the sentiments and of the emotions."""
    order = sorted(range(len(tokens)), key=lambda i: tokens[i].shape[1])
    made = np.zeros((len(tokens), len(DIALECTS), ANSWERS), np.float32)
    with torch.no_grad():
        for at in range(0, len(order), 64):
            step = order[at:at + 64]
            said = reader(*batch_of([tokens[i] for i in step]))
            made[step] = torch.cat([said[..., :3].softmax(-1), said[..., 3:].softmax(-1)], -1)
    return made
