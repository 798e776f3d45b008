// Turns the form of /sparql into an editor with completion, and shows answers below it.
// The form works without this file. Nothing is asked of any other host.
"use strict";
(() => {
  const form = document.querySelector("form.query");
  const { Yasqe, Yasr } = window;
  if (!form || !Yasqe || !Yasr) return;

  const area = document.getElementById("query");
  const byId = (id) => document.getElementById(id);
  const say = form.dataset;
  const endpoint = new URL(say.endpoint, location.href).href;
  const root = endpoint.slice(0, -"/sparql".length);
  const languages = [...new Set([document.documentElement.lang, "nb", "nn", "en"])];
  const most = 500;

  const ask = async (query) => {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json" },
      body: query,
    }).catch(() => null); // names and completions are missed, and nothing else
    return answer?.ok ? (await answer.json()).results.bindings : [];
  };

  // Completion: what the graph says of itself, in place of what other services say.
  const prefixes = {};
  const column = async (query) => (await ask(query)).map((row) => row.it.value);
  const complete = (name, get) => {
    Yasqe.Autocompleters[name] = { ...Yasqe.Autocompleters[name], get, bulk: true, persistenceId: null };
  };
  complete("prefixes", async () => {
    const rows = await ask(
      "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT DISTINCT ?prefix ?namespace WHERE { ?s sh:prefix ?prefix ; sh:namespace ?namespace } ORDER BY ?prefix",
    );
    for (const row of rows) prefixes[row.prefix.value] = row.namespace.value;
    return rows.map((row) => `${row.prefix.value}: <${row.namespace.value}>`);
  });
  const partitions = (part, what) =>
    `PREFIX void: <http://rdfs.org/ns/void#> SELECT DISTINCT ?it WHERE { ?s void:${part} ?p . ?p void:${what} ?it } ORDER BY ?it`;
  complete("class", () => column(partitions("classPartition", "class")));
  complete("property", () => column(partitions("propertyPartition", "property")));

  // The answer as words: things by their names, linked to their pages here.
  const isIri = (text) => /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(text);
  const here = (iri) => (iri.startsWith(say.base) ? root + iri.slice(say.base.length) : iri);
  const short = (iri) => {
    const found = Object.entries(prefixes).find(([, start]) => iri.startsWith(start) && iri !== start);
    return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
  };
  const namesOf = async (iris) => {
    if (!iris.length) return {};
    const rows = await ask(
      `SELECT ?it ?name WHERE { VALUES ?it { ${iris.map((iri) => `<${iri}>`).join(" ")} } ` +
        "?it <http://www.w3.org/2004/02/skos/core#prefLabel>|<http://purl.org/dc/terms/title>" +
        "|<http://www.w3.org/2000/01/rdf-schema#label> ?name }",
    );
    const found = {};
    for (const { it, name } of rows) (found[it.value] ??= {})[name["xml:lang"] ?? ""] = name.value;
    const best = (texts) => texts[[...languages, "", ...Object.keys(texts)].find((tag) => tag in texts)];
    return Object.fromEntries(Object.entries(found).map(([iri, texts]) => [iri, best(texts)]));
  };
  const make = (tag, text, parent) => {
    const made = document.createElement(tag);
    made.textContent = text;
    parent?.append(made);
    return made;
  };
  const fill = (cell, term) => {
    if (term?.type !== "uri") {
      cell.textContent = term?.value ?? "";
      if (term?.["xml:lang"]) cell.lang = term["xml:lang"];
      return;
    }
    const link = make("a", short(term.value), cell);
    if (/^https?:/.test(term.value)) link.href = here(term.value);
    link.dataset.iri = term.value;
  };

  class Names {
    priority = 20;
    label = say.labels;
    constructor(yasr) {
      this.yasr = yasr;
    }
    canHandleResults() {
      return (this.yasr.results?.getVariables() ?? []).length > 0;
    }
    getIcon() {
      return make("span", "");
    }
    async draw() {
      const { results, resultsEl } = this.yasr;
      const rows = results.getBindings() ?? [];
      const names = results.getVariables();
      const box = make("div", "", resultsEl);
      box.className = "scroll";
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-labelledby", "answer");
      const table = make("table", "", box);
      const head = make("tr", "", make("thead", "", table));
      for (const name of names) make("th", name, head).scope = "col";
      const body = make("tbody", "", table);
      for (const row of rows.slice(0, most)) {
        const line = make("tr", "", body);
        for (const name of names) fill(make("td", "", line), row[name]);
      }
      const links = [...table.querySelectorAll("a[data-iri]")];
      const iris = [...new Set(links.map((link) => link.dataset.iri))].filter(isIri);
      const known = await namesOf(iris);
      for (const link of links) {
        if (known[link.dataset.iri]) link.textContent = known[link.dataset.iri];
        link.title = link.dataset.iri;
      }
    }
  }
  class Raw extends Yasr.plugins.response {
    label = say.answer;
  }
  Yasr.registerPlugin("names", Names);
  Yasr.registerPlugin("response", Raw);
  delete Yasr.defaults.plugins.table; // says the same with less

  // The editor. Tab leaves it, as it leaves any field; Ctrl-Enter runs the query.
  const editor = new Yasqe(byId("editor"), {
    value: area.value,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "20rem",
    prefixCcApi: null,
    autocompleters: ["prefixes", "class", "property", "variables"],
    extraKeys: {
      ...Yasqe.defaults.extraKeys,
      Tab: false,
      "Shift-Tab": false,
      "Ctrl-S": false,
      "Ctrl-Enter": () => run(),
      "Cmd-Enter": () => run(),
    },
    requestConfig: { endpoint },
  });
  const field = editor.getInputField();
  field.setAttribute("aria-label", document.querySelector('label[for="query"]').textContent);
  field.setAttribute("aria-describedby", "query-help");
  area.hidden = true;
  area.required = false;
  document.querySelector('label[for="query"]').addEventListener("click", () => editor.focus());
  editor.on("change", () => {
    area.value = editor.getValue();
  });

  // The plain form is one link away, and takes the query along.
  const plain = document.querySelector(".switch");
  plain.hidden = false;
  plain.firstElementChild.addEventListener("click", (event) => {
    const address = new URL(event.currentTarget.href);
    address.searchParams.set("edit", editor.getValue());
    event.currentTarget.href = address.href;
  });

  // Asking. Addresses of the query and of the answer stand below the answer.
  const answers = new Yasr(byId("table"), {
    persistenceId: null,
    prefixes,
    pluginOrder: ["names", "boolean", "response"],
    defaultPlugin: "names",
  });
  const address = (path, values) => {
    const made = new URL(path);
    if (say.lang) made.searchParams.set("lang", say.lang);
    for (const [name, value] of Object.entries(values)) made.searchParams.set(name, value);
    return made.href;
  };
  const showLinks = (query) => {
    const graph = ["CONSTRUCT", "DESCRIBE"].includes(editor.getQueryType());
    const link = address(endpoint, { edit: query });
    const fits = link.length < 16000; // longer addresses are refused
    byId("link-query").href = link;
    byId("link-query").parentElement.hidden = !fits;
    byId("link-answer").href = address(endpoint, { query, format: "html" });
    byId("link-figure").href = address(endpoint, { query, format: "html", view: "chart" });
    byId("link-figure").parentElement.hidden = editor.getQueryType() !== "SELECT";
    byId("link-csv").href = address(endpoint, { query, format: "csv" });
    byId("link-csv").parentElement.hidden = graph;
    byId("link-json").href = address(endpoint, { query, format: graph ? "jsonld" : "json" });
    document.querySelector("#result .links").hidden = false;
    if (fits) history.replaceState(null, "", link);
  };
  const status = byId("status");
  const problem = (content) => {
    try {
      const { title, detail } = JSON.parse(content);
      return [title, detail].filter(Boolean).join(": ");
    } catch {
      return say.failed;
    }
  };
  const count = () => {
    const truth = answers.results.getBoolean();
    if (truth !== undefined) return truth ? say.yes : say.no;
    const total = answers.results.getBindings()?.length ?? 0;
    if (!total) return say.none;
    return total > most ? `${total} ${say.rows}, ${say.first} ${most}` : `${total} ${say.rows}`;
  };
  const show = async (query, signal) => {
    const began = performance.now();
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/sparql-query",
        Accept: "application/sparql-results+json, application/n-triples",
        "Accept-Language": languages[0],
      },
      body: query,
      signal,
    });
    const content = await response.text();
    const { ok, status: code, statusText, headers, type } = response;
    byId("table").hidden = !ok;
    if (!ok) return problem(content);
    answers.setResponse(
      { ok, status: code, statusText, headers, type, content },
      performance.now() - began,
    );
    return count();
  };
  let running;
  const run = async () => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    const query = editor.getValue();
    byId("result").hidden = false;
    byId("table").hidden = true;
    status.textContent = say.running;
    showLinks(query);
    try {
      status.textContent = await show(query, signal);
    } catch {
      if (!signal.aborted) status.textContent = say.failed;
    }
  };
  form.addEventListener("submit", (event) => {
    area.value = editor.getValue();
    if (event.submitter?.formAction.endsWith("/code") || byId("format").value !== "html") return;
    event.preventDefault();
    run();
  });

  // Examples: choosing one fills the editor; typing narrows the list.
  const examples = byId("examples");
  examples.addEventListener("click", async (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const slug = new URL(link.href).searchParams.get("example");
    const answer = await fetch(`${root}/queries/${slug}.rq`).catch(() => null);
    if (!answer?.ok) return location.assign(link.href); // the browser tells what is wrong
    editor.setValue(await answer.text());
    editor.focus();
    byId("editor").scrollIntoView({ block: "center" });
  });
  const narrow = byId("narrow");
  narrow.parentElement.hidden = false;
  narrow.addEventListener("input", () => {
    const wanted = narrow.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const line of examples.children) {
      line.hidden = !wanted.every((word) => line.dataset.words.includes(word));
    }
  });
})();
