// <fabrique-feed> and <fabrique-card>: cards of the public feed on any page. No dependency, no cookie, no storage.
// The page needs our origin in script-src, connect-src and img-src, and nothing else. Text never becomes markup.

const { words: WORDS, licences: LICENCES, links: LINKS } = "{{words}}";
const ROOT = new URL("..", import.meta.url);
const DEFAULT_LIMIT = 6;
// Attributes that are no question to the feed: our own, and those that HTML gives every element.
const NO_QUESTION = new Set(
  ("type slug id theme heading reserve class style slot lang dir hidden title role tabindex part inert translate draggable " +
    "nonce is popover autofocus spellcheck exportparts").split(" "),
);

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  "{{styles}}" +
    `:host{display:block;position:relative}:host([hidden]),.off{display:none}
:host(fabrique-card){max-inline-size:27em}
:host([theme]){background:var(--_paper);color:var(--_ink);padding:8px}
:host([theme=light]){color-scheme:light}:host([theme=dark]){color-scheme:dark}:host([theme=auto]){color-scheme:light dark}
:host(:not([theme])) :is(.card,.lead,.credit,.imprint,.credit a,.imprint a){color:inherit}
.waiting{opacity:.6}.waiting+slot,.held>slot:not(.off){display:block;position:absolute;inset:0 auto auto 0;padding:.75em}
.waiting img{display:none}`,
);

// ---- Asking: elements with the same question share one answer while it is under way.

const underWay = new Map();

function ask(url) {
  let asked = underWay.get(url);
  if (!asked) {
    const stop = new AbortController();
    asked = { users: 0, stop, answer: read(url, stop.signal) };
    underWay.set(url, asked);
    const forget = () => underWay.get(url) === asked && underWay.delete(url);
    asked.answer.then(forget, forget);
  }
  asked.users += 1;
  return asked;
}

function leave(url, asked) {
  asked.users -= 1;
  if (!asked.users && underWay.get(url) === asked) {
    underWay.delete(url);
    asked.stop.abort();
  }
}

async function read(url, signal) {
  let response;
  try {
    response = await fetch(url, { signal, credentials: "omit", headers: { Accept: "application/json" } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Failure(0, "no answer: the network failed, or the key is refused on this page");
  }
  const data = await response.json().catch(() => null);
  if (!response.ok) {
    const details = [data?.detail, ...(data?.errors ?? []).map((one) => one.detail)];
    throw new Failure(response.status, `${response.status} ${details.filter(Boolean).join(" ")}`);
  }
  const items = data?.items ?? [data];
  if (!Array.isArray(items) || !items.every((item) => typeof item?.title === "string")) {
    throw new Failure(response.status, "this answer holds no documents");
  }
  return items;
}

class Failure extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// ---- Building: the same cards as in the frames (delivery/embed/card_inner.html). Strings become text, never markup.

function make(tag, name, ...children) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (name) element.setAttribute("part", name);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

function link(text, url, rel) {
  if (!/^https?:\/\//i.test(url ?? "")) return text;
  const element = make("a", "", text);
  element.href = url;
  if (rel) element.rel = rel;
  return element;
}

const silent = (element) => {
  element.setAttribute("aria-hidden", "true");
  return element;
};

const two = (number) => String(number).padStart(2, "0");

function day(text, locale) {
  const options = { day: "numeric", month: "long", year: "numeric", timeZone: "Europe/Paris" };
  const found = new Date(text.length > 10 ? text : `${text}T12:00Z`);
  return isNaN(found) ? "" : new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, options).format(found);
}

function card(item, level, say) {
  const maker = item.company;
  const number = Number.isInteger(item.number) ? two(item.number) : "";
  const shelf = item.cohort?.name ?? item.category?.name ?? item.version;
  const mark = maker ? "" : day(item.date ?? item.edition_date ?? item.published_at ?? "", item.locale);
  const lead = item.leader ? [item.leader.name, item.leader.role].filter(Boolean).join(", ") : item.author || item.authors;
  const facts = maker
    ? [
        item.commune && [say.place, item.commune.name],
        item.made_here ? [say.makes, item.made_here] : item.sector && [say.trade, item.sector.name],
      ].filter(Boolean)
    : [];
  const stamp = number
    ? make("span", "number", silent(make("span", "", "N°")), make("span", "hidden", say.number), ` ${number}`)
    : mark && make("span", "mark", mark);
  const photo = make("div", "photo");
  if (item.image) photo.append(...picture(item.image));
  else photo.append(silent(make("div", "paper", number && `N° ${number}`)));
  if (item.is_demonstration) photo.append(make("span", "badge", say.demonstration));
  return make(
    "li",
    "card",
    photo,
    make(
      "div",
      "plate",
      (stamp || shelf) && make("p", "top", stamp, shelf && make("span", "shelf", shelf)),
      make(`h${level}`, "name", link(maker?.name || item.title, item.url)),
      facts.length
        ? make("dl", "facts", ...facts.map(([term, said]) => make("div", "fact", make("dt", "", term), make("dd", "", said))))
        : "",
    ),
    make(
      "div",
      "text",
      lead && make("p", "lead", lead),
      make("p", "words", maker && item.quote ? say.quote.replace("{words}", () => item.quote) : item.summary),
    ),
    item.image ? make("p", "credit", item.image.credit, ...licence(item.image.licence, item.locale)) : "",
  );
}

function licence(code, locale) {
  return code ? [" – ", link((LICENCES[locale] ?? LICENCES.fr ?? {})[code] ?? code, LINKS[code], "license noopener")] : [];
}

function picture(image) {
  const img = make("img", "image");
  const kinds = new Map();
  for (const file of image.srcset) kinds.set(file.type, [...(kinds.get(file.type) ?? []), file]);
  const sizes = "(min-width: 40em) 22em, 100vw";
  const box = make("picture");
  const sets = [...kinds].map(([type, files]) => [type, files.map((file) => `${file.url} ${file.width}w`).join(", ")]);
  const last = sets.pop();
  for (const [type, srcset] of sets) box.append(Object.assign(make("source"), { type, srcset, sizes }));
  const { width, height, alt = "" } = image;
  Object.assign(img, { loading: "lazy", decoding: "async", width, height, alt, sizes, srcset: last?.[1] ?? "" });
  const point = image.focal_point ?? { x: 0.5, y: 0.5 };
  img.style.objectPosition = `${point.x * 100}% ${point.y * 100}%`;
  box.append(img);
  if (/^https?:/i.test(image.url)) img.src = image.url;
  const preview = silent(make("canvas"));
  preview.style.objectPosition = img.style.objectPosition;
  paint(preview, image.placeholder);
  img.addEventListener("load", () => preview.remove());
  return [preview, box];
}

// The tiny preview is a data: address, which the page's policy may forbid as a picture: its bytes are drawn instead.
async function paint(canvas, address) {
  const [, type, text] = /^data:(image\/[a-z]+);base64,(.+)$/.exec(address ?? "") ?? [];
  if (!text) return;
  try {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type }));
    Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
  } catch {
    canvas.remove(); // A preview that cannot be read is no loss: the picture follows.
  }
}

