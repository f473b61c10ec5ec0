/**
 * The peer: the training step of `export/vaegan` as one would write it in TensorFlow.js, with its
 * automatic differentiation and its Adam. The bench checks that the losses are the same.
 */

/* global tf */

const PICTURES = 9;
const COLOURS = 48;
const LEAK = 0.2;

/** What a backend cannot do or differentiate is made of what it can. */
const missing = { convolutionGradient: false, resampling: false };

const leaky = (x) => tf.leakyRelu(x, LEAK);

/** TensorFlow.js's wasm backend has no gradient of a convolution's filter: im2col and a product. */
const convolutionByHand = tf.customGrad((x, filter, save) => {
  save([x, filter]);
  const [height, width, channels, outputs] = filter.shape;
  const gradFunc = (dy, [x, filter]) => [
    tf.conv2d(dy, tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]), 1, 'same'),
    tf.tidy(() => {
      const [n, h, w] = x.shape;
      const edge = [(height - 1) / 2, (height - 1) / 2];
      const padded = tf.pad(x, [[0, 0], edge, edge, [0, 0]]);
      const parts = [];
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++)
          parts.push(tf.slice(padded, [0, i, j, 0], [n, h, w, channels]));
      const columns = tf.concat(parts, 3).reshape([-1, height * width * channels]);
      const product = tf.matMul(columns, dy.reshape([-1, outputs]), true, false);
      return product.reshape([height, width, channels, outputs]);
    }),
  ];
  return { value: tf.conv2d(x, filter, 1, 'same'), gradFunc };
});

const withoutGradient = tf.customGrad((x) => ({ value: x.clone(), gradFunc: (dy) => tf.zerosLike(dy) }));

function convolution(layer, x) {
  const apply = missing.convolutionGradient ? convolutionByHand : (a, b) => tf.conv2d(a, b, 1, 'same');
  return tf.add(apply(x, layer.weight), layer.bias);
}

const linear = (layer, x) => tf.add(tf.matMul(x, layer.weight), layer.bias);

function downsample(x) {
  if (!missing.resampling) return tf.avgPool(x, 2, 2, 'valid');
  const [n, h, w, c] = x.shape;
  const rows = tf.mean(x.reshape([(n * h) / 2, 2, w * c]), 1);
  return tf.mean(rows.reshape([(n * h * w) / 4, 2, c]), 1).reshape([n, h / 2, w / 2, c]);
}

function upsample(x) {
  const [n, h, w, c] = x.shape;
  if (!missing.resampling) return tf.image.resizeNearestNeighbor(x, [2 * h, 2 * w]);
  const column = x.reshape([n * h * w, 1, c]);
  const wide = tf.concat([column, column], 1).reshape([n * h, 1, 2 * w * c]);
  return tf.concat([wide, wide], 1).reshape([n, 2 * h, 2 * w, c]);
}

function encode(p, cells) {
  let h = downsample(leaky(convolution(p['encoder.conv1'], cells)));
  h = leaky(convolution(p['encoder.conv2'], h));
  h = downsample(leaky(convolution(p['encoder.conv3'], h)));
  const [mean, logVariance] = tf.split(linear(p['encoder.latent'], h.reshape([PICTURES, -1])), 2, 1);
  return [mean, tf.clipByValue(logVariance, -8, 8)];
}

/** Logits (pixels, 48) of all pictures. */
function decode(p, config, latent) {
  const injected = (name, channels, side) =>
    linear(p[`decoder.${name}`], latent).reshape([-1, side, side, channels]);
  const c = config.width;
  let h = leaky(injected('from_latent4', 4 * c, 4));
  h = leaky(tf.add(convolution(p['decoder.conv8'], upsample(h)), injected('from_latent8', 2 * c, 8)));
  h = leaky(tf.add(convolution(p['decoder.conv16'], upsample(h)), injected('from_latent16', c, 16)));
  h = tf.add(leaky(convolution(p['decoder.conv16_residual'], h)), h);
  h = tf.concat([h, injected('code', config.code, 16)], 3);
  return convolution(p['decoder.colour'], h).reshape([-1, COLOURS]);
}

function discriminate(d, cells) {
  const h = downsample(leaky(convolution(d['discriminator.conv1'], cells)));
  const features = leaky(convolution(d['discriminator.conv2'], h));
  const mixed = leaky(convolution(d['discriminator.mix'], features));
  return [convolution(d['discriminator.logit'], mixed), features];
}

/** Channels first, as the file has them, to the layout of TensorFlow.js. */
function asVariable({ name, shape, values }, config) {
  const tensor = tf.tensor(values, shape);
  return tf.tidy(() => tf.variable(arranged(name, tensor, config)));
}

function arranged(name, tensor, config) {
  const [layer, kind] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)];
  if (layer === 'decoder.colour') {
    // Outputs stand colour by colour; a pixel's colours must lie together for the softmax.
    const rows = tensor.reshape([COLOURS, 4, -1]).transpose([1, 0, 2]).reshape([4 * COLOURS, -1]);
    return kind === 'bias' ? rows.reshape([-1]) : rows.transpose().reshape([1, 1, -1, 4 * COLOURS]);
  }
  const sides = { from_latent4: 4, from_latent8: 8, from_latent16: 16, code: 16 };
  const side = sides[layer.slice('decoder.'.length)];
  if (side) {
    const last = kind === 'bias' ? 1 : config.latent;
    const turned = tensor.reshape([-1, side, side, last]).transpose([3, 1, 2, 0]);
    return turned.reshape(kind === 'bias' ? [-1] : [last, -1]);
  }
  if (kind === 'bias') return tensor;
  if (layer === 'encoder.latent')
    return tensor.reshape([2 * config.latent, -1, 4, 4]).transpose([2, 3, 1, 0]).reshape([-1, 2 * config.latent]);
  return tensor.transpose([2, 3, 1, 0]);
}

