// What a table's style depends on inside of it, as classes. CSS has :has() for it, but one such rule that looks at what
// is chosen, hovered or empty makes the browser compute the style of the whole page anew at every change of a picture:
// on a lesson's page 15 to 40 ms each.

// [whose class, what it has in it, the class]
const WHEN = [
  [".em-ledger", ".em-invented", "em-has-invented"],
  [".em-ledger td", ".em-stack", "em-has-stack"],
  [".em-moves", '[data-eq="map"]', "em-has-map"],
  [".em-part", ":scope > .em-say", "em-has-say"],
  [".em-race tr", ":scope > th:empty", "em-blank"],
  [".em-quotients tr", "td:empty", "em-blank"],
  [".em-proof-line, .em-pair-choice", ":checked", "em-on"],
  [".em-proof", ".em-proof-line:hover", "em-hovered"],
  ...[0, 1, 2, 3].flatMap((i) => [
    [".em-proof", `.em-proof-${i}:hover`, `em-hover-${i}`],
    [".em-proof", `.em-proof-${i} :checked`, `em-on-${i}`],
  ]),
  [".em-pair", ".em-word[tabindex]:is(:hover, :focus)", "em-one-lit"],
  [".em-card, .em-tabs label", ":checked", "em-on"],
  [".em-card", ".em-right:checked", "em-is-right"],
  [".em-some", ".em-near:not(:empty)", "em-open"],
];
// [what stands there, the class of what it stands in]
const INSIDE = [
  [".em-person ~ .em-eq", "em-has-person"],
  ['[data-eq="component_B"]', "em-has-components"],
];
const EVENTS = ["change", "pointerover", "pointerout", "focusin", "focusout"];

export class When {
  constructor(box) {
    this.box = box;
    this.rules = [];
    this.ifs = []; // [node, [[name, values], ...]]
    for (const type of EVENTS) box.addEventListener(type, () => this.look());
  }

  // Another markup is in the box.
  enter() {
    const { box } = this;
    for (const [, name] of INSIDE) box.classList.remove(name);
    for (const [there, name] of INSIDE) for (const node of box.querySelectorAll(there)) node.parentElement.classList.add(name);
    for (const node of box.querySelectorAll(".em-pick + .em-routes")) node.previousElementSibling.classList.add("em-of-routes");
    this.rules = WHEN.map(([whose, has, name]) => [[...box.querySelectorAll(whose)], has, name]).filter(([nodes]) => nodes.length);
    // data-if="card-1=2 card-4=0|1": em-open while these are chosen, each among the radio buttons of its name
    this.ifs = [...box.querySelectorAll("[data-if]")].map((node) => [node, node.dataset.if.split(" ").map((one) => {
      const [name, values] = one.split("=");
      return [name, values.split("|")];
    })]);
    this.look();
  }

  look() {
    if (this.ifs.length) {
      const chosen = new Map([...this.box.querySelectorAll("input:checked")].map(({ name, value }) => [name, value]));
      for (const [node, all] of this.ifs) node.classList.toggle("em-open", all.every(([name, values]) => values.includes(chosen.get(name))));
    }
    for (const [nodes, has, name] of this.rules) for (const node of nodes) node.classList.toggle(name, node.querySelector(has) !== null);
  }
}
