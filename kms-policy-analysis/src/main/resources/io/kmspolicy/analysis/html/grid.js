for (const grid of document.querySelectorAll('.grid')) {
  const MARK = '\uE000';
  const ROW = 44;
  const BADGE = 34;
  const LEAST = 124;
  const MORE = 2;
  const id = grid.id;
  const data = JSON.parse(document.getElementById(id + '-data').textContent);
  const looks = Array.from(document.querySelectorAll('#' + id + '-legend [data-look]'),
    mark => ({name: mark.dataset.look, style: mark.dataset.look.replace(' ', '-'), symbol: mark.textContent}));
  const letters = data.groups.map(group => group.name[0].toUpperCase());

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) {
      made.className = className;
    }
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  };
  const withRole = (made, role, label) => {
    made.setAttribute('role', role);
    if (label !== undefined) {
      made.setAttribute('aria-label', label);
    }
    return made;
  };

  /* Of each part: its strongest answer, how many actions have it, and a bit for each answer. */
  const parts = data.parts.map(answers => {
    const found = answers.map(answer => data.answers[answer][0]);
    const look = Math.min(...found);
    return {
      look,
      same: found.filter(other => other === look).length,
      all: found.length,
      mask: found.reduce((mask, other) => mask | 1 << other, 0),
    };
  });
  const cellAt = (row, column) => data.cellsOfRows[data.rows[row].cells][column];
  const words = header =>
    [header.name, header.full, header.note].concat(Object.values(header.names)).join('\n').toLowerCase();
  const rowWords = data.rows.map(words);
  const columnWords = data.columns.map(words);

  let rows = [];
  let columns = [];
  let groups = [];
  let bit = 0;
  let active = {row: 0, column: 0};

  const canvas = withRole(element('div'), 'presentation');
  grid.append(canvas);
  const width = () => Math.max(LEAST, groups.length * BADGE + 14);
  const side = () => Number.parseFloat(getComputedStyle(grid).getPropertyValue('--side'))
    * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

  const part = (cell, group) => parts[data.cells[cell][group]];
  const answerText = ({look, same, all}) =>
    looks[look].name + (same < all ? ' (' + same + ' of ' + all + ')' : '');
  const shows = (cell, group) => !bit || part(cell, group).mask & bit;
  const label = (row, column) => {
    const cell = cellAt(row, column);
    return data.rows[row].name + ', ' + data.columns[column].name + ': '
      + groups.map(group => data.groups[group].name + ' ' + answerText(part(cell, group))).join(', ');
  };

  const headed = (made, header, note) => {
    made.title = header.full;
    made.append(element('span', 'name', header.name), element('span', 'note', note));
    return made;
  };
  const place = (made, at) => {
    made.style.left = 'calc(var(--side) + ' + at * width() + 'px)';
    made.style.width = width() + 'px';
    return made;
  };
  const columnHeader = at => {
    const header = data.columns[columns[at]];
    const made = headed(withRole(element('div', 'column'), 'columnheader', header.name), header, header.note);
    made.setAttribute('aria-colindex', at + 2);
    const marks = element('span', 'groups');
    marks.setAttribute('aria-hidden', 'true');
    groups.forEach(group => marks.append(element('span', '', letters[group])));
    made.append(marks);
    return place(made, at);
  };
  const badge = (cell, group) => {
    const {look, same, all} = part(cell, group);
    const text = looks[look].symbol + (same < all && looks[look].name !== 'denied' ? same : '');
    const made = element('span', 'look ' + (shows(cell, group) ? looks[look].style : 'none'), text);
    made.title = data.groups[group].name + ': ' + answerText(part(cell, group));
    made.setAttribute('aria-hidden', 'true');
    return made;
  };
  const gridCell = (row, column) => {
    const made = withRole(element('div', 'cell'), 'gridcell', label(rows[row], columns[column]));
    made.id = id + '-' + row + '-' + column;
    made.setAttribute('aria-colindex', column + 2);
    made.dataset.row = row;
    made.dataset.column = column;
    if (row === active.row && column === active.column) {
      made.classList.add('active');
      made.setAttribute('aria-selected', 'true');
    }
    const cell = cellAt(rows[row], columns[column]);
    groups.forEach(group => made.append(badge(cell, group)));
    return place(made, column);
  };
  const rowOf = (made, index, top) => {
    withRole(made, 'row').setAttribute('aria-rowindex', index);
    made.style.width = canvas.style.width;
    made.style.height = ROW + (index === 1 ? 26 : 0) + 'px';
    if (top !== undefined) {
      made.style.top = top + 'px';
    }
    return made;
  };
  const HEAD = ROW + 26;

  /* Makes the elements of what is visible, and a little more. */
  const render = () => {
    const wide = side();
    canvas.style.width = wide + columns.length * width() + 'px';
    canvas.style.height = HEAD + rows.length * ROW + 'px';
    grid.setAttribute('aria-rowcount', rows.length + 1);
    grid.setAttribute('aria-colcount', columns.length + 1);
    const firstRow = Math.max(0, Math.floor(grid.scrollTop / ROW) - MORE);
    const lastRow = Math.min(rows.length, Math.ceil((grid.scrollTop + grid.clientHeight) / ROW) + MORE);
    const firstColumn = Math.max(0, Math.floor(grid.scrollLeft / width()) - MORE);
    const lastColumn =
      Math.min(columns.length, Math.ceil((grid.scrollLeft + grid.clientWidth - wide) / width()) + MORE);
    const header = rowOf(element('div', 'row header'), 1);
    const corner = withRole(element('div', 'side'), 'columnheader', grid.dataset.rows);
    corner.setAttribute('aria-colindex', 1);
    groups.forEach(group =>
      corner.append(element('span', 'note', letters[group] + ' ' + data.groups[group].name)));
    if (groups.length > 2) {
      corner.replaceChildren(element('span', 'note',
        groups.map(group => letters[group] + ' ' + data.groups[group].name).join(', ')));
      corner.firstChild.style.whiteSpace = 'normal';
    }
    header.append(corner);
    for (let column = firstColumn; column < lastColumn; column++) {
      header.append(columnHeader(column));
    }
    const made = [header];
    for (let row = firstRow; row < lastRow; row++) {
      const line = rowOf(element('div', 'row'), row + 2, HEAD + row * ROW);
      const name = data.rows[rows[row]];
      const start = headed(withRole(element('div', 'side'), 'rowheader', name.name), name, name.note);
      start.setAttribute('aria-colindex', 1);
      line.append(start);
      for (let column = firstColumn; column < lastColumn; column++) {
        line.append(gridCell(row, column));
      }
      made.push(line);
    }
    canvas.replaceChildren(...made);
    const current = document.getElementById(id + '-' + active.row + '-' + active.column);
    if (current) {
      grid.setAttribute('aria-activedescendant', current.id);
    } else {
      grid.removeAttribute('aria-activedescendant');
    }
  };
  let waiting = false;
  const later = () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        render();
      });
    }
  };
  grid.addEventListener('scroll', later);
  new ResizeObserver(later).observe(grid);

  const move = (row, column) => {
    active = {
      row: Math.max(0, Math.min(rows.length - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    const top = active.row * ROW;
    const left = active.column * width();
    const high = grid.clientHeight - HEAD - ROW;
    const far = grid.clientWidth - side() - width();
    grid.scrollTop = Math.max(top - high, Math.min(top, grid.scrollTop));
    grid.scrollLeft = Math.max(left - far, Math.min(left, grid.scrollLeft));
    render();
  };

  const dialog = document.getElementById(id + '-detail');
  const [title, close, body] = dialog.children;
  close.addEventListener('click', () => dialog.close());

  const filled = (text, names) =>
    text.replace(/\uE000([^])/g, (marker, name) => name === 'e' ? MARK : names[name] ?? marker);
  /* Texts of policies put code between back-ticks. */
  const prose = (tag, text) => {
    const made = element(tag);
    text.split('`').forEach((piece, index) =>
      made.append(index % 2 ? element('code', '', piece) : piece));
    return made;
  };
  const list = items => {
    const made = element('ul');
    made.append(...items);
    return made;
  };
  const item = (text, ...more) => {
    const made = element('li', '', text);
    made.append(...more);
    return made;
  };
  const condition = (data, names) => {
    const text = value => filled(value, names);
    if (data.all) {
      return data.all.length
        ? item('all of', list(data.all.map(each => condition(each, names))))
        : item('always');
    }
    if (data.any) {
      return data.any.length
        ? item('any of', list(data.any.map(each => condition(each, names))))
        : item('never');
    }
    if (data.not) {
      return item('not', list([condition(data.not, names)]));
    }
    if (data.holdsIf) {
      return item('the constraints of grant ' + text(data.grant), list([condition(data.holdsIf, names)]));
    }
    if (data.fact !== undefined) {
      const made = element('li');
      made.append(...prose('span', text(data.fact)).childNodes);
      return made;
    }
    const made = element('li');
    made.append(element('code', '', text(data.key)), ' ' + data.operator + ' ');
    data.values.forEach((value, index) =>
      made.append(index ? ', ' : '', element('code', '', text(value))));
    return made;
  };
  const section = (group, cell, names) => {
    const made = document.createDocumentFragment();
    made.append(element('h3', '', data.groups[group].name + ': ' + answerText(part(cell, group))));
    const byAnswer = new Map();
    data.parts[data.cells[cell][group]].forEach((answer, index) =>
      byAnswer.set(answer, (byAnswer.get(answer) ?? []).concat(data.groups[group].items[index])));
    const order = Array.from(byAnswer.keys())
      .sort((one, other) => data.answers[one][0] - data.answers[other][0]);
    for (const answer of order) {
      const [look, why, tests, ...deciding] = data.answers[answer];
      const block = element('div', 'answer');
      const first = element('p');
      const mark = element('span', 'look ' + looks[look].style, looks[look].symbol);
      mark.setAttribute('aria-hidden', 'true');
      first.append(mark, ' ' + looks[look].name + ': ', element('span', 'actions', byAnswer.get(answer).join(', ')));
      block.append(first);
      if (tests >= 0) {
        block.append(element('p', '', 'Allowed exactly if'), list([condition(data.conditions[tests], names)]));
      }
      if (data.texts[why]) {
        block.append(prose('p', filled(data.texts[why], names)));
      }
      if (deciding.length) {
        block.append(
          element('p', '', ['allowed', 'denied'].includes(looks[look].name) ? 'Decided by' : 'Depends on'),
          list(deciding.map(text => prose('li', filled(data.texts[text], names)))));
      }
      made.append(block);
    }
    return made;
  };
  const titleOf = (row, column) => data.rows[row].name + ' on ' + data.columns[column].name;
  const details = (row, column, shown) => {
    const names = {...data.columns[column].names, ...data.rows[row].names};
    for (const name of Object.keys(names)) {
      names[name] = names[name].replaceAll('\n', ' ');
    }
    return [element('p', '', data.rows[row].full), element('p', '', data.columns[column].full),
      ...shown.map(group => section(group, cellAt(row, column), names))];
  };
  const open = () => {
    if (!rows.length || !columns.length) {
      return;
    }
    const row = rows[active.row];
    const column = columns[active.column];
    title.textContent = titleOf(row, column);
    body.replaceChildren(...details(row, column, groups));
    dialog.showModal();
    dialog.scrollTop = 0;
    title.focus();
  };

  const page = () => Math.max(1, Math.floor((grid.clientHeight - HEAD) / ROW) - 1);
  const keys = {
    ArrowDown: () => move(active.row + 1, active.column),
    ArrowUp: () => move(active.row - 1, active.column),
    ArrowRight: () => move(active.row, active.column + 1),
    ArrowLeft: () => move(active.row, active.column - 1),
    PageDown: () => move(active.row + page(), active.column),
    PageUp: () => move(active.row - page(), active.column),
    Home: event => move(event.ctrlKey ? 0 : active.row, 0),
    End: event => move(event.ctrlKey ? rows.length : active.row, columns.length),
    Enter: open,
    ' ': open,
  };
  grid.addEventListener('keydown', event => {
    if (keys[event.key] && !event.altKey && !event.metaKey) {
      event.preventDefault();
      keys[event.key](event);
    }
  });
  grid.addEventListener('click', event => {
    const cell = event.target.closest('.cell');
    if (cell) {
      move(Number(cell.dataset.row), Number(cell.dataset.column));
      open();
    }
  });

  const numbers = (all, text) => {
    const lower = text.toLowerCase();
    return Array.from(all.keys()).filter(index => all[index].includes(lower));
  };
  bind(document.querySelector('.controls[data-for="' + id + '"]'), values => {
    groups = Array.from(data.groups.keys())
      .filter(group => !values.group || data.groups[group].name === values.group);
    bit = values.look ? 1 << looks.findIndex(look => look.name === values.look) : 0;
    rows = numbers(rowWords, values.rows);
    columns = numbers(columnWords, values.columns);
    if (bit) {
      const fits = data.cells.map((unused, cell) => groups.some(group => shows(cell, group)));
      rows = rows.filter(row => columns.some(column => fits[cellAt(row, column)]));
      columns = columns.filter(column => rows.some(row => fits[cellAt(row, column)]));
    }
    active = {row: 0, column: 0};
    grid.scrollTop = 0;
    grid.scrollLeft = 0;
    render();
    return count(rows.length) + ' of ' + count(data.rows.length) + ' ' + grid.dataset.rows + ', '
      + count(columns.length) + ' of ' + count(data.columns.length) + ' ' + grid.dataset.columns;
  });

  /* On paper: whole tables of a few columns each, with all rows and columns that the filters keep,
     and the details of each cell once, by the numbers in the tables. */
  const ON_PAPER = 4;
  const DETAILS_ON_PAPER = 200;
  const isDenied = cell => groups.every(group => {
    const {look, same, all} = part(cell, group);
    return looks[look].name === 'denied' && same === all;
  });
  /* Of each different cell that is not denied for all: where it is first, and how often it is there. */
  const different = () => {
    const found = new Map();
    for (const row of rows) {
      for (const column of columns) {
        const cell = cellAt(row, column);
        if (found.has(cell)) {
          found.get(cell).times++;
        } else if (!isDenied(cell) && groups.some(group => shows(cell, group))) {
          found.set(cell, {row, column, number: found.size + 1, times: 1});
        }
      }
    }
    return found;
  };
  const printedDetails = ({row, column, number, times}) => {
    const made = element('section', 'printed-detail');
    const others = times === 1 ? '' : ', and ' + count(times - 1) + ' more with the same answers';
    made.append(element('h3', 'pair', number + '. ' + titleOf(row, column) + others),
      ...details(row, column, groups.filter(group => shows(cellAt(row, column), group))));
    return made;
  };
  const mark = (cell, group) => {
    const {look, same, all} = part(cell, group);
    return shows(cell, group) ? looks[look].symbol + (same < all ? ' ' + same : '') : '';
  };
  const printed = (first, last, numbered) => {
    const made = element('table', 'printed');
    const head = element('tr');
    const corner = element('th', '', grid.dataset.rows);
    corner.scope = 'col';
    head.append(corner);
    for (let at = first; at < last; at++) {
      const header = data.columns[columns[at]];
      const cell = element('th');
      cell.scope = 'col';
      cell.append(element('span', 'name', header.name), element('span', 'note', header.full),
        element('span', 'marks', groups.map(group => letters[group]).join('\t')));
      head.append(cell);
    }
    made.append(element('thead'), element('tbody'));
    made.tHead.append(head);
    for (const row of rows) {
      const line = element('tr');
      const name = element('th');
      name.scope = 'row';
      name.append(element('span', 'name', data.rows[row].name), element('span', 'note', data.rows[row].note));
      line.append(name);
      for (let at = first; at < last; at++) {
        const cell = cellAt(row, columns[at]);
        const marks = element('td', 'marks', groups.map(group => mark(cell, group)).join('\t'));
        if (numbered.has(cell)) {
          marks.append(element('span', 'note', numbered.get(cell).number));
        }
        line.append(marks);
      }
      made.tBodies[0].append(line);
    }
    return made;
  };
  const paper = element('div', 'paper');
  paper.setAttribute('aria-hidden', 'true');
  grid.after(paper);
  addEventListener('beforeprint', () => {
    const key = groups.map(group => letters[group] + ' ' + data.groups[group].name).join(', ');
    const numbered = different();
    paper.replaceChildren(element('p', 'hint', key + '. ' + count(rows.length) + ' of ' + count(data.rows.length)
      + ' ' + grid.dataset.rows + ', ' + count(columns.length) + ' of ' + count(data.columns.length) + ' '
      + grid.dataset.columns + '. The number in a cell is that of its details below.'));
    for (let first = 0; first < columns.length; first += ON_PAPER) {
      paper.append(printed(first, Math.min(columns.length, first + ON_PAPER), numbered));
    }
    const all = Array.from(numbered.values());
    const below = element('div', 'printed-details');
    below.append(...all.slice(0, DETAILS_ON_PAPER).map(printedDetails));
    paper.append(below);
    if (all.length > DETAILS_ON_PAPER) {
      paper.append(element('p', 'hint', count(all.length - DETAILS_ON_PAPER)
        + ' more different cells are not printed in detail; filter the page to print them.'));
    }
  });
  addEventListener('afterprint', () => paper.replaceChildren());
}
