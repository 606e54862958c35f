// @ts-check
/*
 * Will it fit? The sum of `cardsite.memory` in Python, for the browser, and the controls that it is asked with.
 *
 * For other scripts, which name this one first (data-cs-script="memory compare"):
 *
 *   const controls = cardsite.memory.controls((choice) => {
 *     const needed = cardsite.memory.requirement(shape, choice); // shape: "memory" of an entry of catalog.json
 *     needed.bytes === null ? needed.missing : cardsite.memory.storage(needed.bytes);
 *     needed.bytes !== null && needed.bytes <= choice.gpu * 1e9; // does it fit?
 *   });
 *
 * The function is called once before `controls` returns, with what the page's address says, and after each change.
 */
"use strict";

(() => {
  const { element } = cardsite;

  /** Bytes of a parameter, and of a number of the cache, in each format. */
  const PRECISIONS = {
    float32: { label: "float32", weight: 4, cache: 4, bits: 32 },
    float16: { label: "float16", weight: 2, cache: 2, bits: 16 },
    int8: { label: "int8", weight: 1, cache: 2, bits: 8 },
    int4: { label: "int4", weight: 0.5625, cache: 2, bits: 4 },
  };
  /* The largest are those of B300 and MI355X, 288 GB, as NVIDIA and AMD showed them at Hot Chips 2025. */
  const GPUS = [8, 12, 16, 24, 32, 40, 48, 80, 96, 141, 192, 288];
  const BATCHES = [1, 2, 4, 8, 16, 32, 64];
  const GB = 1e9;

  /** States are kept in 32 bits, whatever the weights are in. */
  const STATE_BYTES = 4;

  /** The numbers that all layers keep of so many tokens; with a window a layer keeps no more than that. @type {CardsiteMemory["kept"]} */
  function kept(shape, tokens) {
    if (shape.state) return 0;
    const ofToken = shape.latent ?? 2 * (shape.kv_heads ?? 0) * (shape.head_dimension ?? 0);
    const layers = (shape.layers ?? 0) - shape.windowed;
    return ofToken * (layers * tokens + shape.windowed * Math.min(tokens, shape.window ?? tokens));
  }

  /** Files, the largest first. @type {CardsiteMemory["bySize"]} */
  const bySize = (files) => [...files].sort((a, b) => b.bytes - a.bytes);

  /** The file in a format. Where there are files only, the one of most bits within it, else the smallest. @type {CardsiteMemory["fileOf"]} */
  function fileOf({ files = [], parameters }, { precision, file }) {
    const sorted = bySize(files);
    const asked = sorted.find(({ name }) => name === file);
    if (asked) return asked;
    const { bits } = PRECISIONS[precision];
    const exact = sorted.find((each) => each.bits === bits) ?? null;
    if (exact || parameters !== null) return exact;
    return sorted.find((each) => each.bits !== null && each.bits <= bits) ?? sorted.at(-1) ?? null;
  }

  /** @type {CardsiteMemory["requirement"]} */
  function requirement(shape, choice) {
    const { precision, context, batch } = choice;
    const format = PRECISIONS[precision];
    const file = fileOf(shape, choice);
    const weights = file?.bytes ?? (shape.parameters === null ? null : Math.ceil(shape.parameters * format.weight));
    const { missing } = shape;
    if (weights === null || missing.length)
      return { bytes: null, weights, cache: null, overhead: null, missing, file: file?.name };
    // A sequence is never longer than the model's context length, whatever is asked for.
    const tokens = Math.min(context, shape.context_length ?? context);
    const cache = batch * (STATE_BYTES * shape.state + format.cache * kept(shape, tokens));
    const overhead = Math.ceil((weights * shape.overhead_percent) / 100);
    return { bytes: weights + cache + overhead, weights, cache, overhead, missing, file: file?.name };
  }

  /** The context where a card states none. */
  const USUAL_CONTEXT = 2048;

  /** Of what is there in files only, the smallest counts. @type {CardsiteMemory["published"]} */
  function published(shape) {
    const file = shape.parameters === null ? bySize(shape.files ?? []).at(-1)?.name : undefined;
    return requirement(shape, { precision: shape.precision ?? "float16", context: shape.context_length ?? USUAL_CONTEXT, batch: 1, file }).bytes;
  }

  const three = new Intl.NumberFormat("en", { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
  const whole = new Intl.NumberFormat("en");
  /** A size as pages write it: 14.5 GB, 325 MB. @param {number} bytes */
  const storage = (bytes) => (bytes < 999_500_000 ? `${three.format(bytes / 1e6)} MB` : `${three.format(bytes / GB)} GB`);

  /** @type {CardsiteMemory["bar"]} */
  function bar(needed, gpu, most = 0) {
    const scale = Math.max(most, gpu * GB, needed.bytes ?? needed.weights ?? 0) / 100;
    const made = element("div", { class: "cs-fit-bar", "aria-hidden": "true" });
    for (const name of /** @type {const} */ (["weights", "cache", "overhead"])) {
      const part = element("span", { class: `cs-fit-${name}` });
      part.style.width = `${(needed[name] ?? 0) / scale}%`;
      made.append(part);
    }
    const limit = element("b");
    limit.style.left = `${(gpu * GB) / scale}%`;
    made.append(limit);
    return made;
  }

  /** Powers of two up to a length, and the length itself. @param {number} longest */
  function lengths(longest) {
    const found = [];
    for (let length = Math.min(256, longest); length < longest; length *= 2) found.push(length);
    return [...found, longest];
  }

  /**
   * A number to choose: a slider over usual values, and a field for any other.
   * @param {string} label
   * @param {string} unit
   * @param {number[]} steps
   * @param {number} value
   * @param {number} most
   * @param {(value: number) => void} changed
   */
  function slider(label, unit, steps, value, most, changed) {
    const range = element("input", { type: "range", min: 0, max: steps.length - 1, step: 1, "aria-label": label });
    const field = element("input", { type: "number", min: 1, max: most, step: 1, "aria-label": `${label}, exactly` });
    /** @param {number} chosen */
    function show(chosen) {
      const above = steps.findIndex((step) => step >= chosen);
      range.value = String(above < 0 ? steps.length - 1 : above);
      range.setAttribute("aria-valuetext", `${whole.format(chosen)} ${unit}`);
    }
    range.addEventListener("input", () => {
      const chosen = steps[Number(range.value)] ?? value;
      field.value = String(chosen);
      show(chosen);
      changed(chosen);
    });
    field.addEventListener("input", () => {
      const chosen = field.valueAsNumber;
      if (!Number.isInteger(chosen) || chosen < 1 || chosen > most) return; // while somebody types
      show(chosen);
      changed(chosen);
    });
    field.value = String(value);
    show(value);
    return element("div", { class: "cs-slider" }, element("span", {}, label), range, " ", element("span", {}, field, element("small", {}, unit)));
  }

  /**
   * Formats or files as radio buttons.
   * @param {string} legend
   * @param {string[]} names
   * @param {string | undefined} value
   * @param {(value: string) => void} changed
   */
  function formats(legend, names, value, changed) {
    const buttons = names.map((name) => {
      const button = element("input", { type: "radio", name: "cs-precision", value: name, onchange: () => changed(name) });
      button.checked = name === value;
      return element("label", {}, button, name);
    });
    return element("fieldset", { class: "cs-formats" }, element("legend", {}, legend), ...buttons);
  }

  /** A whole number from the page's address. @param {string} name @param {number} most @param {number} otherwise */
  function asked(name, most, otherwise) {
    const given = Number(cardsite.query().get(name));
    return Number.isInteger(given) && given >= 1 ? Math.min(given, most) : otherwise;
  }

  /** @type {CardsiteMemory["controls"]} */
  function controls(onchange, { gpu = "gpu", precision = "float16", longest = 131072, context = 2048, sequences = true, files = [] } = {}) {
    const named = cardsite.query().get("precision") ?? "";
    /** @type {CardsiteChoice} */
    const choice = {
      gpu: asked(gpu, 1024, 24),
      precision: Object.hasOwn(PRECISIONS, named) ? /** @type {CardsitePrecision} */ (named) : precision,
      context: asked("context", longest, Math.min(context, longest)),
      batch: asked("batch", 1024, 1),
    };
    const file = cardsite.query().get("file") ?? "";
    if (files.length) choice.file = files.includes(file) ? file : files[0];
    /** @param {Partial<CardsiteChoice>} change */
    function change(change) {
      Object.assign(choice, change);
      /** @type {Record<string, string>} */
      const format = choice.file === undefined ? { precision: choice.precision } : { file: choice.file };
      cardsite.setQuery({ [gpu]: `${choice.gpu}`, ...format, context: `${choice.context}`, batch: `${choice.batch}` });
      onchange({ ...choice });
    }
    const made = element(
      "div",
      { class: "cs-choices", role: "group", "aria-label": "What to run it on" },
      slider("GPU memory", "GB", GPUS, choice.gpu, 1024, (value) => change({ gpu: value })),
      files.length
        ? formats("File", files, choice.file, (value) => change({ file: value }))
        : formats("Precision", Object.keys(PRECISIONS), choice.precision, (value) => change({ precision: /** @type {CardsitePrecision} */ (value) })),
    );
    if (sequences)
      made.append(
        slider("Context", "tokens", lengths(longest), choice.context, longest, (value) => change({ context: value })),
        slider("Batch", "sequences", BATCHES, choice.batch, 1024, (value) => change({ batch: value })),
      );
    onchange({ ...choice });
    return made;
  }

  cardsite.memory = { PRECISIONS, GPUS, STATE_BYTES, kept, bySize, fileOf, requirement, published, storage, bar, controls };
})();
