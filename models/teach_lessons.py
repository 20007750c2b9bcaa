"""How a reader learns: first to guess the cues of posts without labels, then what labels say."""
import copy
import random

import torch
import torch.nn.functional as F

from teach_grams import class_weights
from teach_reader import Reader, batch_of, tokens_of
from teach_texts import NONE

RATE = 1e-3
DROPPED_SYMBOLS = .05
WEIGHTS = [2., 1., 1., .5]  # of a text, by dialect
EPOCHS = 2


def shuffled_steps(tokens, size, draw):
    """Texts of like length go together, since padding costs as much as text."""
    order = sorted(range(len(tokens)), key=lambda i: tokens[i].shape[1] + draw.random() * 8)
    steps = [order[at:at + size] for at in range(0, len(order), size)]
    draw.shuffle(steps)
    return steps


def learn(reader, tokens, steps, cost_of):
    """cost_of(step, ids, there) of each step in turn; the rate rises first and falls then."""
    reader.train()
    optimizers = [torch.optim.SparseAdam(list(reader.vectors.parameters()), lr=RATE),
                  torch.optim.AdamW([p for name, p in reader.named_parameters()
                                     if not name.startswith("vectors")], lr=RATE)]
    for at, step in enumerate(steps):
        for optimizer in optimizers:
            optimizer.param_groups[0]["lr"] = RATE * min(1, 20 * (at + 1) / len(steps)) \
                * (1.02 - at / len(steps))
            optimizer.zero_grad(set_to_none=True)
        ids, there = batch_of([tokens[i] for i in step])
        cost_of(step, ids * (torch.rand(ids.shape) > DROPPED_SYMBOLS), there).backward()
        for optimizer in optimizers:
            optimizer.step()
    return reader.eval()


def cue_shares(rows, cues):
    """(shares of the cues of each row, weights of the rows): rarer cues weigh more."""
    counts = torch.zeros(cues)
    for _, known in rows:
        counts[known] += 1
    weights = (counts.max() / counts.clamp(min=1)).pow(.4).clamp(max=12)
    wanted = torch.zeros(len(rows), cues)
    for i, (_, known) in enumerate(rows):
        wanted[i, known] = weights[known]
    sums = wanted.sum(1, keepdim=True)
    return wanted / sums, sums[:, 0].clamp(max=6)


def guesser(rows, cues, ids, vectors, summary, seed):
    """A reader that has learned to guess cues: one pass."""
    torch.manual_seed(seed)
    reader = Reader(vectors, summary, cues)
    tokens = tokens_of([text for text, _ in rows], ids)
    wanted, weights = cue_shares(rows, cues)

    def cost_of(step, *text):
        likely = F.log_softmax(reader.guesses(*text), 1)
        return -((likely * wanted[step]).sum(1) * weights[step]).mean()

    return learn(reader, tokens, shuffled_steps(tokens, 96, random.Random(seed)), cost_of)


def learned_reader(guesses, rows, tokens, seed):
    """Learns the labels, from the guesser on. A label that is not known costs nothing."""
    torch.manual_seed(seed)
    draw, reader = random.Random(seed), copy.deepcopy(guesses)
    labels = torch.tensor([row[1:] for row in rows])
    weights = torch.tensor([WEIGHTS[row[1]] for row in rows])
    by_class = [class_weights(labels[:, i], weights, n) for i, n in ((1, 3), (2, 6))]

    def cost_of(step, *text):
        wanted = labels[step]
        said = reader(*text)[torch.arange(len(step)), wanted[:, 0]]
        parts = (F.cross_entropy(part, wanted[:, i], weight=by_class[i - 1], ignore_index=NONE,
                                 reduction="none")
                 for i, part in ((1, said[:, :3]), (2, said[:, 3:])))
        return (sum(parts) * weights[step]).mean()

    steps = [step for _ in range(EPOCHS) for step in shuffled_steps(tokens, 64, draw)]
    return learn(reader, tokens, steps, cost_of)
