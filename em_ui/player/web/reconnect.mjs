// Streamlit's page reconnects by itself, but runs its script only when that was interrupted. A server that was started
// again has then not drawn this page, and the first choice of Streamlit's own, the language say, would be lost.

const STATE = "data-test-connection-state"; // of Streamlit's own element; without it nothing is noticed
const SPREAD = 2000; // ms over which a class comes back

// Calls `act` some time after the connection is there again, until the signal.
export function onReconnected(act, signal) {
  const app = document.querySelector("[data-testid=stApp]");
  if (!app) return;
  const isConnected = () => (app.getAttribute(STATE) ?? "CONNECTED") === "CONNECTED";
  let [before, coming] = [isConnected(), null];
  const watch = new MutationObserver(() => {
    const now = isConnected();
    if (!now) clearTimeout(coming);
    else if (!before) coming = setTimeout(act, Math.random() * SPREAD);
    before = now;
  });
  watch.observe(app, { attributes: true, attributeFilter: [STATE] });
  signal.addEventListener("abort", () => {
    watch.disconnect();
    clearTimeout(coming);
  });
}
