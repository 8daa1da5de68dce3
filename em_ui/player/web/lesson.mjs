// The page's one module: every part of a lesson's page (the stage, the place for everything at once, the questions,
// the wire) is mounted here and finds the others here.

import { element, scroller, sectionAt, sectionOf, taken } from "./dom.mjs";
import * as address from "./address.mjs";
import { Given } from "./given.mjs";
import { List } from "./list.mjs";
import { listen } from "./marks.mjs";
import { Present } from "./present.mjs";
import { prepare } from "./print.mjs";
import { Question } from "./questions.mjs";
import { Reading } from "./reading.mjs";
import { onReconnected } from "./reconnect.mjs";
import { Wire } from "./senders.mjs";
import { Stage } from "./stage.mjs";
import { follow } from "./strips/laid.mjs";
import { Visits, remember } from "./visited.mjs";

let scripts = null; // one download of Plotly and the style for all lessons of this tab
const page = { stage: null, wire: new Wire(), free: null, questions: new Set() };

// The page's head asks for Plotly first; where it did not, or the answer was lost, it is asked for here.
async function plotly(src) {
  const announced = document.querySelector("script[data-em=plotly]");
  if (announced && !window.Plotly && document.readyState !== "complete") {
    await new Promise((resolve) => { // it may have been lost before this ran: when the page has loaded, that is known
      for (const [at, type] of [[announced, "load"], [announced, "error"], [window, "load"]]) at.addEventListener(type, resolve, { once: true });
    });
  }
  if (window.Plotly) return;
  const tag = element("script", { src });
  await new Promise((resolve, reject) => {
    tag.addEventListener("load", resolve);
    tag.addEventListener("error", () => { tag.remove(); reject(new Error("Plotly did not load")); });
    document.head.append(tag);
  });
}

function load(data) {
  const url = (name) => new URL(`${data.assets}/${name}`, document.baseURI).href;
  const script = window.Plotly ? null : plotly(url(data.plotly));
  const style = document.querySelector(`link[href="${url("style.css")}"]`) ? null : new Promise((resolve) => {
    document.head.append(element("link", { rel: "stylesheet", href: url("style.css"), onload: resolve, onerror: resolve }));
  });
  return Promise.all([script, style]);
}

export async function mount(root, data) {
  if (data.role === "wire") return { update: (component) => page.wire.update(component), destroy() { page.wire.tell = null; } };
  if (data.role === "question") return new Question(root, page);
  if (data.role === "visits") return new Visits(root);
  if (data.role === "free") {
    page.free = root;
    page.main?.place();
    return { update() {}, destroy() { if (page.free === root) page.free = null; } };
  }
  scripts ??= load(data);
  try {
    await scripts;
  } catch (error) {
    scripts = null;
    throw error;
  }
  return new Main(root);
}

// The stage on its page: size, theme, keys, and what Streamlit hands over.
class Main {
  constructor(root) {
    this.root = root;
    page.main = this;
    this.given = new Given();
    this.stop = new AbortController();
  }

  update(component) {
    const { data } = component;
    this.component = component;
    document.documentElement.lang = data.lang === "zh" ? "zh-CN" : data.lang;
    const said = `${data.lesson}/${data.lang}`;
    const dark = this.isDark();
    if (said !== this.said) this.begin(data);
    else if (dark !== this.dark) this.paint(dark, data);
    this.said = said;
    this.place();
    this.given.update(data, page.stage);
  }

  begin(data) {
    const same = this.stage?.data.lesson === data.lesson; // in another language: the scene stays
    const scene = this.stage?.scene;
    this.end();
    this.stop = new AbortController();
    const { signal } = this.stop;
    const again = () => this.component.setTriggerValue("again", true); // a run of the whole page
    const stage = this.stage = page.stage = new Stage({ data, questions: page.questions, wire: page.wire, again });
    onReconnected(again, signal);
    this.root.querySelector(".em-part-fallback")?.replaceChildren();
    this.root.append(stage.boards.beside.root);
    this.place();
    this.measure();
    this.paint(this.isDark(), data);
    if (!data.single) this.beside(stage, signal);
    listen(stage, signal);
    document.addEventListener("keydown", (event) => this.onKey(event), { signal });
    addEventListener("resize", () => this.measure(), { signal });
    this.sizes = new ResizeObserver(() => this.measure());
    this.sizes.observe(this.root);
    for (const question of page.questions) question.listen(stage);
    const link = address.read();
    follow(link.laid);
    const first = data.first && !same ? JSON.parse(data.first) : null;
    this.open(first, same ? scene : link.scene, same ? { ...link, params: {} } : link).then(() => link.present && this.present?.start(false));
  }

  // What only a stage with a story beside it has.
  beside(stage, signal) {
    this.reading = new Reading(stage);
    this.list = new List(stage, this.reading);
    this.present = new Present(stage, signal);
    remember(stage);
    prepare(stage, signal);
    stage.goTo = (id, how) => {
      if (!["button", "key", "link"].includes(how) || stage.presenting) return;
      this.reading.show(id);
      // who reads with the keyboard goes along
      const [from, to] = [sectionAt(document.activeElement), sectionOf(id)];
      if (!from || !to || from === to) return;
      to.tabIndex = -1;
      to.focus({ preventScroll: true });
    };
    stage.scrollTo = (top) => this.reading.to(top);
    stage.leave = () => { stage.came = { id: stage.scene, top: scroller().scrollTop }; };
  }

