"""The masked networks in PyTorch: the full matrix is a parameter and is multiplied by the mask before every forward pass.

Nothing here knows files. Parameter names follow PyTorch's state dict through `contract_parameters`.
"""
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

RECURRENT_LIMIT = 0.001  # initial weights of the masked matrix: uniform on (-limit, limit) whatever N and p


class RecurrentNet(nn.Module):
    """x [B x T x I] -> logits [B x C]; only the last step reaches the readout.

    variant `module`: torch.nn.RNN whose hidden-to-hidden weight is replaced by weight*mask at each forward pass.
    variant `loop`: one input product for all steps, then F.linear per step with the masked weight.
    mask None: no multiplication (an ordinary dense network).
    """

    def __init__(self, inputs, hidden, classes, activation, mask, variant="module", dtype=None, device=None):
        super().__init__()
        place = {"dtype": dtype, "device": device}
        self.rnn = nn.RNN(inputs, hidden, nonlinearity=activation, batch_first=True, **place)
        self.fc = nn.Linear(hidden, classes, **place)
        self.variant = variant
        self.phi = torch.relu if activation == "relu" else torch.tanh
        self.register_buffer("mask", mask)
        self.masked_weight = self.rnn.weight_hh_l0
        if mask is not None:
            # The module must see the product as an ordinary tensor, not as its own parameter.
            del self.rnn._parameters["weight_hh_l0"]

    def forward(self, x):
        weight = self.masked_weight if self.mask is None else self.masked_weight * self.mask
        if self.variant == "module":
            if self.mask is not None:
                self.rnn.weight_hh_l0 = weight
            output, _ = self.rnn(x)
            return self.fc(output[:, -1])
        driven = F.linear(x.transpose(0, 1), self.rnn.weight_ih_l0, self.rnn.bias_ih_l0 + self.rnn.bias_hh_l0)
        state = self.phi(driven[0])  # the state before the first step is zero
        for step in range(1, driven.shape[0]):
            state = self.phi(F.linear(state, weight) + driven[step])
        return self.fc(state)

    def contract_parameters(self):
        return {
            "rnn.weight_ih_l0": self.rnn.weight_ih_l0,
            "rnn.weight_hh_l0": self.masked_weight,
            "rnn.bias_ih_l0": self.rnn.bias_ih_l0,
            "rnn.bias_hh_l0": self.rnn.bias_hh_l0,
            "fc.weight": self.fc.weight,
            "fc.bias": self.fc.bias,
        }


class FeedForwardNet(nn.Module):
    """x [B x inputs] -> logits; two hidden layers of equal size, only the matrix between them is masked."""

    def __init__(self, inputs, nodes, classes, activation, mask, dtype=None, device=None):
        super().__init__()
        place = {"dtype": dtype, "device": device}
        self.fc1 = nn.Linear(inputs, nodes, **place)
        self.fc2 = nn.Linear(nodes, nodes, **place)
        self.fc = nn.Linear(nodes, classes, **place)
        self.phi = torch.relu if activation == "relu" else torch.tanh
        self.register_buffer("mask", mask)
        self.masked_weight = self.fc2.weight

    def forward(self, x):
        first = self.phi(self.fc1(x))
        weight = self.fc2.weight if self.mask is None else self.fc2.weight * self.mask
        return self.fc(self.phi(F.linear(first, weight, self.fc2.bias)))

    def contract_parameters(self):
        return {
            "fc1.weight": self.fc1.weight,
            "fc1.bias": self.fc1.bias,
            "fc2.weight": self.fc2.weight,
            "fc2.bias": self.fc2.bias,
            "fc.weight": self.fc.weight,
            "fc.bias": self.fc.bias,
        }


def build(cell, inputs, nodes, classes, activation, mask, variant="module", dtype=None, device=None):
    """`nodes` = nodes of one hidden layer. `mask`: numpy bool or None."""
    tensor = None if mask is None else torch.as_tensor(mask).to(device=device, dtype=dtype or torch.get_default_dtype())
    if cell == "rnn":
        return RecurrentNet(inputs, nodes, classes, activation, tensor, variant, dtype, device)
    return FeedForwardNet(inputs, nodes, classes, activation, tensor, dtype, device)


def draw(cell, inputs, nodes, classes, activation, density, seed, **where):
    """A fresh network: mask from NumPy's and weights from PyTorch's Mersenne twister, both seeded with `seed`."""
    mask = np.random.RandomState(seed).random_sample((nodes, nodes)) < density
    torch.manual_seed(seed)
    net = build(cell, inputs, nodes, classes, activation, mask, **where)
    nn.init.uniform_(net.masked_weight, -RECURRENT_LIMIT, RECURRENT_LIMIT)
    return net, mask


def load(net, weights):
    with torch.no_grad():
        for name, parameter in net.contract_parameters().items():
            parameter.copy_(torch.as_tensor(weights[name]))


def arrays(net):
    return {name: p.detach().cpu().numpy().copy() for name, p in net.contract_parameters().items()}


def gradients(net):
    return {name: p.grad.detach().cpu().numpy().copy() for name, p in net.contract_parameters().items()}


def adam(net, rate=0.001, **options):
    """Library defaults: beta 0.9 and 0.999, eps 1e-8, no weight decay."""
    return torch.optim.Adam(list(net.contract_parameters().values()), lr=rate, **options)


def clamp_dale(net, signs):
    """After an update a weight of the wrong sign becomes 0: outgoing weights of node j are column j."""
    with torch.no_grad():
        weight = net.masked_weight
        wrong = weight * signs < 0
        weight.masked_fill_(wrong, 0)
