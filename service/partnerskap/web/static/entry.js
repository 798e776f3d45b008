// What a form does better with JavaScript: suggestions as you type, rows without a new page,
// messages when you leave a field, and a copy of what you typed until it is saved.
"use strict";

const PAUSE = 250;
const COPY = "partnerskap-entry:";
const PENDING = "partnerskap-pending";
const IN_PLACE = ["add", "remove", "apply"];
const here = COPY + location.pathname;
let form = document.querySelector("form.entry");
const touched = new Set();
let changed = false;

function later(work, pause) {
  let alarm;
  return (...given) => {
    clearTimeout(alarm);
    alarm = setTimeout(() => work(...given), pause);
  };
}

function pairs(extra) {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of extra) body.append(name, value);
  return body;
}

function post(extra, accept) {
  return fetch(form.dataset.check, {
    method: "POST",
    headers: { Accept: accept },
    body: pairs(extra),
    credentials: "same-origin",
  });
}

// Help on the way stays away where the service does not answer: the form is checked when it is sent.
function unlessSilent(asking) {
  return asking.catch(() => null);
}

function tellSilence() {
  const notice = document.getElementById("silent-notice");
  notice.hidden = false;
  notice.scrollIntoView({ block: "nearest" });
}

// Suggestions: the browser's own list, filled with what the search finds for the text so far.
const suggest = later(async (input) => {
  const text = input.value.trim();
  if (text.length < 2) return;
  const language = document.documentElement.lang;
  const query = new URLSearchParams({ q: text, limit: "10", lang: language });
  const answer = await unlessSilent(fetch(`${form.dataset.choices}${input.dataset.choices}?${query}`));
  if (!answer?.ok || input !== document.activeElement) return;
  const found = await answer.json();
  const list = ownList(input);
  list.replaceChildren(...found.items.map((item) => {
    const option = document.createElement("option");
    option.value = item.label;
    option.label = item.detail ? `${item.label} – ${item.detail}` : item.label;
    return option;
  }));
}, PAUSE);

function ownList(input) {
  const id = `${input.id}-list`;
  let list = document.getElementById(id);
  if (list === null) {
    list = document.createElement("datalist");
    list.id = id;
    input.after(list);
    input.setAttribute("list", id);
  }
  return list;
}

// Messages: only for fields that were left, so that nobody is told of what they have not come to.
const check = later(async () => {
  const answer = await unlessSilent(post([["do", "check"]], "application/json"));
  if (!answer?.ok) return;
  const { faults } = await answer.json();
  for (const id of touched) {
    const field = document.getElementById(id);
    if (field !== null) say(field, faults.filter((fault) => fault.id === id));
  }
}, PAUSE);

function say(field, faults) {
  for (const old of form.querySelectorAll(`[data-said="${CSS.escape(field.id)}"]`)) old.remove();
  const served = document.getElementById(`${field.id}-said`);
  if (served !== null) served.hidden = faults.length === 0 || served.textContent.trim() === "";
  if (faults.some((fault) => fault.grave)) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  if (served !== null && !served.hidden) return;
  for (const fault of faults) {
    const line = document.createElement("p");
    line.className = fault.grave ? "said" : "said mild";
    line.dataset.said = field.id;
    line.setAttribute("role", "status");
    line.textContent = fault.message;
    field.before(line);
  }
}

// Rows: the server makes the new form, and it takes the place of the old. One after the other, and
// what was typed in the meantime goes along.
let turn = Promise.resolve();

function inPlace(button) {
  turn = turn.then(() => replaceForm(button)).catch(tellSilence);
}

function values() {
  const found = new Map();
  for (const [name, value] of new FormData(form)) found.set(name, [...(found.get(name) ?? []), value]);
  return found;
}

function typedSince(sent) {
  const now = values();
  const names = new Set([...sent.keys(), ...now.keys()].filter((name) => name.startsWith("/")));
  const differs = (name) => String(sent.get(name) ?? []) !== String(now.get(name) ?? []);
  return [...names].filter(differs).map((name) => [name, now.get(name) ?? []]);
}

