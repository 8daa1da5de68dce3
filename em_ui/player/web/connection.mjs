// Is the server there, and is it the one that was there before? Streamlit's own page reconnects by itself, but
// runs its script only when it was interrupted or when the last run was a fragment's: a server that was started
// again then knows no fragment, and what the player asks is lost. So the player can ask for a whole run.

const STATE = "data-test-connection-state"; // of Streamlit's own element; without it all counts as connected
const app = () => document.querySelector("[data-testid=stApp]");

export const isConnected = () => (app()?.getAttribute(STATE) ?? "CONNECTED") === "CONNECTED";

// Calls `act` whenever the connection is there again; returns what ends that.
export function onReconnected(act) {
  let before = isConnected();
  const watch = new MutationObserver(() => {
    const now = isConnected();
    if (now && !before) act();
    before = now;
  });
  if (app()) watch.observe(app(), { attributes: true, attributeFilter: [STATE] });
  return () => watch.disconnect();
}

// Has the whole page run, by the small component outside of every fragment (pulse.js), and tells it where the
// learner stands, if that is given. Not by the player itself: what a fragment says in the same moment as
// another control makes Streamlit's page run the fragment alone.
export const pulse = (position) => document.dispatchEvent(new CustomEvent("em-pulse", { detail: position }));

// (what only scrolls has a role and a place in the order of focus, too)
// Links are left out: what is sent in the moment in which another page is opened is run on the wrong page.
const ROLES = ["button", "checkbox", "combobox", "menuitem", "option", "radio", "slider", "switch", "tab"];
const CONTROLS = "button, input, label, select, summary, textarea, [contenteditable=true], [data-testid=stFileUploader]" +
  ROLES.map((role) => `, [role=${role}]`).join("");

// Calls `act` before the learner's touch reaches a control of the page outside of this element, and when the
// page goes; returns what ends that.
export function onTouchOutside(element, act) {
  const touched = ({ target }) => {
    if (!(target instanceof Element) || element.contains(target) || !isConnected()) return;
    const control = target.closest(CONTROLS);
    if (control && app()?.contains(control)) act();
  };
  const kinds = ["pointerdown", "keydown", "focusin", "drop"];
  for (const kind of kinds) document.addEventListener(kind, touched, true);
  addEventListener("pagehide", act);
  return () => {
    for (const kind of kinds) document.removeEventListener(kind, touched, true);
    removeEventListener("pagehide", act);
  };
}