  // The first scene: what the link says, else where this tab was, else what the page brought along.
  async open(brought, wanted, link) {
    const { stage } = page;
    const has = Object.keys(link.params).length > 0;
    const scene = wanted || (has ? "" : stage.scenes.at);
    const first = wanted || has || [stage.scenes.list[0].id, ""].includes(scene) ? brought : null;
    const id = first?.document?.scene ?? (stage.scenes.meta(scene) ? scene : has && !stage.data.single ? "free" : stage.scenes.list[0].id);
    if (first?.document) {
      const own = stage.scenes.difference(id, first.document.settings);
      const k = "k" in link.params ? first.k : null;
      if (link.scene || has) stage.scenes.leave(id, { settings: own, k, own: true });
      const kept = JSON.stringify(stage.scenes.of(id).settings) === JSON.stringify(own);
      await stage.enter(id, { how: "open", first: kept ? first : null, notices: kept ? first.notices : [] });
    } else {
      const { k, ...params } = link.params;
      await stage.enter(id, { how: "open", ...(has ? { settings: params, k: k === undefined ? undefined : Number(k) } : {}) });
    }
    if (document.activeElement === document.body) { // so that the reading keys scroll the story
      const main = scroller();
      main.tabIndex = -1;
      main.focus({ preventScroll: true });
    }
    await this.reading?.begin(id, id === stage.scenes.list[0].id);
  }

  isDark() {
    const [r, g, b] = (getComputedStyle(this.root).getPropertyValue("--st-background-color") || "#fff")
      .trim().replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3").match(/[\da-f]{2}/gi)?.map((part) => parseInt(part, 16)) ?? [255, 255, 255];
    return 0.299 * r + 0.587 * g + 0.114 * b < 128;
  }

  paint(dark, data) {
    this.dark = dark;
    const tokens = data.tokens[dark ? "dark" : "light"];
    for (const [name, value] of Object.entries(tokens)) document.documentElement.style.setProperty(`--em-${name.replace("@", "")}`, value);
    document.documentElement.style.setProperty("--em-page", tokens["@paper"]); // for the app's header
    document.documentElement.classList.toggle("em-dark", dark);
    page.stage.setTokens(tokens);
  }

  // Everything at once has its place below the story.
  place() {
    const board = page.stage?.boards.free.root;
    if (!board || !page.free || board.parentElement === page.free) return;
    page.free.append(board);
    page.stage.boards.free.deck.panels.settle(); // it may have been opened by a link before it had its place
  }

  // "wide": side by side; "phone": the stage on top; "flat": nothing sticks. stage.css has the same limits.
  measure() {
    const { stage } = page;
    const flat = innerHeight < 480;
    stage.form = flat ? (innerWidth >= 700 ? "flat" : "under") : innerWidth >= 1000 ? "wide" : "phone";
    document.documentElement.dataset.emForm = stage.form;
    stage.setSmall(["phone", "under"].includes(stage.form) && !stage.data.single);
    this.under();
    if (stage.deck?.doc && !this.due) this.due = requestAnimationFrame(() => { this.due = null; stage.deck.panels.settle(); });
  }

  // Where nothing fits beside, the stage stands under the heading of its scene.
  under() {
    const { stage } = page;
    stage.listeners.add(stage.moves ??= (what, id) => {
      const board = stage.boards.beside.root;
      if (stage.presenting) return;
      const wanted = stage.form === "under" && id !== "free" ? document.querySelector(`.st-key-scene-${id}`) : this.root;
      if (!wanted || board.parentElement === wanted || what === "changed") return;
      if (wanted === this.root) wanted.append(board);
      else wanted.children[0].after(board);
    });
    if (stage.scene) stage.moves("entering", stage.scene);
  }

  onKey(event) {
    const { stage } = page;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !stage.doc) return;
    if (this.present?.onKey(event) || taken(event)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const { deck } = stage;
    const acts = {
      ...(this.present ? { "?": () => stage.tellState([stage.words.shortcuts]), f: () => this.present.start() } : {}),
      n: () => this.by(1), p: () => this.by(-1),
      ...(event.target.closest?.(".em-board") || event.target === document.body || sectionFocus(event.target)
        ? { ArrowLeft: () => deck.by(-1), ArrowRight: () => deck.by(1) } : {}),
      ...(event.target.closest?.(".em-board") ? { Home: () => deck.go(0), End: () => deck.go(Infinity), " ": () => deck.toggle() } : {}),
    };
    if (!acts[key] || (event.shiftKey && key !== "?")) return;
    event.preventDefault();
    acts[key]();
  }

  by(step) {
    const { stage } = page;
    return stage.enter(stage.scenes.list[stage.scenes.place(stage.scene) + step]?.id, { how: "key" });
  }

  end() {
    this.stop.abort();
    this.sizes?.disconnect();
    this.reading?.dispose();
    this.list?.dispose();
    this.stage?.dispose();
    this.stage = null;
  }

  destroy() {
    this.end();
    if (page.main === this) page.main = page.stage = null; // another page's stage may be there already
  }
}

const sectionFocus = (target) => Boolean(target.closest?.('[class*="st-key-scene-"], [data-testid="stMain"]'));
