// The way to the server: at most one question is under way, the newest waits for it and older ones are
// forgotten, prefetching comes last; what was answered is kept. Senders and clock are handed in.

const LATEST = 3; // settings of a scene that are kept
const MOST = 20e6; // characters of all answers that are kept
const PATIENCE = 1200; // ms after which somebody should be told that we wait
const AGAIN = [400, 800, 1500, 2000]; // ms between attempts

export const keyOf = ({ scene, lang, params }) =>
  JSON.stringify([scene, lang, Object.entries(params).filter(([name]) => name !== "k" && name !== "changed").sort()]);

export class Requests {
  constructor({ send, clock = globalThis, onWaiting = () => {} }) {
    this.send = send;
    this.clock = clock;
    this.onWaiting = onWaiting;
    this.kept = new Map(); // key -> [scene, answer, size], the latest last
    this.ahead = [];
    this.next = null;
    this.busy = null;
  }

  // The answer, or null when a newer question has taken this one's place.
  ask(question, { light = false } = {}) {
    const found = light ? null : this.known(question);
    if (found) {
      this.forget();
      return Promise.resolve(found);
    }
    return new Promise((resolve) => {
      this.forget();
      this.next = { question, light, resolve };
      if (this.busy?.ahead) this.busy.stop.abort();
      this.pump();
    });
  }

  forget() {
    this.next?.resolve(null);
    this.next = null;
    if (this.busy && !this.busy.ahead) this.busy.stale = true;
  }

  known(question) {
    if (question.params.changed) return null;
    const key = keyOf(question);
    const found = this.kept.get(key);
    if (!found) return null;
    this.kept.delete(key);
    this.kept.set(key, found);
    return found[1];
  }

  // Fetches what is not here yet, when nothing else is under way; resolves when it is here.
  prefetch(question) {
    if (this.known(question)) return Promise.resolve(true);
    return new Promise((resolve) => {
      this.ahead.push({ question, resolve, ahead: true });
      this.pump();
    });
  }

  keep(question, answer, size = 1e5) {
    const key = keyOf(question);
    this.kept.delete(key);
    this.kept.set(key, [question.scene, answer, size]);
    const mine = [...this.kept].filter(([other, [scene]]) => scene === question.scene && !other.endsWith("[]]"));
    for (const [old] of mine.slice(0, -LATEST)) this.kept.delete(old); // the example stays
    let all = [...this.kept.values()].reduce((sum, [, , n]) => sum + n, 0);
    for (const [key, [, , n]] of this.kept) {
      if (all <= MOST) break;
      this.kept.delete(key);
      all -= n;
    }
  }

  // Forgets the answers at such settings.
  drop(such) {
    for (const key of [...this.kept.keys()]) if (such(Object.fromEntries(JSON.parse(key)[2]))) this.kept.delete(key);
  }

  async pump() {
    if (this.busy) return;
    const job = this.next ?? this.ahead.shift();
    if (!job) return;
    if (job === this.next) this.next = null;
    this.busy = job;
    job.stop = new AbortController();
    let late;
    const look = () => {
      if (!job.stale || this.next) this.onWaiting(true); // nobody waits for what was given up
      late = this.clock.setTimeout(look, PATIENCE);
    };
    if (!job.ahead) late = this.clock.setTimeout(look, PATIENCE);
    let answer = null;
    for (let attempt = 0; !answer; attempt += 1) {
      try {
        answer = await this.send(job.question, job.light, job.stop.signal);
      } catch {
        if (job.ahead || job.stale || this.next) break;
        this.onWaiting(true);
        await new Promise((resolve) => this.clock.setTimeout(resolve, AGAIN[Math.min(attempt, AGAIN.length - 1)]));
        if (job.stale || this.next) break;
      }
    }
    this.clock.clearTimeout(late);
    this.busy = null;
    if (answer) {
      this.onWaiting(false);
      const plain = !job.light && answer.document && !answer.notices.length && !job.question.params.changed;
      if (plain) this.keep(job.question, answer, answer.size);
    }
    job.resolve(job.ahead ? Boolean(answer) : job.stale ? null : answer);
    this.pump();
  }
}
