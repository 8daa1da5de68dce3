// Streamlit's page reconnects by itself, but runs its script only when that was interrupted. A server that was started
// again has then not drawn this page, and the first choice of Streamlit's own, the language say, would be lost.

const STATE = "data-test-connection-state"; // of Streamlit's own element; without it nothing is noticed
const SPREAD = 2000; // ms over which a class comes back,
const HANDS = ["pointermove", "pointerdown", "keydown"]; // but who is about to choose something comes first

// Calls `act` some time after the connection is there again, until the signal.
export function onReconnected(act, signal) {
  const app = document.querySelector("[data-testid=stApp]");
  if (!app) return;
  const isConnected = () => (app.getAttribute(STATE) ?? "CONNECTED") === "CONNECTED";
  let [before, coming] = [isConnected(), null];
  const come = () => {
    if (coming === null) return;
    clearTimeout(coming);
    coming = null;
    act();
  };
  const watch = new MutationObserver(() => {
    const now = isConnected();
    if (!now) coming = clearTimeout(coming) ?? null;
    else if (!before) coming = setTimeout(come, Math.random() * SPREAD);
    before = now;
  });
  watch.observe(app, { attributes: true, attributeFilter: [STATE] });
  for (const hand of HANDS) document.addEventListener(hand, come, { capture: true, passive: true, signal });
  signal.addEventListener("abort", () => {
    watch.disconnect();
    coming = clearTimeout(coming) ?? null;
  });
}
