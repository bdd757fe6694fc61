// Plain colours for browsers that do not know light-dark() (before the spring of 2024): behind each rule that uses it
// stands the same rule again with one colour each, for light, for a dark system and for dark by choice.
// Invariant: the colours are written once, in css/; the copies stand where their rule stands and weigh what it weighs, so
// that what comes later still wins. Absent: browsers without cascade layers, which see no style at all.
const KNOWN = "light-dark(";
const UNKNOWN = "@supports not (color:light-dark(#000,#fff))";
/** Groups whose rules are looked into. */
const GROUP = /^\s*@(layer|media|supports|container)\b/;

/** Where the text or comment that begins here ends; the place itself when nothing begins. */
function past(css, at) {
  if (css.startsWith("/*", at)) {
    const end = css.indexOf("*/", at + 2);
    return end < 0 ? css.length - 1 : end + 1;
  }
  const quote = css[at];
  if (quote !== '"' && quote !== "'") return at;
  let end = at + 1;
  while (end < css.length && css[end] !== quote) end += css[end] === "\\" ? 2 : 1;
  return Math.min(end, css.length - 1);
}

/** The first of these signs outside of brackets, texts and comments; -1 when there is none. */
function find(css, from, signs) {
  let depth = 0;
  for (let at = from; at < css.length; at++) {
    at = past(css, at);
    if (depth === 0 && signs.includes(css[at])) return at;
    if (css[at] === "(" || css[at] === "{") depth++;
    if (css[at] === ")" || css[at] === "}") depth--;
  }
  return -1;
}

/** The parts between a sign, where it separates them. */
function split(text, sign) {
  const parts = [];
  let from = 0;
  for (let at = find(text, 0, sign); at >= 0; at = find(text, from, sign)) {
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter(Boolean);
}

/** A value with the light colour of each pair (0), or the dark one (1). */
function choose(value, side) {
  const from = value.indexOf(KNOWN);
  if (from < 0) return value;
  const inside = from + KNOWN.length;
  const end = find(value, inside, ")");
  return value.slice(0, from) + split(value.slice(inside, end), ",")[side] + choose(value.slice(end + 1), side);
}

/** The selectors of a rule under a state of <html>, at no more weight than they have. */
function under(selectors, state) {
  const one = (selector) => (selector.startsWith(":root") ? `:root:where(${state})${selector.slice(5)}` : `:where(:root${state}) ${selector}`);
  return split(selectors, ",").map(one).join(",");
}

/** What stands behind a rule: nothing when it needs no copy. */
function copy(selectors, body) {
  const pairs = split(body, ";").filter((one) => one.includes(KNOWN));
  if (!pairs.length || selectors.startsWith("@")) return "";
  const [light, dark] = [0, 1].map((side) => pairs.map((one) => choose(one, side)).join(";"));
  const system = `@media (prefers-color-scheme:dark){${under(selectors, ":not([data-theme=light])")}{${dark}}}`;
  return `${UNKNOWN}{${selectors}{${light}}${system}${under(selectors, "[data-theme=dark]")}{${dark}}}`;
}

/** A style sheet with the copies in it. Rules inside of rules are not known. */
export function plainColours(css) {
  let out = "";
  let from = 0;
  for (let at = find(css, 0, "{;"); at >= 0; at = find(css, from, "{;")) {
    if (css[at] === ";") {
      out += css.slice(from, at + 1);
      from = at + 1;
      continue;
    }
    const [head, close] = [css.slice(from, at), find(css, at + 1, "}")];
    const body = css.slice(at + 1, close);
    out += GROUP.test(head) ? `${head}{${plainColours(body)}}` : `${head}{${body}}${copy(head.replace(/\/\*.*?\*\//gs, "").trim(), body)}`;
    from = close + 1;
  }
  return out + css.slice(from);
}
