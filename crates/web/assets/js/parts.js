// Files that go up in parts, so that a lost line or a locked phone costs one part: each file is announced, its parts follow one by one
// at the offset that the server names, and what broke off goes on from there, by itself while the page is open, and after a reload
// once the same file (name, size, last change) is chosen again. What is remembered in this browser, for a day, is the upload's number
// and never an address, because that is a secret. Absent: the form, which names the uploads and is sent once they are whole.
const LEAST = 256 * 1024;
const MOST = 4 * 1024 * 1024;
// A part that took no longer is followed by one twice as large.
const QUICK = 3_000;
// A line on which nothing moves for so long is taken for broken.
const STILL = 45_000;
const LONGEST_PAUSE = 60_000;
const DAY = 86_400_000;
const BEGIN = "uploads:";

/** The person stopped it. */
export class Stopped extends Error {}
/** It will not be taken however often it is tried; the message is for the person. */
export class Refused extends Error {}
/** The page is open for longer than its form is good for. */
export class TooOld extends Error {}
/** The line broke, or the server is away for now. */
class Broken extends Error {
  constructor(wait = 0) {
    super("broken");
    this.wait = wait;
  }
}

const placeOf = (form) => {
  const name = form.querySelector("[data-kept-at]")?.dataset.keptAt;
  return name ? BEGIN + name : null;
};
const keyOf = (file) => `${file.name}|${file.size}|${file.lastModified}`;

function store(run) {
  try {
    return run(localStorage);
  } catch {
    // A browser may refuse it; then nothing is remembered.
    return null;
  }
}

function write(place, all) {
  if (Object.keys(all).length) store((kept) => kept.setItem(place, JSON.stringify(all)));
  else store((kept) => kept.removeItem(place));
}

/** What was begun within the last day. What is older, or cannot be read, goes. */
function read(place) {
  const text = store((kept) => kept.getItem(place));
  if (!text) return {};
  let all = null;
  try {
    all = JSON.parse(text);
  } catch {
    // Nothing of ours.
  }
  const young = Object.fromEntries(Object.entries(all ?? {}).filter(([, one]) => Date.now() - one?.at < DAY));
  if (JSON.stringify(young) !== text) write(place, young);
  return young;
}

/** What this browser began for a form within the last day, by file. */
export function remembered(form) {
  const place = placeOf(form);
  return place ? read(place) : {};
}

/** Takes out of this browser what is over, of whichever form: names of files are not to stay because a page is not opened again. */
export function sweep() {
  for (const place of store((kept) => Object.keys(kept).filter((key) => key.startsWith(BEGIN))) ?? []) read(place);
}

function remember(form, all) {
  const place = placeOf(form);
  if (place) write(place, all);
}

/** What a form was sent with is not to be gone on with. */
export const forget = (form) => remember(form, {});

/** One request; fails where no answer came. `moved` hears how many bytes are up. */
function ask(method, address, { headers = {}, body = null, moved = () => {}, signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let still;
    const alive = () => {
      clearTimeout(still);
      still = setTimeout(() => request.abort(), STILL);
    };
    const stop = () => request.abort();
    const over = () => {
      clearTimeout(still);
      signal?.removeEventListener("abort", stop);
    };
    request.upload.addEventListener("progress", (event) => {
      alive();
      moved(event.loaded);
    });
    for (const kind of ["error", "abort"]) {
      request.addEventListener(kind, () => {
        over();
        reject(signal?.aborted ? new Stopped() : new Broken());
      });
    }
    request.addEventListener("load", () => {
      over();
      resolve({ status: request.status, text: request.responseText, header: (name) => request.getResponseHeader(name) });
    });
    signal?.addEventListener("abort", stop);
    request.open(method, address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    alive();
    request.send(body);
  });
}

/** Whether the answer is the program's, in words for the person, and not a proxy's page. */
const plain = (answer) => (answer.header("Content-Type") ?? "").startsWith("text/plain");

/** Passes a good answer; otherwise says whether trying again can help. */
function judged(answer, words) {
  if (answer.status >= 200 && answer.status < 300) return answer;
  if ([408, 429, 500, 502, 503, 504].includes(answer.status)) throw new Broken(1000 * (Number(answer.header("Retry-After")) || 0));
  throw new Refused((plain(answer) && answer.text) || words.broken);
}

function offsetIn(answer) {
  const offset = Number.parseInt(answer.header("Upload-Offset") ?? "", 10);
  if (!Number.isFinite(offset)) throw new Broken();
  return offset;
}

