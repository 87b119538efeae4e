// The explorer of GraphQL: a query, its answer, and the types, read from the schema itself. No dependency.
"use strict";

const settings = JSON.parse(document.getElementById("explorer-settings").textContent);
const [form, query, variables, example, key, status, result, find, names, shown] = [
  "desk", "query", "variables", "example", "key", "status", "result", "find", "names", "type",
].map((id) => document.getElementById(id));

const REF = "kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
const SCHEMA = `{ __schema { description types {
  kind name description
  fields(includeDeprecated: true) { name description type { ${REF} } args { name description defaultValue type { ${REF} } } }
  enumValues(includeDeprecated: true) { name description }
  possibleTypes { name } interfaces { name }
} } }`;

async function send(content) {
  const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json" };
  if (key.value.trim()) headers.Authorization = `Bearer ${key.value.trim()}`;
  return fetch(settings.address, { method: "POST", headers, body: JSON.stringify(content), credentials: "omit" });
}

function say(text, failed = false) {
  status.textContent = text;
  status.classList.toggle("failed", failed);
}

function readVariables() {
  const text = variables.value.trim();
  return text ? JSON.parse(text) : {};
}

async function run() {
  let given;
  try {
    given = readVariables();
  } catch (error) {
    say(`The variables are not JSON: ${error.message}`, true);
    variables.focus();
    return;
  }
  say("Asking…");
  const started = performance.now();
  try {
    const response = await send({ query: query.value, variables: given });
    const text = await response.text();
    const spent = Math.round(performance.now() - started);
    const content = JSON.parse(text);
    result.textContent = JSON.stringify(content, null, 2);
    const errors = content.errors?.length ?? 0;
    const heard = errors ? `${errors} ${errors === 1 ? "error" : "errors"}` : response.ok ? "Answered" : content.detail ?? "Refused";
    say(`${heard}: status ${response.status}, ${new Blob([text]).size} bytes, ${spent} ms.`, !response.ok || errors > 0);
    remember();
  } catch (error) {
    say(`No answer: ${error.message}. Check the network and try again.`, true);
  }
}

function link() {
  const parameters = new URLSearchParams({ query: query.value });
  if (variables.value.trim() && variables.value.trim() !== "{}") parameters.set("variables", variables.value);
  return `${location.origin}${settings.address}?${parameters}`;
}

function remember() {
  history.replaceState(null, "", new URL(link()).search);
}

function curl() {
  const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const lines = [`curl ${quote(location.origin + settings.address)}`, `-H ${quote("Content-Type: application/json")}`];
  // The key itself is never copied: terminals remember what is pasted.
  if (key.value.trim()) lines.push('-H "Authorization: Bearer $FVM_KEY"');
  lines.push(`--data ${quote(JSON.stringify({ query: query.value, variables: readVariables() }))}`);
  return lines.join(" \\\n  ");
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text());
    say(`${what} is copied.`);
  } catch (error) {
    say(`${what} was not copied: ${error.message}`, true);
  }
}

function choose(index) {
  query.value = settings.examples[index].query;
  variables.value = settings.examples[index].variables;
}

// The types.

let types = new Map();

function element(name, content = "", attributes = {}) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...[content].flat());
  return made;
}

function typeLink(name) {
  return types.has(name) ? element("a", name, { href: `#${name}` }) : name;
}

function reference(type) {
  if (type.kind === "NON_NULL") return [...reference(type.ofType), "!"];
  if (type.kind === "LIST") return ["[", ...reference(type.ofType), "]"];
  return [typeLink(type.name)];
}

function argument(arg) {
  const otherwise = arg.defaultValue === null ? "" : ` = ${arg.defaultValue}`;
  return element("li", [element("code", [`${arg.name}: `, ...reference(arg.type), otherwise]), ` ${arg.description ?? ""}`]);
}

function show(name) {
  const type = types.get(name);
  if (!type) return;
  const list = element("dl");
  for (const field of type.fields ?? []) {
    const meaning = element("dd", field.description ?? "");
    if (field.args.length) meaning.append(element("ul", field.args.map(argument)));
    list.append(element("dt", [`${field.name}: `, ...reference(field.type)], { id: `${name}.${field.name}` }), meaning);
  }
  for (const value of type.enumValues ?? []) list.append(element("dt", value.name), element("dd", value.description ?? ""));
  const others = (label, found) => found?.length
    ? [element("p", [`${label}: `, ...found.flatMap((one, index) => [index ? ", " : "", typeLink(one.name)])])] : [];
  shown.replaceChildren(
    element("h3", name), element("p", type.description ?? ""),
    ...others("Implements", type.interfaces), ...others("One of", type.possibleTypes), list,
  );
  for (const entry of names.querySelectorAll("a")) {
    entry.toggleAttribute("aria-current", entry.textContent === name);
  }
}

function sift() {
  const wanted = find.value.trim().toLowerCase();
  const has = (type) => type.name.toLowerCase().includes(wanted)
    || (type.fields ?? type.enumValues ?? []).some((part) => part.name.toLowerCase().includes(wanted));
  const found = [...types.values()].filter((type) => !wanted || has(type));
  names.replaceChildren(...found.map((type) => element("li", typeLink(type.name))));
  if (!found.length) names.append(element("li", "No type and no field is called so."));
}

async function readSchema() {
  try {
    const content = await (await send({ query: SCHEMA })).json();
    const found = content.data.__schema.types.filter((type) => !type.name.startsWith("__"));
    found.sort((a, b) => (b.name === "Query") - (a.name === "Query") || a.name.localeCompare(b.name));
    types = new Map(found.map((type) => [type.name, type]));
    sift();
    show(decodeURIComponent(location.hash.slice(1)) || "Query");
    const limits = element("p", content.data.__schema.description);
    document.getElementById("types-title").after(limits);
  } catch (error) {
    shown.replaceChildren(element("p", `The types could not be read: ${error.message}. Load the page again.`));
  }
}

form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
});
example.addEventListener("change", () => { choose(example.value); run(); });
document.getElementById("copy").addEventListener("click", () => copy(curl, "The command"));
document.getElementById("link").addEventListener("click", () => copy(link, "The link"));
find.addEventListener("input", sift);
window.addEventListener("hashchange", () => { show(decodeURIComponent(location.hash.slice(1))); shown.focus(); });

const asked = new URLSearchParams(location.search);
choose(0);
if (asked.get("query")) {
  query.value = asked.get("query");
  variables.value = asked.get("variables") ?? "";
}
readSchema();
