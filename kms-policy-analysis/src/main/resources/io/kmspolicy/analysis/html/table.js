for (const controls of document.querySelectorAll('.controls')) {
  const table = document.getElementById(controls.dataset.for);
  if (table.tagName !== 'TABLE') {
    continue;
  }
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  bind(controls, ({text, kind}) => {
    const words = text.toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = row.textContent.toLowerCase().includes(words)
        && (!kind || row.querySelector('[data-kind]').textContent === kind);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    return count(shown) + ' of ' + count(rows.length) + ' rows';
  });
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
}
