
'use strict';
for (const controls of document.querySelectorAll('.controls')) {
  const table = document.getElementById(controls.dataset.for);
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const search = controls.querySelector('input');
  const kind = controls.querySelector('select');
  const status = controls.querySelector('[role=status]');
  const show = () => {
    const words = search.value.toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = row.textContent.toLowerCase().includes(words)
        && (!kind || !kind.value || row.cells[kind.dataset.column].textContent === kind.value);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    status.textContent = shown + ' of ' + rows.length + ' rows';
  };
  const text = (row, column) => row.cells[column].textContent;
  const value = (row, column) => Number(text(row, column).replaceAll(',', ''));
  const headers = Array.from(table.tHead.rows[0].cells);
  headers.forEach((header, column) => header.querySelector('button').addEventListener('click', () => {
    const number = header.dataset.number === 'true';
    const first = number ? 'descending' : 'ascending';
    const second = number ? 'ascending' : 'descending';
    const order = header.ariaSort === first ? second : first;
    headers.forEach(other => other.setAttribute('aria-sort', other === header ? order : 'none'));
    const sign = order === 'ascending' ? 1 : -1;
    rows.sort((a, b) => sign * (number
      ? value(a, column) - value(b, column)
      : text(a, column).localeCompare(text(b, column), 'en')));
    body.append(...rows);
  }));
  search.addEventListener('input', show);
  if (kind) {
    kind.addEventListener('change', show);
  }
  controls.hidden = false;
  show();
}