function imprint(items, say) {
  const pairs = new Map(items.map((item) => [`${item.attribution}\n${item.licence}`, item]));
  const lines = [...pairs.values()].map((item) =>
    make("p", "", say.texts.replace("{name}", () => item.attribution), ...licence(item.licence, item.locale)),
  );
  return make("footer", "imprint", ...lines);
}

// ---- The elements.

class Feed extends HTMLElement {
  #room = document.createElement("div");
  #list = make("div", "frame");
  #slot = document.createElement("slot");
  #watch = new MutationObserver(() => this.#refresh());
  #away = new IntersectionObserver((seen) => seen.some((one) => !one.isIntersecting) && this.#release());
  #question = "";
  #asked = null;
  #url = "";
  #before = 0;

  constructor() {
    super();
    // What the page kept room for with its own rule: as long as this runs, the element is not defined yet.
    if (this.isConnected) this.#before = this.offsetHeight;
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    this.#room.append(this.#list, this.#slot);
    shadow.append(this.#room);
  }

  connectedCallback() {
    this.#watch.observe(this, { attributes: true });
    this.#refresh();
  }

  disconnectedCallback() {
    this.#watch.disconnect();
    this.#away.disconnect();
    if (this.#asked) this.#question = "";
    this.#forget();
  }

  // How many cards may come.
  get limit() {
    return this.#number("limit") || DEFAULT_LIMIT;
  }

  // How many cards to keep room for: as many as may come, but one row where a filter leaves open how many there are.
  get reserved() {
    const isNarrowed = [...new URL(this.address).searchParams.keys()].some((name) => !/^(limit|locale|order|key)$/.test(name));
    return this.#number("reserve") || (isNarrowed ? 1 : this.limit);
  }

  #number(name) {
    return Math.min(100, Math.max(0, parseInt(this.getAttribute(name), 10)));
  }

  // The address of the question that the attributes ask; empty where something is missing.
  get address() {
    const type = this.getAttribute("type");
    if (!type) return "";
    const url = new URL(`api/v1/${encodeURIComponent(type)}`, ROOT);
    this.#fill(url);
    if (!url.searchParams.has("limit")) url.searchParams.set("limit", DEFAULT_LIMIT);
    return url.href;
  }

  #fill(url) {
    for (const { name, value } of this.attributes) {
      if (!value || !/^[a-z_]+$/.test(name) || NO_QUESTION.has(name) || name.startsWith("on")) continue;
      for (const one of name === "q" ? [value] : value.split(",")) url.searchParams.append(name, one.trim());
    }
  }