/** Waits longer each time; shorter where the line comes back or the page is looked at again. */
function pause(tries, least, signal) {
  const wait = Math.max(least, Math.min(1000 * 2 ** Math.min(tries - 1, 10), LONGEST_PAUSE)) * (0.8 + Math.random() * 0.4);
  return new Promise((resolve) => {
    let timer;
    const seen = () => document.visibilityState === "visible" && goOn();
    const goOn = () => {
      clearTimeout(timer);
      removeEventListener("online", goOn);
      document.removeEventListener("visibilitychange", seen);
      signal.removeEventListener("abort", goOn);
      resolve();
    };
    timer = setTimeout(goOn, wait);
    addEventListener("online", goOn);
    document.addEventListener("visibilitychange", seen);
    signal.addEventListener("abort", goOn);
  });
}

/** The bytes of a part, read now: a file that the device has taken back is no broken line. */
async function partOf(file, from, size, words) {
  try {
    return await file.slice(from, from + size).arrayBuffer();
  } catch {
    throw new Refused(words.unreadable);
  }
}

/**
 * Sends files in parts and gives the numbers of their uploads.
 * @param {HTMLFormElement} form
 * @param {File[]} files
 * @param {DOMStringMap} words what the page says, and where the parts go (`begin`, `at`)
 * @param {{moved: (done: number) => void, waiting: (done: number) => void, signal: AbortSignal}} how `done` counts the bytes of all
 *   files that are there
 */
export async function inParts(form, files, words, { moved, waiting, signal }) {
  const known = remembered(form);
  const meant = new Set(files.map(keyOf));
  for (const [key, one] of Object.entries(known)) {
    if (meant.has(key)) continue;
    // Another file was chosen in its place. Where this does not arrive, the clock forgets it.
    ask("DELETE", `${words.at}/${one.id}`).catch(() => {});
    delete known[key];
  }
  remember(form, known);
  const ids = [];
  let before = 0;
  for (const file of files) {
    ids.push(await whole(file, before));
    before += file.size;
  }
  return ids;

  async function announced(file) {
    const csrf = form.querySelector("input[name=csrf]")?.value ?? "";
    const answer = await ask("POST", words.begin, { body: new URLSearchParams({ csrf, name: file.name, size: file.size }), signal });
    if (answer.status === 403) throw new TooOld();
    judged(answer, words);
    const id = (answer.header("Location") ?? "").split("/").pop();
    if (!id) throw new Refused(words.broken);
    known[keyOf(file)] = { id, name: file.name, at: Date.now() };
    remember(form, known);
    return id;
  }

  /** Announces a file or goes on with it until all of it is there. */
  async function whole(file, before) {
    let id = known[keyOf(file)]?.id;
    // Where the server is is asked whenever it is not known.
    let offset = null;
    let size = MOST / 4;
    // A proxy may take less than the program does.
    let most = MOST;
    let tries = 0;
    let begun = 0;
    for (;;) {
      try {
        if (signal.aborted) throw new Stopped();
        if (!id) {
          if (begun++ > 2) throw new Refused(words.broken);
          id = await announced(file);
          offset = 0;
        }
        if (offset === null) {
          const answer = await ask("HEAD", `${words.at}/${id}`, { signal });
          if (answer.status === 404) id = undefined;
          else offset = offsetIn(judged(answer, words));
          continue;
        }
        moved(before + offset);
        if (offset >= file.size) return id;
        const from = offset;
        const started = performance.now();
        const body = await partOf(file, from, size, words);
        const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(from) };
        const answer = await ask("PATCH", `${words.at}/${id}`, { headers, body, signal, moved: (loaded) => moved(before + from + loaded) });
        if (answer.status === 404) {
          [id, offset] = [undefined, null];
          continue;
        }
        if (answer.status === 413 && !plain(answer) && size > LEAST) {
          size = most = Math.max(size / 2, LEAST);
          continue;
        }
        offset = offsetIn(answer.status === 409 ? answer : judged(answer, words));
        if (performance.now() - started < QUICK) size = Math.min(size * 2, most);
        tries = 0;
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
        tries += 1;
        size = Math.max(size / 2, LEAST);
        waiting(before + (offset ?? 0));
        await pause(tries, error.wait, signal);
        if (signal.aborted) throw new Stopped();
        // What was sent last may be there or not.
        offset = null;
      }
    }
  }
}
