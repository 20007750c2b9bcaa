"""A teacher that reads: the symbols of a text and the pairs they begin, in their order."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from teach_symbols import DIMENSION, EDGE, symbols
from teach_texts import ANSWERS, DIALECTS

KERNELS = (1, 3, 5)
WIDTH = 128
HIDDEN = 160


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


class Windows(nn.Module):
    """Convolutions; of each filter the largest answer and the sum."""
    size = 2 * WIDTH * len(KERNELS)

    def __init__(self):
        super().__init__()
        self.filters = nn.ModuleList(nn.Conv1d(2 * DIMENSION, WIDTH, kernel, padding=kernel // 2)
                                     for kernel in KERNELS)

    def forward(self, x, there):
        there, pooled = there[:, None], []
        for filters in self.filters:
            kept = F.relu(filters(x.transpose(1, 2))) * there
            pooled += [kept.amax(2), kept.sum(2) / there.sum(2).sqrt()]
        return torch.cat(pooled, 1)


class BothWays(nn.Module):
    """A recurrence in both directions: what it attends to, its largest answers; and plain sums."""
    size = 5 * WIDTH

    def __init__(self):
        super().__init__()
        self.recurrence = nn.GRU(2 * DIMENSION, WIDTH, bidirectional=True, batch_first=True)
        self.attention = nn.Linear(2 * WIDTH, 1)
        self.direct = nn.Linear(2 * DIMENSION, WIDTH)

    def forward(self, x, there):
        there = there[:, :, None]
        states = self.recurrence(x)[0] * there
        attended = self.attention(states).masked_fill(~there, -1e4).softmax(1)
        sums = (F.relu(self.direct(x)) * there).sum(1) / there.sum(1).sqrt()
        return torch.cat([(attended * states).sum(1),
                          states.masked_fill(~there, -1e4).amax(1), sums], 1)


class Reader(nn.Module):
    """Only the bias of the answers differs between dialects. Guesses cues before it has answers."""

    def __init__(self, vectors, summary, cues):
        super().__init__()
        scaled = torch.from_numpy(vectors / vectors[1:].std())
        self.vectors = nn.Embedding.from_pretrained(scaled, freeze=False, sparse=True)
        self.summary = summary()
        self.hidden = nn.Linear(summary.size, HIDDEN)
        self.cues = nn.Linear(HIDDEN, cues)
        self.answers = nn.Linear(HIDDEN, ANSWERS)
        self.bias = nn.Parameter(torch.zeros(len(DIALECTS), ANSWERS))

    def understood(self, ids, there):
        x = self.vectors(ids)  # text, symbol or pair, place, dimension
        x = x.permute(0, 2, 1, 3).reshape(len(ids), -1, 2 * DIMENSION) * there[:, :, None]
        x = self.summary(F.dropout(x, .2, self.training), there)
        x = F.dropout(x, .4, self.training)
        return F.dropout(F.relu(self.hidden(x)), .2, self.training)

    def guesses(self, ids, there):
        return self.cues(self.understood(ids, there))

    def forward(self, ids, there):
        """Text by dialect by answer."""
        return self.answers(self.understood(ids, there))[:, None] + self.bias


def answers_of(reader, tokens):
    """Text by dialect: shares of the sentiments and of the emotions."""
    order = sorted(range(len(tokens)), key=lambda i: tokens[i].shape[1])
    made = np.zeros((len(tokens), len(DIALECTS), ANSWERS), np.float32)
    with torch.inference_mode():
        for at in range(0, len(order), 128):
            step = order[at:at + 128]
            said = reader(*batch_of([tokens[i] for i in step]))
            made[step] = torch.cat([said[..., :3].softmax(-1), said[..., 3:].softmax(-1)], -1)
    return made
