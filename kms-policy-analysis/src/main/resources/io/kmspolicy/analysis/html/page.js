
'use strict';
/* Shows controls, and calls show with their values whenever one changes; show returns the status. */
const bind = (controls, show) => {
  const fields = Array.from(controls.querySelectorAll('input, select'));
  const status = controls.querySelector('[role=status]');
  const update = () => {
    status.textContent = show(Object.fromEntries(fields.map(field => [field.name, field.value])));
  };
  controls.addEventListener('input', update);
  controls.hidden = false;
  update();
};
const count = number => number.toLocaleString('en');
/* On paper, what is folded is open. */
let folded = [];
addEventListener('beforeprint', () => {
  folded = Array.from(document.querySelectorAll('details:not([open])'));
  folded.forEach(details => { details.open = true; });
});
addEventListener('afterprint', () => folded.forEach(details => { details.open = false; }));
