// The player: shows frame k of every panel at once. A run arrives whole, so stepping never asks
// the server; the server is asked only when the start changes, and told where the learner stands when
// something outside of the player is touched. The link says it after a rest.

import { isConnected, onReconnected, onTouchOutside, pulse } from "./connection.mjs";
import { HtmlStrip } from "./strips/html.mjs";
import { PlotlyStrip } from "./strips/plotly.mjs";
import { asHtmlNodes, say } from "./symbols.mjs";

const REST = 300; // ms of rest before the link says the half-step
const THROTTLE = 50; // ms between two requests while dragging
const PATIENCE = 4000; // ms after which an unanswered request counts as lost
const SPREAD = 2000; // ms over which a class comes back to a server that was started again
const BASES = 40; // bases kept
const BASE_PACE = 900; // ms per half-step at speed 1

const typing = "input:not([data-scrub]), textarea, select, [contenteditable=true], [role=slider], [role=radio], " +
  "[role=radiogroup], [role=tab], [role=listbox], [role=option], [role=combobox], [role=menu], [role=dialog]";
const pressing = "button, a, summary, [role=button], label";

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

function script(src) {
  return new Promise((resolve, reject) => {
    const tag = element("script", { src });
    tag.onload = resolve;
    tag.onerror = () => {
      tag.remove();
      reject(new Error(`${src} did not load`));
    };
    document.head.append(tag);
  });
}

function style(href) {
  if (document.querySelector(`link[href="${href}"]`)) return null;
  return new Promise((resolve) => {
    const link = element("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve });
    document.head.append(link);
  });
}

let plotly = null; // one download for all players of this tab
const left = new Map(); // where the learner stood in a run when its page was left, and what the server knew of it
const bases = new Map(); // what this tab has been sent once: a base depends on the data, not on the start

// Streamlit opens links of the prose in a new tab; those to another lesson belong into this one.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('[data-testid="stMarkdownContainer"] a[href^="/"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  location.assign(link.href);
});

export async function mount(root, data) {
  const url = (name) => new URL(`${data.assets}/${name}`, document.baseURI).href;
  plotly ??= window.Plotly ? Promise.resolve() : script(url(data.plotly));
  try {
    await Promise.all([plotly, style(url("player.css"))]);
  } catch (error) {
    plotly = null;
    throw error;
  }
  return new Player(root);
}

const icons = {
  start: "M4 4h2v12H4zM16 4v12l-9-6z",
  back: "M13 4v12l-9-6zM14 4h2v12h-2z",
  play: "M5 3v14l12-7z",
  pause: "M4 3h4v14H4zM12 3h4v14h-4z",
  next: "M4 4h2v12H4zM7 4v12l9-6z",
  end: "M14 4h2v12h-2zM4 4v12l9-6z",
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", icons[name]);
  svg.append(path);
  return svg;
}

class Player {
  constructor(root) {
    this.root = root;
    this.k = 0;
    this.seq = 0;
    this.strips = [];
    this.speed = 1;
    this.onKey = this.onKey.bind(this);
    document.addEventListener("keydown", this.onKey);
    this.ends = [onTouchOutside(root, () => this.report()), onReconnected(() => this.back())];
  }

