// Gives each program a button that copies it. The page is whole without this file.
"use strict";
(() => {
  if (!navigator.clipboard) return;
  for (const program of document.querySelectorAll("pre[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "second copy";
    button.textContent = program.dataset.copy;
    const name = program.closest("section").querySelector("h3").id;
    button.setAttribute("aria-describedby", name);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(program.textContent);
      button.textContent = program.dataset.copied;
    });
    program.closest(".scroll").after(button);
  }
})();
