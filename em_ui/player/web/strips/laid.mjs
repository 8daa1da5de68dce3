// What the learner laid in a picture: which radio buttons are chosen (data-keep) in its decks (data-deck). It concerns the
// page alone, so the server never hears of it. A link has it by the deck's name and a character for each of its groups,
// "deal.0-12_there.01"; buttons that only turn pages (data-keep=page) are not in it. This tab keeps all of them.

const KEY = "em/laid";
const NONE = "-";
const LONGEST = 40; // of what cannot be read, as much as is told
const kept = new Map(); // a group's name -> the value that is chosen
const linked = new Map(); // a deck -> what the link says of it, until it is drawn
let pieces = []; // what the link says, until a scene has been asked whether it can be read

try {
  for (const [name, value] of Object.entries(JSON.parse(sessionStorage.getItem(KEY) ?? "{}"))) kept.set(name, String(value));
} catch { /* a tab without storage forgets when it is reloaded */ }

function save() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch { /* as above */ }
}

// A deck's groups in their order: [[name, buttons], ...].
function groups(deck) {
  const found = new Map();
  for (const node of deck.querySelectorAll("input[data-keep]:not([data-keep=page])")) found.set(node.name, [...(found.get(node.name) ?? []), node]);
  return [...found];
}

const decks = (box) => [...box.querySelectorAll("[data-deck]")];
const trimmed = (signs) => signs.join("").replace(/-+$/, "");

// What a link says; it holds when its deck is drawn.
export function follow(text) {
  pieces = text.split("_").filter(Boolean);
  for (const one of pieces) {
    const [deck, said = ""] = one.split(".");
    if (deck) linked.set(deck, said);
  }
}

// What the link says, as far as the scene that it opens has no such deck, or none of its buttons has such a sign.
export function misread({ panels }) {
  if (!pieces.length) return "";
  const found = new Map();
  for (const view of panels.flatMap(({ strip }) => Object.values(strip.base.views ?? {}))) {
    const page = document.createElement("template");
    page.innerHTML = view;
    for (const deck of decks(page.content)) found.set(deck.dataset.deck, groups(deck).map(([, nodes]) => nodes.map(({ value }) => value)));
  }
  const reads = (deck, signs = "", ...more) => found.has(deck) && !more.length
    && [...signs].every((sign, i) => found.get(deck)[i] && (sign === NONE || found.get(deck)[i].includes(sign)));
  const wrong = pieces.filter((one) => !reads(...one.split("."))).join("_");
  pieces = [];
  for (const deck of linked.keys()) if (!found.has(deck)) linked.delete(deck);
  return wrong.slice(0, LONGEST).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `⟨U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

export function choose({ name, value }) {
  kept.set(name, value);
  save();
}

// All that lies in a hand is taken back.
export function clear(hand) {
  for (const [name, nodes] of groups(hand)) {
    kept.delete(name);
    for (const node of nodes) node.checked = false;
  }
  save();
  hand.dispatchEvent(new Event("change", { bubbles: true }));
}

// What was laid lies there again.
export function restore(box) {
  for (const deck of decks(box)) {
    const said = linked.get(deck.dataset.deck);
    if (said === undefined) continue;
    linked.delete(deck.dataset.deck);
    groups(deck).forEach(([name, nodes], i) => {
      if (nodes.some(({ value }) => value === said[i])) kept.set(name, said[i]);
      else kept.delete(name);
    });
    save();
  }
  for (const node of box.querySelectorAll("input[data-keep]")) if (kept.has(node.name)) node.checked = kept.get(node.name) === node.value;
}

// Where a row of choices is wider than its place, the one that is chosen comes into view.
export function bring(box) {
  for (const node of box.querySelectorAll("[data-turn] input:checked")) {
    const { parentElement: label } = node;
    label.parentElement.scrollLeft = label.offsetLeft - label.parentElement.offsetLeft - 24;
  }
}

// What lies in the decks of a board, as a link says it; "" where all is as it was dealt.
export function said(box) {
  const found = [];
  for (const deck of decks(box)) {
    const signs = (is) => trimmed(groups(deck).map(([, nodes]) => nodes.find(is)?.value ?? NONE));
    const now = signs((node) => node.checked);
    if (now !== signs((node) => node.defaultChecked)) found.push(`${deck.dataset.deck}.${now}`);
  }
  return found.join("_");
}
