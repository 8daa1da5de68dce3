// The theme's colours in a figure: "@A" and the other tokens of em_figures/theme.py.

// "@mix A 0.25 B 0.75": the tokens' colours in these shares, a point between two components.
function mixed(text, tokens) {
  const parts = text.split(" ").slice(1);
  const sum = [0, 0, 0];
  for (let i = 0; i < parts.length; i += 2) {
    const hex = tokens[`@${parts[i]}`];
    sum.forEach((_, j) => { sum[j] += +parts[i + 1] * parseInt(hex.slice(1 + 2 * j, 3 + 2 * j), 16); });
  }
  return `rgb(${sum.map(Math.round).join(",")})`;
}

// Numbers that travelled as bytes (em_figures/typed.py); Plotly reads tables of them by itself.
const KINDS = { f4: Float32Array, u1: Uint8Array, u2: Uint16Array };
const unpacked = ({ dtype, bdata }) => new KINDS[dtype](Uint8Array.from(atob(bdata), (c) => c.charCodeAt(0)).buffer);

// The theme's colours in place of the tokens "@ink", "@A", ... anywhere in a figure.
export function coloured(value, tokens) {
  if (typeof value === "string") {
    if (value[0] !== "@") return value;
    return value.startsWith("@mix ") ? mixed(value, tokens) : tokens[value] ?? value;
  }
  if (Array.isArray(value)) return value.map((item) => coloured(item, tokens));
  if (value && typeof value === "object") {
    if (value.bdata && !value.shape) return unpacked(value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item, tokens)]));
  }
  return value;
}
