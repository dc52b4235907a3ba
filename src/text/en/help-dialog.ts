/** Words of the help dialog: one sentence and what to look for per panel, and every term of the page. */
export const helpDialog = {
  heading: "Help",
  close: "Close",
  sections: "Sections of the help",
  tabs: { panels: "Panels", keys: "Keys", glossary: "Glossary" },
  lookFor: "What to look for:",
  panels: {
    throughTime: {
      sentence:
        "One held-out sequence on a shared time axis: the input, the output, the hidden states and the gradients of every model.",
      lookFor:
        "A state that changes at an important input and keeps its value afterwards: the model remembers that input.",
    },
    gradientFlow: {
      sentence: "How much of the gradient reaches each time step, for every update of the run.",
      lookFor:
        "Columns that fade on the way down to t = 1. There the gradient vanishes, and the model cannot learn from early inputs.",
    },
    loss: {
      sentence:
        "The loss of every model at each update. Dotted curves are held-out loss, and horizontal lines are baselines.",
      lookFor:
        "The update at which a curve drops below its baseline. If the held-out loss rises while the training loss falls, the model overfits.",
    },
    gradientNorm: {
      sentence:
        "The norm of the gradient over all weights of a model, before clipping. Enlarged (E): what the next update does to each parameter.",
      lookFor:
        "Sudden spikes are exploding gradients. A clip norm slightly above the usual values removes them.",
    },
    reachMap: {
      sentence:
        "If the loss were asked at step t, how much of its gradient would reach each step k before it? A triangle for each model; every row is divided by its own diagonal.",
      lookFor:
        "A triangle that darkens to the left forgets: no loss teaches the early steps. In a gated network whole columns stay bright.",
    },
    stepBack: {
      sentence:
        "The singular values of the Jacobian ∂s(t)/∂s(t−1) of the state (h and c of an LSTM), and the loss at each step. Enlarged (E): spectrum of the recurrent kernel, saturation of each gate.",
      lookFor:
        "A largest value under 1 shrinks every gradient at that step. Where the largest is above 1 and the median far below, most directions fade and a few grow.",
    },
    equations: {
      sentence: "The equations of every cell in the chosen notation, with shapes and parameter counts.",
      lookFor:
        "Point at a symbol to highlight it everywhere. Choose “step through” to see the value of every term for one unit and time step, “backward” for its gradient.",
    },
    horizon: {
      sentence:
        "How many steps back the last state, (h, c) of an LSTM, depends on earlier ones: more than 1 % of a small change arrives. Known only at updates that were examined.",
      lookFor:
        "The update at which a line passes a dotted one. Only from there on can the model use the input that is this far back.",
    },
    cliff: {
      sentence:
        "The loss of one recurrent unit for every pair of its two weights, after Pascanu, Mikolov and Bengio (2013). Gradients are small on both sides of the wall and very large on it.",
      lookFor:
        "The update that meets the wall: without clipping, one gradient throws the weights off the map. Drag the start or change the rate to see when this does not happen.",
    },
    answers: {
      sentence:
        "What each model answers to the sequence shown, which you can type yourself, and which answers it gives to all held-out sequences.",
      lookFor:
        "Numbers off the diagonal: classes that a model confuses. Change one symbol of the sequence and see whether the answer follows.",
    },
    unrolled: {
      sentence:
        "The matrices of one model, each with the number of times that it is used, and the cell drawn as a loop, at three steps or at all.",
      lookFor:
        "Point at the recurrent matrix: it lights up at every step, and each arrow back has the factor of the gradient. Press a cell of a state: what it came from stays lit.",
    },
    unrolledAll: {
      sentence:
        "The hidden state of every model at all time steps, with a ribbon as wide as the gradient that gets back to each step.",
      lookFor:
        "A ribbon that tapers to the left: the gradient vanishes on its way back. Gated cells keep it wide.",
    },
    workbench: {
      sentence:
        "The weights, inputs and first states of a small network as cells, and every state and output that follows from them, in float64.",
      lookFor:
        "Type a number and leave the cell: all later steps change. In a trained network this starts a fork with that weight.",
    },
    forecast: {
      sentence: "Each model continues the series from its own output instead of the data, next to the truth.",
      lookFor:
        "How many steps the forecast follows the truth, and whether its error is below the baseline “same as last”.",
    },
    samples: {
      sentence: "Text generated by each model, from several moments of the run.",
      lookFor:
        "What a model learns first: letter frequencies, then spaces and word lengths, then words and punctuation.",
    },
    memory: {
      sentence:
        "All gates and states of one model over one held-out sequence, in the order in which a time step computes them. Drag the bar beside a gate to hold it at a value.",
      lookFor:
        "Rows that change colour at an important input and then stay: these units store it. Compare the gates at the same steps to see what lets the input in and what keeps it.",
    },
    unitsOverText: {
      sentence:
        "A text that was not trained on, coloured by the state of one unit after each symbol, and the units that go along best with some properties of the text. r is Pearson’s correlation.",
      lookFor:
        "A unit with a large |r| that is small untrained and as large on another text: training made it. Enlarged (E): all units by |r|, and where a unit is highest and lowest.",
    },
    nextSymbol: {
      sentence:
        "The four most probable next symbols after each symbol of the text. The one that follows is underlined; the bars below show how improbable it was.",
      lookFor:
        "Surprise is high at the start of a word and falls towards its end. A model that knows words is sure about their last letters.",
    },
    writing: {
      sentence:
        "Text written by one model at several moments of its run, with the same random numbers. Choose a prompt, how the next symbol is chosen, and hold a unit at a value.",
      lookFor:
        "What changes between the two newest columns when a unit is held: only the unit makes the difference. Greedy decoding repeats itself.",
    },
    symbolMap: {
      sentence:
        "Each symbol at the two principal axes of its row of input weights, or of its embedding. Symbols that the model treats alike lie close together.",
      lookFor:
        "Vowels apart from consonants, capitals apart from small letters. Press a symbol to see what is nearest to it in all columns.",
    },
    saturation: {
      sentence:
        "One dot per unit and gate: the share of time steps at which the gate is shut (below 0.1) and wide open (above 0.9).",
      lookFor:
        "Dots near an end of an axis: units that almost always keep or almost always erase. A forget gate that is never shut does not erase anything.",
    },
    activation: {
      sentence:
        "The activation function of a gate or state, its slope (dashed), and a histogram of the values that go into it now.",
      lookFor:
        "A histogram far from zero: there the slope is close to zero, and hardly any gradient passes back.",
    },
  },
  /** In alphabetical order. */
  glossary: [
    ["Accuracy", "Percentage of held-out answers that are correct."],
    [
      "Backpropagation through time",
      "Computing gradients by going back through all time steps of a sequence.",
    ],
    [
      "Baseline",
      "Loss of a simple answer that uses no memory, for example guessing or repeating the last value.",
    ],
    ["Batch", "Sequences that are processed together in one update."],
    ["Bias", "Trainable constant that is added to the input of a unit or gate."],
    ["Candidate", "Proposed new state; a gate decides how much of it is used."],
    ["Cell state", "Second state of an LSTM. It carries memory across time steps and is protected by gates."],
    ["Chance", "Loss or accuracy of guessing among all answers with equal probability."],
    ["Clip, clip norm", "Gradients with a larger norm are scaled down to the clip norm before the update."],
    ["Cross-entropy", "Loss for classes: minus the logarithm of the probability of the correct answer."],
    ["Dropout", "Setting a random fraction of outputs to zero during training, against overfitting."],
    [
      "Engine",
      "The program that computes updates: WebGL on the GPU, WASM SIMD on the CPU, or TensorFlow.js.",
    ],
    ["Epoch", "One pass over the whole training set. Here, training is counted in updates instead."],
    ["Exploding gradient", "A gradient that grows at every step back in time and makes training unstable."],
    ["FLOP", "Floating-point operation, such as one addition or one multiplication."],
    ["Forget gate", "Gate of an LSTM that decides how much of the cell state is kept."],
    ["Gate", "Values between 0 (closed) and 1 (open) that multiply a signal and control what passes."],
    ["Gradient", "Direction and rate at which the loss changes with the weights or states."],
    ["Gradient norm", "Length of the gradient: the root of the sum of its squared entries."],
    ["Gradient share", "Gradient norm at a time step divided by the gradient norm at the last time step."],
    ["Held gate", "A gate that is fixed at a value. Its weights are not trained."],
    ["Held out", "Data that is never trained on. It shows how well a model works on new sequences."],
    ["Hidden state", "Vector that a recurrent layer passes from one time step to the next: its memory."],
    ["Horizon", "Number of steps that a forecast looks ahead."],
    ["Learning rate", "Step size of an update. Too high: training is unstable. Too low: training is slow."],
    ["Loss", "Number that measures how wrong the answers are. Training makes it smaller."],
    ["Mean absolute error", "Average distance between prediction and truth, in the unit of the data."],
    ["Mean squared error", "Loss for numbers: the average squared distance between prediction and truth."],
    [
      "Memory horizon",
      "Number of steps back over which more than 1 % of a small change of the state reaches the last one.",
    ],
    ["Nats", "Unit of cross-entropy with natural logarithms. 1 nat is 1.44 bits."],
    ["Optimizer", "Rule that turns gradients into changes of the weights, such as Adam or SGD."],
    ["Orthogonal", "Initialization with a random rotation, which keeps the length of a vector."],
    [
      "Overfitting",
      "Learning the training data by heart: the training loss falls, the held-out loss does not.",
    ],
    ["Parameters, weights", "All numbers of a model that training changes."],
    [
      "Perplexity",
      "Exponential of the cross-entropy: the number of equally likely answers a model hesitates between.",
    ],
    ["Readout", "Last layer, which turns the hidden state into an answer."],
    ["Recurrent", "Connected to its own state of the previous time step."],
    [
      "Seed",
      "Number that determines initial weights, data and batch order. The same seed gives the same run.",
    ],
    ["Sequence length", "Number of time steps of a sequence."],
    [
      "Solved",
      "For most tasks, 99 % of held-out answers correct, twice in a row. Some tasks have other limits.",
    ],
    [
      "Temperature",
      "Divides the logits before sampling: low values give repetitive text, high values random text.",
    ],
    ["Time step", "One position in a sequence. A recurrent layer reads one input per time step."],
    ["Unit", "One entry of the hidden state."],
    ["Update", "One step of the optimizer, computed from one batch."],
    [
      "Vanishing gradient",
      "A gradient that shrinks at every step back in time, until early inputs cannot be learned from.",
    ],
  ] as readonly (readonly [term: string, meaning: string])[],
} as const;