function player(parameters, config) {
  const layers = {};
  for (const parameter of parameters) {
    const cut = parameter.name.lastIndexOf('.');
    const layer = parameter.name.slice(0, cut);
    layers[layer] = { ...layers[layer], [parameter.name.slice(cut + 1)]: asVariable(parameter, config) };
  }
  return layers;
}

const variablesOf = (layers) => Object.values(layers).flatMap(({ weight, bias }) => [weight, bias]);

/** A network in training from given parameters. */
class Peer {
  constructor({ config, autoencoder, discriminator, palette, adam, inputs }) {
    this.config = config;
    this.p = player(autoencoder, config);
    this.d = player(discriminator, config);
    this.palette = tf.tensor(palette, [COLOURS, 3]);
    const optimiser = (rate) => tf.train.adam(rate, adam.beta1, adam.beta2, adam.epsilon);
    this.optimisers = inputs.learning_rates.values.map(optimiser);
    const input = (name) => tf.tensor(inputs[name].values, inputs[name].shape);
    this.weights = inputs.loss_weights.values;
    for (const name of ['noise', 'prior', 'between']) this[name] = input(name);
    this.cells = tf.tidy(() => input('cells').transpose([0, 2, 3, 1]));
    // (9, 48, 4 * 256) to one row for each pixel, in the order of `decode`.
    this.targets = tf.tidy(() =>
      input('targets').reshape([PICTURES, COLOURS, 4, 256]).transpose([0, 3, 2, 1]).reshape([-1, COLOURS]),
    );
  }

  /** @returns {Promise<Float32Array>} the losses of one step, as the graph reports them */
  async step() {
    const losses = tf.tidy(() => this.#step());
    const values = await losses.data();
    losses.dispose();
    return values;
  }

  #step() {
    let made;
    let told;
    const autoencoder = tf.variableGrads(() => {
      const forward = this.#forward();
      made = tf.keep(forward.made.clone());
      told = forward.losses.map((loss) => tf.keep(loss.clone()));
      return tf.addN(forward.losses.map((loss, i) => tf.mul(loss, this.weights[i]))).asScalar();
    }, variablesOf(this.p));
    const discriminator = tf.variableGrads(() => {
      const [real] = discriminate(this.d, this.cells);
      const [fake] = discriminate(this.d, made);
      return tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))).asScalar();
    }, variablesOf(this.d));
    this.optimisers[0].applyGradients(autoencoder.grads);
    this.optimisers[1].applyGradients(discriminator.grads);
    const losses = tf.stack([...told, discriminator.value]);
    tf.dispose([made, told]);
    return losses;
  }

  #forward() {
    const [mean, logVariance] = encode(this.p, this.cells);
    const latent = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), this.noise));
    const sampled = tf.add(this.prior, tf.matMul(this.between, withoutGradient(mean)));
    const logits = decode(this.p, this.config, tf.concat([latent, sampled]));
    const pixels = tf.matMul(tf.softmax(logits), this.palette);
    const made = pixels.reshape([-1, 4, 3]).transpose([0, 2, 1]).reshape([2 * PICTURES, 16, 16, 12]);
    return { made, losses: this.#losses(logits, made, mean, logVariance) };
  }

  #losses(logits, made, mean, logVariance) {
    const rebuilt = tf.slice(logits, [0, 0], this.targets.shape);
    const colour = tf.neg(tf.mean(tf.sum(tf.mul(this.targets, tf.logSoftmax(rebuilt)), 1)));
    const [verdict, features] = discriminate(this.d, made);
    const [, real] = discriminate(this.d, this.cells);
    const feature = tf.mean(tf.square(tf.sub(tf.slice(features, [0, 0, 0, 0], real.shape), real)));
    const terms = tf.sub(tf.sub(tf.add(logVariance, 1), tf.square(mean)), tf.exp(logVariance));
    const adversarial = tf.mean(tf.softplus(tf.neg(verdict)));
    return [colour, feature, tf.mul(-0.5, tf.mean(terms)), adversarial];
  }
}

async function startBackend(name, threads) {
  if (name === 'wasm') {
    tf.wasm.setWasmPaths(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', location.href).href);
    tf.wasm.setThreadsCount(threads);
    missing.convolutionGradient = true;
    missing.resampling = true;
  }
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js has no ${name} here`);
  await tf.ready();
}

let peer;

/** What the bench calls. */
globalThis.bench = {
  async open(backend, threads, network) {
    await startBackend(backend, threads);
    peer = new Peer(network);
  },
  /** Milliseconds of each step and the losses of the first. */
  async steps(count) {
    const milliseconds = [];
    let losses;
    for (let i = 0; i < count; i++) {
      const began = performance.now();
      const values = await peer.step();
      milliseconds.push(performance.now() - began);
      losses ??= [...values];
    }
    return { milliseconds, losses };
  },
};
