//===- page.js - what the audit's page does ---------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
"use strict";
(() => {
  const all = (selector, of = document) => [...of.querySelectorAll(selector)];
  const root = document.documentElement;
  // Without a script everything is open.
  root.classList.add("script");

  document.getElementById("theme").addEventListener("click", () => {
    const dark = getComputedStyle(root).colorScheme === "dark";
    root.dataset.theme = dark ? "light" : "dark";
  });

  // Findings: by check, by confidence, by words.
  const filters = document.getElementById("filters");
  if (filters) {
    filters.hidden = false;
    const findings = all(".finding");
    const text = findings.map((f) => f.textContent.toLowerCase());
    const apply = () => {
      const checks = new Set(all("input[value^=concurrency]:checked", filters)
        .map((box) => box.value));
      const definite = document.getElementById("only-definite").checked;
      const words = document.getElementById("search").value.toLowerCase()
        .split(/\s+/);
      let shown = 0;
      findings.forEach((finding, i) => {
        const wanted = checks.has(finding.dataset.check) &&
          (!definite || finding.dataset.sure === "definite") &&
          words.every((word) => text[i].includes(word));
        finding.hidden = !wanted;
        shown += wanted;
      });
      document.getElementById("shown").textContent =
        shown === findings.length ? "" : `${shown} of ${findings.length}`;
    };
    filters.addEventListener("input", apply);
    filters.addEventListener("submit", (event) => event.preventDefault());
  }

  // Tables: a row opens its details, a heading sorts.
  const toggle = (body, open) => {
    body.classList.toggle("open", open);
    body.querySelector(".entry").setAttribute("aria-expanded",
      body.classList.contains("open"));
  };
  all(".entry").forEach((row) => {
    row.tabIndex = 0;
    row.setAttribute("aria-expanded", "false");
    row.addEventListener("click", (event) => {
      if (!event.target.closest("a")) toggle(row.parentElement);
    });
    row.addEventListener("keydown", (event) => {
      if (event.target === row && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        toggle(row.parentElement);
      }
    });
  });
  all("th").forEach((head) => {
    head.addEventListener("click", () => {
      const table = head.closest("table");
      const column = head.cellIndex;
      const down = head.dataset.sorted !== "down";
      all("th", table).forEach((other) => delete other.dataset.sorted);
      head.dataset.sorted = down ? "down" : "up";
      const key = (body) => body.rows[0].cells[column].textContent.trim();
      const compare = (a, b) => key(a).localeCompare(key(b), "en",
        { numeric: true });
      table.append(...[...table.tBodies]
        .sort((a, b) => (down ? compare(b, a) : compare(a, b))));
    });
  });

  // Links open what they lead to.
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.matches("tbody")) toggle(target, true);
    if (target.matches("details")) target.open = true;
    all(".edge.chosen").forEach((edge) => edge.classList.remove("chosen"));
    const arrow = document.getElementById(id.replace("edge-", "arrow-"));
    if (arrow && arrow.matches(".edge")) arrow.classList.add("chosen");
    target.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", follow);
  follow();
})();
