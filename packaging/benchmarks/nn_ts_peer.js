// The peer of the browser: TensorFlow Playground's own engine (nn.ts, made into a module by tsc), run by Node.
//
//     tsc --module commonjs --target es2020 nn.ts && node nn_ts_peer.js /path/to/nn.js
//
// Reads lines "W1 0.4 {json}" (workload, seconds, its widths, batch, learning rate and data) and answers each with
// steps per second as JSON. A step is what the Playground does for a batch: forward and back-propagation of each sample,
// then one update. It knows networks with one output, tanh, the squared error and plain gradient descent.

"use strict";

const readline = require("readline");
const nn = require(require("path").resolve(process.argv[2]));

function stepper({widths, batch, rate, x, y}) {
  const names = x[0].map((_, number) => `x${number}`);
  const network = nn.buildNetwork(widths, nn.Activations.TANH, nn.Activations.TANH, null, names, false);
  return function train(seconds) {
    const start = performance.now();
    let steps = 0;
    for (;;) {
      for (let first = 0; first + batch <= x.length; first += batch) {
        for (let number = first; number < first + batch; number++) {
          nn.forwardProp(network, x[number]);
          nn.backProp(network, y[number], nn.Errors.SQUARE);
        }
        nn.updateWeights(network, rate, 0);
        steps++;
      }
      const passed = (performance.now() - start) / 1000;
      if (passed >= seconds) return steps / passed;
    }
  };
}

console.log(JSON.stringify({version: `nn.ts on node ${process.versions.node}`}));
const ready = new Map();
readline.createInterface({input: process.stdin}).on("line", (line) => {
  const [workload, seconds] = line.split(" ", 2);
  if (!ready.has(workload)) ready.set(workload, stepper(JSON.parse(line.slice(line.indexOf("{")))));
  console.log(JSON.stringify({rate: ready.get(workload)(Number(seconds))}));
});