  // Called with every message and every change of theme; most of them change nothing here.
  update(component) {
    this.component = component;
    const { data } = component;
    document.documentElement.lang = data.lang === "zh" ? "zh-CN" : data.lang;
    this.seq = Math.max(this.seq, data.seq);
    const restarted = this.session !== undefined && data.session !== this.session;
    this.session = data.session;
    if (restarted && this.ahead(data)) return undefined;
    // a run that answers our own request leaves the learner at the half-step where they are
    const mine = this.waiting > 0 && data.seq >= this.waiting;
    this.answered(data.seq);
    if (data.light) return this.peek(data);
    const dark = this.isDark();
    const opened = !this.data;
    const rebuild = !this.data || data.screen !== this.data.screen;
    const newRun = !this.data || data.run !== this.data.run;
    const jump = !this.data || (data.go !== this.data.go && !restarted) || (newRun && !mine);
    if (rebuild || newRun || jump || restarted) this.known = data.k;
    if (restarted && this.data) this.data.go = data.go; // a new count
    const same = !rebuild && !newRun && !this.peeking && dark === this.dark;
    if (same && !jump) return undefined;
    const called = this.data && data.go !== this.data.go;
    if (same) {
      this.data = data;
      this.stop();
      this.show(data.k);
      this.linkSays(data.k);
      return this.comeIntoView();
    }
    if (!this.complete(data)) return undefined;
    this.data = data;
    this.dark = dark;
    this.tokens = data.tokens[dark ? "dark" : "light"];
    for (const [name, value] of Object.entries(this.tokens)) {
      this.root.style.setProperty(`--em-${name.replace("@", "")}`, value);
    }
    document.documentElement.style.setProperty("--em-page", this.tokens["@paper"]); // for the app's header
    if (rebuild) this.build();
    if (jump) this.stop();
    const k = Math.min(jump ? (opened ? this.resumed(data) : data.k) : this.k, data.labels.length - 1);
    if (jump && (!rebuild || k !== data.k)) this.linkSays(k);
    this.peeking = null;
    this.k = k;
    this.scrub.max = data.labels.length - 1;
    this.setInputs(data.inputs);
    data.panels.forEach((panel, i) => this.strips[i].open(panel.strip, this.tokens, k, newRun ? mine && !rebuild : null));
    this.tell(k);
    this.root.querySelector(".em-fallback")?.remove();
    if (mine && newRun && k !== data.k) this.rest(); // the learner has stepped on in the meantime
    return called ? this.comeIntoView() : undefined;
  }

  // Puts in the bases that were left out because this tab has them; asks again if it has not.
  complete(data) {
    for (const { strip } of data.panels) {
      if (strip.base) bases.set(strip.base_id, strip.base);
      strip.base ??= bases.get(strip.base_id);
    }
    for (const old of [...bases.keys()].slice(0, -BASES)) bases.delete(old);
    if (data.panels.every(({ strip }) => strip.base)) return true;
    this.ask(Object.fromEntries(data.inputs.map(({ id, value }) => [id, value])), true, data.k, []);
    return false;
  }

