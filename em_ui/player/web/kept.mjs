// The half-steps that a document holds: all, or of a long run some, in `kept`.

const closest = (list, k) => list.reduce((best, one) => (Math.abs(one - k) < Math.abs(best - k) ? one : best));

// The half-step that is shown for k.
export function nearest({ labels, kept }, k) {
  const inside = Math.max(0, Math.min(k, labels.length - 1));
  return kept ? closest(kept, inside) : inside;
}

// So many kept half-steps further on, or back.
export function beside(doc, k, steps) {
  if (!doc.kept) return nearest(doc, k + steps);
  const at = doc.kept.indexOf(nearest(doc, k)) + steps;
  return doc.kept[Math.max(0, Math.min(at, doc.kept.length - 1))];
}