  #refresh() {
    const heading = this.getAttribute("heading");
    const url = this.address;
    const question = `${url} ${heading}`;
    if (question === this.#question) return;
    this.#question = question;
    this.#forget();
    if (!url) return this.#fail(new Failure(0, "say what to show: `type`, and for a card `slug` or `id`"));
    if (!this.#list.firstChild) this.#reserve();
    const asked = ask(url);
    [this.#asked, this.#url] = [asked, url];
    const isMine = () => this.#asked === asked;
    asked.answer.then(
      (items) => isMine() && this.#show(items),
      (failure) => isMine() && this.#fail(failure),
    );
  }

  #forget() {
    if (this.#asked) leave(this.#url, this.#asked);
    this.#asked = null;
  }

  // Room for what is to come: cards without words, hidden from screen readers. The page's own link stays above them.
  #reserve() {
    const blank = { name: "\u00a0" };
    const plate = this.getAttribute("type") === "ambassadors" ? { company: {}, commune: blank, made_here: blank.name } : {};
    const item = { ...plate, cohort: blank, title: blank.name, image: { srcset: [], credit: blank.name } };
    const cards = Array.from({ length: this.reserved }, () => card(item, 3, { quote: "" }));
    const list = make("ul", "list", ...cards);
    list.classList.toggle("is-single", this.limit === 1);
    this.#list.replaceChildren(list, make("div", "imprint"));
    this.#list.classList.add("waiting");
    silent(this.#list);
    this.#hold(this.#before);
  }

  #show(items) {
    const reserved = this.#room.offsetHeight;
    const say = WORDS[items[0]?.locale] ?? WORDS[this.getAttribute("locale")] ?? WORDS.fr ?? Object.values(WORDS)[0];
    const level = /^[2-6]$/.test(this.getAttribute("heading")) ? this.getAttribute("heading") : 3;
    this.#forget();
    this.#list.className = "frame";
    this.#list.removeAttribute("aria-hidden");
    try {
      const list = make("ul", "list", ...items.map((item) => card(item, level, say)));
      list.setAttribute("role", "list");
      list.classList.toggle("is-single", this.limit === 1);
      if (items[0]?.locale) this.#list.lang = items[0].locale;
      this.#list.replaceChildren(...(items.length ? [list, imprint(items, say)] : [make("p", "empty", say.empty)]));
    } catch (error) {
      return this.#fail(new Failure(200, `this answer cannot be shown (${error.message})`), reserved);
    }
    this.#slot.className = items.length ? "off" : "";
    this.#hold(reserved);
    this.#tell("fabrique:load", { count: items.length });
  }

  // Keeps of the reserved height what cannot be given back without the page jumping before the reader's eyes: as far as
  // the lower edge of the window, until it is out of sight. The page's own link stays where it was meanwhile.
  #hold(reserved) {
    this.#release();
    const { top, bottom, height } = this.#room.getBoundingClientRect();
    if (height < reserved && bottom < innerHeight && top + reserved > 0) {
      this.#room.style.minBlockSize = `${Math.min(reserved, Math.ceil(innerHeight - top))}px`;
      this.#room.className = "held";
      this.#list.style.paddingBlockStart = `${this.#slot.offsetHeight}px`;
      this.#away.observe(this);
    }
  }

  #release() {
    this.#room.style.minBlockSize = this.#list.style.paddingBlockStart = "";
    this.#room.className = "";
    this.#away.disconnect();
  }

  #fail(failure, reserved = this.#room.offsetHeight) {
    this.#forget();
    this.#list.className = "frame";
    this.#list.replaceChildren();
    this.#slot.className = "";
    this.#hold(reserved);
    console.warn(`<${this.localName}> shows its link instead of cards: ${failure.message}`, this);
    this.#tell("fabrique:error", { status: failure.status, message: failure.message });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}

class Card extends Feed {
  get limit() {
    return 1;
  }

  get reserved() {
    return 1;
  }

  get address() {
    const type = this.getAttribute("type");
    const name = this.getAttribute("slug") || this.id;
    if (!name) return "";
    const url = new URL(`api/v1/${encodeURIComponent(type || "documents")}/${encodeURIComponent(name)}`, ROOT);
    for (const parameter of ["locale", "key"]) {
      const value = this.getAttribute(parameter);
      if (value && (type || parameter === "key")) url.searchParams.set(parameter, value);
    }
    return url.href;
  }
}

for (const [name, element] of [["fabrique-feed", Feed], ["fabrique-card", Card]]) {
  if (!customElements.get(name)) customElements.define(name, element);
}
