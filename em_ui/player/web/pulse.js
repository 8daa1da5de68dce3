// A run of the whole page when the player asks for one, and where the learner stands: see connection.mjs.
export default function ({ setStateValue, setTriggerValue }) {
  const run = ({ detail }) => (detail ? setStateValue("position", detail) : setTriggerValue("pulse", performance.now()));
  document.addEventListener("em-pulse", run);
  return () => document.removeEventListener("em-pulse", run);
}
