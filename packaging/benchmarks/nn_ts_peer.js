// The peer from the browser: TensorFlow Playground's own engine, run by Node.
//
//     tsc --module commonjs --target es2020 nn.ts && node nn_ts_peer.js nn.js workloads.json
//
// nn.ts is src/nn.ts of github.com/tensorflow/playground (Apache-2.0), which is not part of this project. A step is what
// the Playground does for a batch: forward and back-propagation of each sample, then one update.

"use strict";

const fs = require("fs");
const path = require("path");
const readline = require("readline");
const nn = require(path.resolve(process.argv[2]));
const workloads = JSON.parse(fs.readFileSync(process.argv[3], "utf8"));

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

console.log(JSON.stringify({name: `nn.ts, node ${process.versions.node}`, variants: ["nn.ts"]}));
const ready = new Map();
readline.createInterface({input: process.stdin}).on("line", (line) => {
  const [workload, , seconds] = line.split(" ");
  if (!(workload in workloads)) {
    console.log(JSON.stringify({error: "it has only dense tanh networks with one output, and plain descent"}));
    return;
  }
  if (!ready.has(workload)) ready.set(workload, stepper(workloads[workload]));
  console.log(JSON.stringify({rate: ready.get(workload)(Number(seconds))}));
});