  // An answer further down the page has moved the player: show it.
  comeIntoView() {
    const { top } = this.frame.getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) this.frame.scrollIntoView({ block: "start" });
  }

  isDark() {
    const [r, g, b] = (getComputedStyle(this.root).getPropertyValue("--st-background-color") || "#fff")
      .trim().replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3").match(/[\da-f]{2}/gi)?.map((part) => parseInt(part, 16)) ?? [255, 255, 255];
    return 0.299 * r + 0.587 * g + 0.114 * b < 128;
  }

  build() {
    const { strings, inputs, panels } = this.data;
    this.strips.forEach((strip) => strip.dispose());
    this.frame?.remove();
    const button = (name, act, ...more) =>
      element("button", { type: "button", class: `em-b em-b-${name}`, "aria-label": strings[name], title: strings[name], onclick: act }, icon(name), ...more);
    this.playButton = button("play", () => this.toggle());
    this.scrub = element("input", { type: "range", min: 0, max: 0, step: 1, value: 0, "data-scrub": true, class: "em-scrub",
      "aria-label": strings.scrub, oninput: () => { this.stop(); this.show(+this.scrub.value); } });
    this.where = element("output", { class: "em-where" });
    this.speedBox = element("select", { class: "em-speed", "aria-label": strings.speed, title: strings.speed,
      onchange: () => { this.speed = +this.speedBox.value; } },
      ...[0.5, 1, 2, 4, 8].map((speed) => element("option", { value: speed, selected: speed === this.speed }, `${speed}×`)));
    this.bar = element("div", { class: "em-bar", role: "group", "aria-label": strings.controls },
      button("start", () => this.go(0)), button("back", () => this.go(this.k - 1)), this.playButton,
      button("next", () => this.go(this.k + 1), element("span", { "aria-hidden": "true" }, strings.onward)), button("end", () => this.go(Infinity)),
      this.scrub, this.where, this.speedBox);
    this.captionBox = element("p", { class: "em-caption" });
    this.live = element("div", { class: "em-sr", role: "status", "aria-live": "polite" });
    this.stopNote = element("p", { class: "em-stop" });
    this.inputs = new Map();
    const inputBox = element("div", { class: "em-inputs", role: "group", "aria-label": strings.inputs },
      ...inputs.map((input) => this.input(input)));
    this.alert = element("p", { class: "em-alert", role: "alert" });
    const boxes = panels.map(({ strip, width, id }) => {
      const inner = element("div", { class: strip.kind === "plotly" ? "em-plot" : "em-html" });
      const figure = element("figure", { class: `em-panel em-${width}`, "data-panel": id },
        element("figcaption", {}, ...asHtmlNodes(strip.title)), element("div", { class: "em-stage" }, inner));
      return [figure, inner, strip.kind];
    });
    this.strips = boxes.map(([, inner, kind]) => kind === "plotly"
      ? new PlotlyStrip(inner, { strings, values: () => this.values(), onJump: (k) => { this.stop(); this.show(k); this.rest(); }, onPick: (values, final) => this.pick(values, final), onAdd: (point) => this.component.setTriggerValue("added", point) })
      : new HtmlStrip(inner, { onSet: (values) => this.pick(values, true) }));
    this.grid = element("div", { class: "em-grid" }, ...boxes.map(([figure]) => figure));
    this.copy = element("button", { type: "button", class: "em-copy", onclick: () => this.copyLink() }, strings.copy);
    this.copied = element("span", { class: "em-copied", role: "status" });
    this.frame = element("section", { class: "em-player", "aria-label": strings.player },
      inputs.length ? inputBox : null, this.alert, element("div", { class: "em-deck" }, this.bar, this.captionBox),
      this.live, this.grid,
      element("div", { class: "em-foot" }, this.stopNote, this.copy, this.copied));
    this.root.append(this.frame);
    this.seen = new Set();
    this.watch?.disconnect();
    this.watch = new IntersectionObserver((changes) => {
      for (const { target, isIntersecting } of changes) this.seen[isIntersecting ? "add" : "delete"](target);
    });
    this.strips.forEach((strip) => this.watch.observe(strip.box));
    this.face();
  }

  // ---- the half-step -------------------------------------------------------------------------

  get last() {
    return this.peeking ? this.peeking.n - 1 : this.data.labels.length - 1;
  }

  go(k) {
    this.stop();
    this.show(k);
  }

  show(wanted) {
    if (this.peeking) this.reopen();
    const k = Math.max(0, Math.min(this.last, wanted));
    const moved = k !== this.k;
    this.k = k;
    // what the learner looks at first, the rest in a turn of its own
    const [near, far] = this.byDistance();
    near.forEach((strip) => strip.show(k));
    clearTimeout(this.later);
    this.later = setTimeout(() => far.forEach((strip) => strip.show(this.k)));
    this.tell(k);
    if (moved) this.rest();
  }

  // The last whole run again, when a step is asked for and the server has not answered a drag.
  reopen() {
    this.peeking = null;
    this.scrub.max = this.data.labels.length - 1;
    this.data.panels.forEach((panel, i) => this.strips[i].open(panel.strip, this.tokens, this.k, null));
  }

  byDistance() {
    const near = this.strips.filter((strip) => this.seen.has(strip.box));
    return [near, this.strips.filter((strip) => !this.seen.has(strip.box))];
  }

  tell(k) {
    this.say(this.data.labels[k], this.data.captions[k], this.data.phases[k]);
    for (const strip of this.strips) strip.describe(strip.caption(k));
    say(this.stopNote, k === this.last ? this.data.stop : ""); // not before the learner has seen it
  }

  say(label, caption, phase, k = this.k) {
    this.scrub.value = k;
    this.scrub.setAttribute("aria-valuetext", `${label}. ${caption}`);
    this.where.textContent = label;
    say(this.captionBox, caption);
    this.frame.dataset.k = k;
    this.frame.dataset.label = label;
    this.frame.dataset.phase = phase;
    clearTimeout(this.speaking);
    if (!this.timer) this.speaking = setTimeout(() => { say(this.live, caption); }, 150);
  }

  toggle() {
    if (this.timer) return this.stop();
    if (this.k >= this.last) this.show(0);
    const tick = () => {
      this.show(this.k + 1);
      if (this.k >= this.last) this.stop();
      else this.timer = setTimeout(tick, BASE_PACE / this.speed);
    };
    this.timer = setTimeout(tick, BASE_PACE / this.speed / 2);
    this.face();
    return undefined;
  }

  stop() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.face();
    this.live.replaceChildren(...this.captionBox.cloneNode(true).childNodes);
  }

  face() {
    const name = this.timer ? "pause" : "play";
    this.playButton.replaceChildren(icon(name));
    this.playButton.setAttribute("aria-label", this.data.strings[name]);
    this.playButton.title = this.data.strings[name];
  }

  // After a rest the link says where the learner stands.
  rest() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.writeLink({ k: this.k }), REST);
  }

  // A page that is opened again stands where it was left, unless the server has news of its own.
  resumed({ session, run, k }) {
    const was = left.get(`${session}/${run}`);
    return was?.known === k ? was.k : k;
  }

  // Another run is shown: what was about to be written is out of date, or has been written too late.
  linkSays(k) {
    clearTimeout(this.resting);
    if (new URLSearchParams(location.search).get("k") !== String(k)) this.writeLink({ k });
  }

  // The server is told when it may matter: its next run may be another control's. (n: never the same twice)
  report() {
    if (!this.data || this.k === this.known) return;
    this.known = this.k;
    this.reports = (this.reports ?? 0) + 1;
    pulse({ k: this.k, run: this.data.run, n: this.reports });
  }

  onKey(event) {
    if (!this.frame || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    const { target, key } = event;
    if (target.closest?.(typing)) return;
    const at = this.frame.getBoundingClientRect();
    const visible = at.bottom > 0 && at.top < innerHeight;
    const inside = this.frame.contains(target);
    if (!inside && !visible) return;
    const acts = {
      ArrowLeft: () => this.go(this.k - 1),
      ArrowRight: () => this.go(this.k + 1),
      Home: () => this.go(0),
      End: () => this.go(Infinity),
      " ": () => this.toggle(),
    };
    if (!acts[key]) return;
    if (key === " " && target.closest?.(pressing)) return;
    event.preventDefault();
    acts[key]();
  }

  // ---- the start -----------------------------------------------------------------------------

  input({ id, label, min, max, step, value }) {
    const common = { min, max, step, value, "data-input": id };
    const range = element("input", { type: "range", ...common, "aria-label": label,
      // held down by a pointer, the value is on its way; a key press is a value of its own
      onpointerdown: () => { this.held = true; },
      oninput: () => this.want({ [id]: +range.value }, !this.held),
      onchange: () => {
        if (this.held) this.want({ [id]: +range.value }, true);
        this.held = false;
      } });
    const number = element("input", { type: "number", ...common, inputmode: "decimal", "aria-label": label,
      onchange: () => this.typed(id, number) });
    this.inputs.set(id, { range, number, min, max, step, label });
    return element("div", { class: `em-input em-input-${id}` },
      element("span", { class: "em-input-label", "aria-hidden": "true" }, ...asHtmlNodes(label)), range, number);
  }

  typed(id, number) {
    const { min, max, label } = this.inputs.get(id);
    const value = Number(number.value);
    const bad = number.value === "" || !Number.isFinite(value) || value < min || value > max;
    say(this.alert, bad
      ? this.data.strings.range.replace("{label}", label).replace("{min}", min).replace("{max}", max)
          .replace("{value}", number.value || this.data.strings.nothing)
      : "");
    if (bad) return number.setAttribute("aria-invalid", "true");
    number.removeAttribute("aria-invalid");
    return this.want({ [id]: value }, true);
  }

  setInputs(list) {
    if (this.pending || this.waiting) return;
    for (const { id, value } of list) this.setInput(id, value);
  }

  setInput(id, value) {
    const { range, number } = this.inputs.get(id);
    range.value = value;
    number.value = value;
    number.removeAttribute("aria-invalid");
  }

  pick(values, final) {
    const rounded = {};
    for (const [id, value] of Object.entries(values)) {
      const { min, max, step } = this.inputs.get(id);
      rounded[id] = +Math.max(min, Math.min(max, Math.round(value / step) * step)).toPrecision(12);
    }
    this.want(rounded, final);
  }

  values() {
    // the number field keeps digits that the slider's steps do not have
    const at = ({ range, number }) => (number.value !== "" && number.checkValidity() ? number : range).value;
    return Object.fromEntries([...this.inputs].map(([id, input]) => [id, +at(input)]));
  }

  // At most one request is under way; the newest value waits, older ones are forgotten.
  want(values, final) {
    this.stop();
    this.alert.textContent = "";
    this.worded = false;
    for (const [id, value] of Object.entries(values)) this.setInput(id, value);
    this.pending = { values: { ...this.values(), ...values }, final };
    for (const strip of this.strips) strip.hold(final ? null : this.pending.values, values);
    this.send();
  }

  send() {
    if (!this.pending || this.scheduled) return;
    const wait = this.waiting ? PATIENCE : THROTTLE - (performance.now() - (this.sentAt ?? -Infinity));
    if (wait > 0) {
      this.scheduled = setTimeout(() => { this.scheduled = null; this.waiting = 0; this.send(); }, wait);
      if (this.pending.final && !isConnected()) this.sayWaiting();
      return;
    }
    const { values, final } = this.pending;
    this.pending = null;
    this.sentAt = performance.now();
    if (final) this.writeLink({ ...values, k: this.k });
    clearTimeout(this.resting);
    this.ask(values, final, this.k, final ? [...bases.keys()] : []);
  }

  ask(values, final, k, have) {
    this.seq += 1;
    this.waiting = this.seq;
    this.known = k;
    this.component.setStateValue("start", { seq: this.seq, values, final, k, have });
    clearTimeout(this.again);
    if (!final) return;
    if (!isConnected()) this.sayWaiting();
    this.again = setTimeout(() => this.insist(), PATIENCE);
  }

  // No answer: a run of the whole page, in which a server that was started again gets to know the player.
  insist() {
    if (!this.waiting) return;
    this.sayWaiting();
    if (isConnected()) pulse();
    clearTimeout(this.again);
    this.again = setTimeout(() => this.insist(), PATIENCE);
  }

  sayWaiting() {
    this.worded = true;
    if (this.alert.textContent !== this.data.strings.waiting) this.alert.textContent = this.data.strings.waiting;
  }

  // The connection is there again, to whichever server: the page is run before the learner misses it.
  back() {
    clearTimeout(this.coming);
    if (this.waiting || this.pending) this.insist();
    else this.coming = setTimeout(() => pulse(), Math.random() * SPREAD);
  }

  // A server that was started again knows the link; if the learner is further, it is asked for theirs.
  ahead(data) {
    clearTimeout(this.coming);
    if (data.light || data.screen !== this.data?.screen) return false;
    if (!this.waiting && !this.pending && data.run === this.data.run) return false;
    this.pending = null;
    clearTimeout(this.scheduled);
    this.scheduled = null;
    this.ask(this.values(), true, this.k, []);
    return true;
  }

  answered(seq) {
    if (!this.waiting || seq < this.waiting) return;
    this.waiting = 0;
    clearTimeout(this.again);
    clearTimeout(this.scheduled);
    this.scheduled = null;
    if (this.worded) this.alert.textContent = "";
    this.worded = false;
    this.send();
  }

  peek(data) {
    // a picture in between, but this page has not seen the run, or not the screen, it belongs to
    if (!this.data || data.screen !== this.data.screen) {
      this.ask(data.values, true, data.k, []);
      return;
    }
    this.peeking = data;
    this.scrub.max = data.n - 1;
    const [near] = this.byDistance(); // what is off the screen waits for the release
    this.strips.forEach((strip, i) => {
      if (!near.includes(strip)) return;
      strip.peek(data.panels[i]);
      strip.describe(data.panels[i].caption);
    });
    this.stopNote.textContent = "";
    this.say(data.label, data.caption, data.phase, Math.min(this.k, data.n - 1));
    this.frame.dataset.peeks = data.seq;
  }

  // ---- the link ------------------------------------------------------------------------------

  // The address is changed here, at once; the server sends the same one, which then changes nothing.
  writeLink(values) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(values)) query.set(name, String(value));
    history.replaceState(history.state, "", `${location.pathname}?${query}`);
  }

  async copyLink() {
    this.writeLink({ k: this.k });
    const { strings } = this.data;
    try {
      await navigator.clipboard.writeText(location.href);
      this.copied.textContent = strings.copied;
    } catch { // no clipboard over plain http: show the link, selected
      const field = element("input", { type: "text", readonly: true, value: location.href, class: "em-link", "aria-label": strings.copy });
      this.copied.replaceChildren(field);
      field.focus();
      field.select();
    }
  }

  destroy() {
    if (this.data) left.set(`${this.session}/${this.data.run}`, { known: this.known, k: this.k });
    document.removeEventListener("keydown", this.onKey);
    this.ends.forEach((end) => end());
    [this.timer, this.resting, this.scheduled, this.speaking, this.later, this.again, this.coming].forEach(clearTimeout);
    this.watch?.disconnect();
    this.strips.forEach((strip) => strip.dispose());
    this.frame?.remove();
  }
}
