// Adds copy, download and print where a page shows something once, opens an app with one click, and lets the browser
// insist on fields that belong to a ticked box. Every page works without it.
"use strict";

for (const tools of document.querySelectorAll(".tools[data-for]")) {
  const source = document.getElementById(tools.dataset.for);
  const said = tools.parentElement.querySelector(".said");
  const actions = {
    async copy() {
      try {
        await navigator.clipboard.writeText(source.value);
        said.textContent = tools.dataset.copied;
      } catch {
        source.focus();
        source.select();
        said.textContent = tools.dataset.selected;
      }
    },
    download() {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([source.value + "\n"], { type: "text/plain" }));
      link.download = source.dataset.file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      said.textContent = tools.dataset.downloaded;
    },
    print() {
      window.print();
    },
  };
  tools.addEventListener("click", (event) => {
    const action = actions[event.target.dataset.do];
    if (action) action();
  });
  tools.hidden = false;
}

// An answer that an app wants posted is sent without waiting for the button.
const answer = document.querySelector("form[data-send-now]");
if (answer) answer.submit();

// A row of the developer page loads what is in it when it is opened.
for (const link of document.querySelectorAll("a[data-opens]")) {
  const row = link.closest("details");
  row.addEventListener("toggle", () => {
    if (row.open) location.assign(link.href);
  });
}

// A password that a ticked box reveals has to be filled in; what is hidden must not be asked for.
for (const reveals of document.querySelectorAll(".reveals")) {
  const box = reveals.querySelector("input");
  const revealed = reveals.querySelectorAll("input[type=password]");
  const follow = () => revealed.forEach((field) => (field.required = box.checked));
  box.addEventListener("change", follow);
  follow();
}
