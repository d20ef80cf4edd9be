// SPDX-License-Identifier: Apache-2.0
// The status page. Whatever comes from the recording is put in as text, never as markup.
"use strict";

const $ = (id) => document.getElementById(id);
let texts = {};
let language = localStorage.getItem("language") || (navigator.language.startsWith("ja") ? "ja" : "en");
let tenant = "";
let hunting = null;

const say = (id, ...facts) =>
  (texts[id] || id).replace(/\{(\d)\}/g, (_, number) => String(facts[Number(number)] ?? ""));

function element(name, text, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = String(text);
  if (kind) made.className = kind;
  return made;
}

async function call(path, options = {}) {
  const answer = await fetch(path, {
    credentials: "same-origin",
    ...options,
    headers: { "Accept-Language": language, "X-Shirube": "page", ...(options.headers || {}) },
  });
  if (!answer.ok) {
    const fault = new Error((await answer.text().catch(() => "")) || answer.statusText);
    fault.status = answer.status;
    throw fault;
  }
  return answer;
}

function faultText(fault) {
  try {
    return JSON.parse(fault.message).error.text ?? fault.message;
  } catch {
    return fault.message;
  }
}

const count = (number) => Number(number).toLocaleString(language);
const time = (text) => {
  if (!text) return "";
  const date = new Date(text);
  return Number.isNaN(date.getTime())
    ? text
    : date.toLocaleString(language === "ja" ? "ja-JP" : "en-GB", { dateStyle: "medium", timeStyle: "medium" });
};
function size(bytes) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = Number(bytes);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toLocaleString(language, { maximumFractionDigits: 1 })} ${units[unit]}`;
}

function table(id, heads, rows, none) {
  const body = document.createElement("tbody");
  for (const row of rows) {
    const line = document.createElement("tr");
    for (const [text, kind] of row) line.append(element("td", text, kind));
    body.append(line);
  }
  const head = document.createElement("thead");
  const line = document.createElement("tr");
  heads.forEach((name, at) =>
    line.append(element("th", name, (rows[0]?.[at]?.[1] ?? "").startsWith("number") ? "number" : "")));
  head.append(line);
  if (rows.length === 0) {
    const empty = element("td", none, "quiet");
    empty.colSpan = heads.length;
    const only = document.createElement("tr");
    only.append(empty);
    body.append(only);
  }
  $(id).replaceChildren(head, body);
}

function card(value, name) {
  const made = element("div", undefined, "card");
  made.append(element("strong", value), element("span", name));
  return made;
}

function show(status) {
  const mine = status.tenant;
  const fine = status.faults.length === 0;
  $("health").textContent = fine ? say("page.healthy") : status.faults.join(" ");
  $("health").className = fine ? "" : "act";
  const cards = [
    card(count(mine.events), say("page.card.events")),
    card(count(mine.findings), say("page.card.findings")),
    card(size(mine.bytes), say("page.card.bytes")),
  ];
  if (status.disk) {
    cards.splice(1, 0, card(count(status.rate), say("page.card.rate")));
    cards.push(card(size(status.disk.free), say("page.card.free")));
  }
  $("cards").replaceChildren(...cards);
  $("doors-part").hidden = !status.doors;
  table("doors", ["page.door", "page.address", "page.open", "page.records", "page.lost"].map((id) => say(id)),
    (status.doors || []).map((door) => [
      [door.name], [door.address], [count(door.open), "number"], [count(door.records), "number"],
      [count(door.lost), door.lost > 0 ? "number act" : "number"],
    ]), say("page.none"));
  $("gaps").replaceChildren(...(status.gaps.length === 0
    ? [element("li", say("page.gaps.none"), "quiet")]
    : status.gaps.map((gap) => element("li", gap))));
  $("version").textContent = say("page.version", status.version, time(status.started), count(status.rules));
}

function showSources(sources) {
  table("sources", ["page.source", "page.kind", "page.events", "page.last"].map((id) => say(id)),
    sources.map((source) => [
      [source.name], [source.kind], [count(source.events), "number"], [time(source.last), "time"],
    ]), say("page.sources.none"));
}

function showFindings(findings) {
  table("findings", ["page.time", "page.severity", "page.finding", "page.host"].map((id) => say(id)),
    findings.map((finding) => [
      [time(finding.time_dt), "time"],
      [texts["page.severity." + finding.severity] || finding.severity || "", finding.severity === "critical" ? "act" : ""],
      [finding.finding_info?.title ?? "", "long"],
      [finding.device?.hostname ?? finding.device?.name ?? ""],
    ]), say("page.findings.none"));
}

async function refresh() {
  const query = `?tenant=${encodeURIComponent(tenant)}`;
  try {
    const [status, sources, findings] = await Promise.all([
      call("/api/v1/status" + query).then((answer) => answer.json()),
      call("/api/v1/sources" + query).then((answer) => answer.json()),
      call("/api/v1/findings" + query + "&limit=50").then((answer) => answer.text()),
    ]);
    show(status);
    showSources(sources.sources);
    showFindings(findings.split("\n").filter((line) => line).map((line) => JSON.parse(line).event).filter((event) => event));
  } catch (fault) {
    if (fault.status === 401) return outside();
    $("health").textContent = fault.status ? faultText(fault) : say("page.unreachable");
    $("health").className = "act";
  }
}

function eventRow(event) {
  const what = event.finding_info?.title ?? event.process?.cmd_line ?? event.process?.file?.path
    ?? event.file?.path ?? event.query?.hostname ?? event.dst_endpoint?.ip ?? event.message
    ?? Object.entries(event.unmapped || {}).map(([name, value]) => `${name}=${value}`).slice(0, 4).join(" ");
  return [
    [time(event.time_dt), "time"],
    [event.device?.hostname ?? event.device?.name ?? event.device?.ip ?? ""],
    [event.class_name],
    [Array.isArray(what) ? what.join(" ") : what, "long"],
  ];
}

async function hunt(question) {
  hunting?.abort();
  hunting = new AbortController();
  $("hunt-stop").hidden = false;
  $("hunt-said").className = "";
  $("hunt-said").textContent = say("page.hunt.looking");
  const rows = [];
  let heads = [say("page.time"), say("page.host"), say("page.kind"), say("page.what")];
  let last = null;
  const piece = (line) => {
    const it = JSON.parse(line);
    if (it.event && rows.length < 500) rows.push(eventRow(it.event));
    if (it.row && rows.length < 500) {
      heads = Object.keys(it.row);
      rows.push(Object.values(it.row).map((value) => [typeof value === "number" ? count(value) : value]));
    }
    if (it.tree) branch(it.tree, "", rows);
    if (it.answer) last = it.answer;
  };
  try {
    const answer = await call(`/api/v1/hunt?tenant=${encodeURIComponent(tenant)}`, {
      method: "POST", body: question, signal: hunting.signal, headers: { "Content-Type": "text/plain; charset=utf-8" },
    });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      lines.filter((line) => line).forEach(piece);
    }
    if (rest) piece(rest);
    $("hunt-said").textContent = last ? say("page.hunt.found", count(last.shown), count(last.scanned)) : "";
    if (last?.missing?.length) $("hunt-said").textContent += " " + last.missing.join(" ");
  } catch (fault) {
    if (fault.name !== "AbortError") {
      $("hunt-said").className = "fault";
      $("hunt-said").textContent = faultText(fault);
    }
  } finally {
    $("hunt-stop").hidden = true;
  }
  table("hunt-rows", heads, rows, say("page.hunt.nothing"));
}

function branch(tree, indent, rows) {
  rows.push([[time(tree.time), "time"], [""], [""], [indent + (tree.cmd_line || tree.file || tree.name || tree.process), "long"]]);
  for (const child of tree.children) branch(child, indent + "　└ ", rows);
}

function outside() {
  $("inside").hidden = true;
  $("leave").hidden = true;
  $("enter").hidden = false;
  $("health").textContent = "";
  $("token").focus();
}

async function inside() {
  const answer = await call("/api/v1/tenants");
  const { tenants } = await answer.json();
  tenant = tenants.some((each) => each.tenant === tenant) ? tenant : tenants[0]?.tenant ?? "";
  $("tenant").replaceChildren(...tenants.map((each) => {
    const option = element("option", each.title || each.tenant);
    option.value = each.tenant;
    option.selected = each.tenant === tenant;
    return option;
  }));
  $("enter").hidden = true;
  $("inside").hidden = false;
  $("leave").hidden = false;
  await refresh();
}

async function speak(which) {
  language = which;
  localStorage.setItem("language", which);
  document.documentElement.lang = which;
  texts = await (await call(`/texts?language=${which}`)).json();
  for (const each of document.querySelectorAll("[data-text]")) each.textContent = say(each.dataset.text);
  $("language").textContent = which === "ja" ? "English" : "日本語";
  $("question").placeholder = say("page.hunt.example");
}

$("language").addEventListener("click", async () => {
  await speak(language === "ja" ? "en" : "ja");
  if (!$("inside").hidden) await refresh();
});
$("leave").addEventListener("click", async () => {
  await call("/api/v1/session", { method: "DELETE" }).catch(() => {});
  outside();
});
$("tenant").addEventListener("change", async (event) => {
  tenant = event.target.value;
  await refresh();
});
$("enter-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  $("enter-fault").textContent = "";
  try {
    await call("/api/v1/session", { method: "POST", headers: { Authorization: `Bearer ${$("token").value.trim()}` } });
    $("token").value = "";
    await inside();
  } catch (fault) {
    $("enter-fault").textContent = fault.status ? faultText(fault) : say("page.unreachable");
  }
});
$("hunt-form").addEventListener("submit", (event) => {
  event.preventDefault();
  hunt($("question").value);
});
$("hunt-stop").addEventListener("click", () => hunting?.abort());

speak(language).then(inside).catch(outside);
setInterval(() => {
  if (!$("inside").hidden && document.visibilityState === "visible") refresh();
}, 5000);
