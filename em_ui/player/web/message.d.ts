// The messages between Python and the browser, and nothing else is agreed between them. Written by em_ui/page.py and
// em_lesson/answers.py, read by lesson.mjs; tests/ui/test_contract.py compares the names.

type Link = Record<string, string>; // a link's settings, by name

/** What every part of a page is given. */
interface Part {
  role: "stage" | "free" | "question" | "wire" | "visits";
  assets: string; // the folder of the modules, relative to the app's root
  plotly: string; // Plotly, relative to that folder
}

/** The stage: em_ui/page.py, _stage. */
interface StageData extends Part {
  lesson: string; // its path
  lang: "en" | "zh";
  title: string;
  single: boolean; // one scene in the flow of a page, with no story beside it
  scenes: Scene[]; // in the order of the text; the last one shows everything, but where there is a single one
  words: Record<string, unknown>; // what the stage says itself
  tokens: Record<"light" | "dark", Record<string, string>>;
  first: string | null; // the first Answer, as text
  given: { scene: string; settings: Link; key: string } | null; // the learner's own rows
  removed: number; // how often they were removed in this session
  failed: string;
}

interface Scene {
  id: string;
  title: string;
  part: string;
  example: Link; // all settings that it opens with
  asks: boolean; // whether a question stands in its section
}

/** A prediction in the story: em_ui/page.py, _question. html is made and escaped in Python. */
interface QuestionData extends Part {
  lesson: string;
  scene: string;
  id: string;
  prompt: string;
  answers: { id: number; text: string; reply: string; right: boolean }[];
  reveal: string;
  listing: string;
  at: number; // the half-step that settles it, -1 for the last
  settings: Link; // at these settings
  panel: string; // that shows it, where one stands at a time; "" for the first
  words: Record<string, unknown>;
}

/** The list of lessons on the first page: em_ui/home.py, _list. What was opened is in the browser alone. */
interface VisitsData extends Part {
  scenes: Record<string, number>; // a lesson's path, and how many scenes it has
  words: Record<string, string>;
}

/** Sent by message where there is no route: the query of em/run/<lesson>. */
interface Ask {
  seq: number;
  query: string; // scene, lang, light, changed, add, k, and the settings that differ from the scene's example
}

/** Its answer: em_ui/page.py, _wire. */
interface WireData extends Part {
  seq: number;
  answer: string | null; // an Answer, as text
}

/** em_lesson/answers.py: one of these. */
type Answer = Answered | { own: true } | { refused: string };

interface Answered {
  k: number; // the half-step that was asked for, within the run
  notices: string[]; // what the question had wrong
  document: Run | Light;
}

/** A scene's whole run. */
interface Run {
  scene: string;
  lang: string;
  settings: Link;
  labels: string[]; // one for each half-step, as phases and captions
  phases: string[];
  captions: string[];
  kept?: number[]; // the half-steps that are here, where a long run has others: their captions are empty
  stop: string; // why it ended
  at: number; // the half-step that the scene opens at
  knobs: string[];
  live: Record<string, { label: string; min: number; max: number; step: number }>;
  controls: Control[];
  panels: { id: string; strip: Strip }[];
  code: string;
}

interface Control {
  id: string;
  label: string;
  value: string;
  kind: "choice" | "scale" | "flag" | "number" | "text" | "lines"; // lines: a text of several
  options?: [string, string][];
  help?: string;
  most?: number; // characters that a text may take in a link
  min?: number;
  max?: number;
  step?: number;
}

/** One picture, while a knob moves. */
interface Light {
  light: true;
  scene: string;
  lang: string;
  settings: Link;
  k: number;
  n: number; // half-steps of the run
  label: string;
  caption: string;
  phase: string;
  panels: { id: string; opening: object; tracks: object; frame: unknown; caption: string }[];
}

/** A filmstrip: em_figures/filmstrip.py says what it is, em_figures/wire.py writes it. */
interface Strip {
  kind: "plotly" | "html";
  title: string;
  base: object;
  base_id: string;
  opening: object;
  tracks: Record<string, Record<string, number[]>>;
  ghost: Record<string, string>;
  clicks: unknown;
  frames: unknown[]; // a number: the frame there is this one again
  captions: string[];
}
