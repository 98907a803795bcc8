// What comes in while the tab is hidden is read by nobody: the page asks for it when somebody looks at it again.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.id === "newer") event.preventDefault();
});
