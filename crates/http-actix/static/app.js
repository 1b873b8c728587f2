// Adds copy, download and print where a page shows something once. Every page works without it.
"use strict";

for (const tools of document.querySelectorAll(".tools[data-for]")) {
  const source = document.getElementById(tools.dataset.for);
  const said = tools.parentElement.querySelector(".said");
  const actions = {
    async copy() {
      try {
        await navigator.clipboard.writeText(source.value);
        said.textContent = "Copied.";
      } catch {
        source.focus();
        source.select();
        said.textContent = "Selected: copy it with your keyboard or the menu.";
      }
    },
    download() {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([source.value + "\n"], { type: "text/plain" }));
      link.download = source.dataset.file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      said.textContent = "Downloaded as " + source.dataset.file + ".";
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
