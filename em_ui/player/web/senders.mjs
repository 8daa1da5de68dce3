// The two ways on which a question travels. The route needs no script run; where it is missing (the script run by
// itself, an older Streamlit) and for rows that only the session has, the question goes by a component's message.

const LIMIT = 20000; // ms after which an attempt counts as lost

export class NoRoute extends Error {}

export function query({ scene, lang, params }, light) {
  return new URLSearchParams({ ...params, scene, lang, ...(light ? { light: "1" } : {}) }).toString();
}

async function byRoute(lesson, asked, signal) {
  const lost = AbortSignal.any([signal, AbortSignal.timeout(LIMIT)]);
  const got = await fetch(new URL(`em/run/${lesson}?${asked}`, document.baseURI), { signal: lost });
  if (!(got.headers.get("content-type") ?? "").startsWith("application/json")) throw got.ok ? new NoRoute() : new Error(got.status);
  const text = await got.text();
  if (!got.ok) return { broken: true };
  return { ...JSON.parse(text), size: text.length };
}

// The wire is a component in a fragment of its own; ``again`` makes a whole run of the page, after which it is there.
export class Wire {
  constructor() {
    this.seq = Date.now() % 1e9; // larger than what an earlier page of this session asked
    this.waiting = null;
  }

  update({ data, setStateValue }) {
    this.tell = setStateValue;
    if (!this.waiting) return;
    if (data.seq === this.waiting.seq && data.answer) {
      const { resolve } = this.waiting;
      this.waiting = null;
      resolve({ ...JSON.parse(data.answer), size: data.answer.length });
    } else if (this.waiting.unsent) this.post();
  }

  post() {
    if (!this.tell) return;
    this.waiting.unsent = false;
    this.tell("ask", { seq: this.waiting.seq, query: this.waiting.asked });
  }

  send(asked, signal, again) {
    this.seq += 1;
    return new Promise((resolve, reject) => {
      const mine = { seq: this.seq, asked, unsent: true };
      const lost = setTimeout(() => {
        if (this.waiting !== mine) return;
        mine.unsent = true;
        again(); // the session is another one since the server was started again, and knows no fragment
      }, 2500);
      const done = (act) => (value) => { clearTimeout(lost); act(value); };
      const fail = () => { if (this.waiting === mine) this.waiting = null; done(reject)(new Error("lost")); };
      mine.resolve = done(resolve);
      signal.addEventListener("abort", fail);
      setTimeout(() => this.waiting === mine && fail(), LIMIT);
      this.waiting = mine;
      this.post();
    });
  }
}

export function sender(lesson, wire, again) {
  let routed = true;
  return async (question, light, signal) => {
    const asked = query(question, light);
    if (routed) {
      try {
        const answer = await byRoute(lesson, asked, signal);
        if (!answer.own) return answer;
      } catch (error) {
        if (!(error instanceof NoRoute)) throw error;
        routed = false;
      }
    }
    return wire.send(asked, signal, again);
  };
}