// Where a row is taken away, those after it move up by one.
function movedName(name, button) {
  if (button.name !== "remove") return name;
  const [, list, gone] = button.value.match(/^(.*\/)(\d+)$/) ?? [];
  if (list === undefined || !name.startsWith(list)) return name;
  const [, row, rest] = name.slice(list.length).match(/^(\d+)(.*)$/s) ?? [];
  if (row === undefined || Number(row) < Number(gone)) return name;
  return row === gone ? null : `${list}${Number(row) - 1}${rest}`;
}

function putIn(typed, button) {
  for (const [name, texts] of typed) {
    const moved = movedName(name, button);
    const fields = [...form.elements].filter((each) => each.name === moved && each.type !== "submit");
    fields.forEach((field, place) => {
      if (field.type === "checkbox" || field.type === "radio") field.checked = texts.includes(field.value);
      else field.value = texts[place] ?? "";
    });
  }
}

async function replaceForm(button) {
  const sent = values();
  const answer = await post([[button.name, button.value]], "text/html");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("form.entry");
  if (fresh === null) {
    location.assign(answer.url);
    return;
  }
  const open = new Set([...form.querySelectorAll("details[open][id]")].map((part) => part.id));
  const typed = typedSince(sent);
  const typing = document.activeElement?.name?.startsWith("/") ? document.activeElement.id : "";
  document.querySelector("main").replaceWith(page.querySelector("main"));
  form = document.querySelector("form.entry");
  for (const part of form.querySelectorAll("details[id]")) if (open.has(part.id)) part.open = true;
  putIn(typed, button);
  begin();
  const field = typing === "" ? null : document.getElementById(typing);
  if (field === null) focusAfter(button);
  else field.focus();
}

function focusAfter(button) {
  const id = `f${button.value.replaceAll("/", "-").replaceAll("~", "_")}`;
  const field = document.getElementById(id) ?? form;
  const rows = field.querySelectorAll(":scope > details.part, :scope > .one");
  const last = rows[rows.length - 1] ?? field;
  if (last instanceof HTMLDetailsElement && button.name === "add") last.open = true;
  (last.querySelector("input:not([type=hidden]), select, textarea") ?? field).focus();
}

// A copy of what was typed stays in this browser until the form is saved.
const keep = later(() => {
  const body = pairs([]);
  body.delete("csrf_token");
  localStorage.setItem(here, body.toString());
}, PAUSE * 4);

async function restore(copy) {
  const token = new FormData(form).get("csrf_token");
  const body = new URLSearchParams(copy);
  if (token !== null) body.set("csrf_token", token);
  body.set("do", "check");
  const answer = await fetch(form.dataset.check, { method: "POST", body, credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector("form.entry") === null) throw new Error(String(answer.status));
  document.querySelector("main").replaceWith(page.querySelector("main"));
  form = document.querySelector("form.entry");
  changed = true;
  begin();
}

function offerCopy() {
  const copy = localStorage.getItem(here);
  const notice = document.getElementById("copy-notice");
  if (copy === null || notice === null) return;
  notice.hidden = false;
  notice.querySelector("[data-do=restore]").addEventListener("click", () => restore(copy).catch(tellSilence));
  notice.querySelector("[data-do=forget]").addEventListener("click", () => {
    localStorage.removeItem(here);
    notice.hidden = true;
  });
}

function begin() {
  form.addEventListener("input", (event) => {
    changed = true;
    keep();
    if (event.target.dataset.choices) suggest(event.target);
  });
  form.addEventListener("focusout", (event) => {
    const field = event.target;
    if (!field.id || !field.name?.startsWith("/")) return;
    touched.add(field.id);
    check();
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && IN_PLACE.includes(button.name)) {
      event.preventDefault();
      changed = true;
      inPlace(button);
      return;
    }
    changed = false;
    sessionStorage.setItem(PENDING, here);
  });
}

if (form !== null) {
  const refused = document.querySelector(".refusal");
  const pending = sessionStorage.getItem(PENDING);
  if (pending !== null) {
    if (refused === null && form.dataset.checked === undefined) localStorage.removeItem(pending);
    sessionStorage.removeItem(PENDING);
  } else {
    offerCopy();
  }
  begin();
  refused?.focus();
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
