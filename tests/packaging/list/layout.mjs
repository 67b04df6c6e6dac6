// A naive layout of what a list draws, straight from the rules of CSS and knowing nothing of the list: blocks
// stand under each other, lanes beside each other, rows of a lane in the order of their `order`. It stands in
// for the renderer that jsdom does not have, and it is what tests compare the list's own account with.
//
//   const { rows, height, body } = layOut(element, { heightOf: (card) => 120 });

const PX = (text) => (text && text.endsWith('px') ? Number(text.slice(0, -2)) : 0);

/** Class names carry a prefix of the component in some hosts. */
export const has = (element, name) => [...(element.classList ?? [])].some((own) => own === name || own.endsWith(`--${name}`));

export function find(element, name, found = []) {
  if (has(element, name)) found.push(element);
  for (const child of element.children) find(child, name, found);
  return found;
}

/**
 * Lays an element's content out from `y` = 0. Rows come with their place; `heightOf(card)` is how high what
 * is in a row really is.
 */
export function layOut(element, { heightOf }) {
  const rows = [];
  const bodies = [];
  const height = stack(element, 0);
  return { rows, bodies, height };

  function stack(parent, top) {
    let y = top;
    for (const child of parent.children) y += box(child, y);
    return y - top;
  }

  function box(child, y) {
    if (has(child, 'tuike-body')) return body(child, y);
    if (has(child, 'card')) return heightOf(child);
    const { height } = child.style;
    return height.endsWith('px') ? PX(height) : stack(child, y);
  }

  function body(element, y) {
    let bottom = y + PX(element.style.minHeight);
    for (const lane of lanes(element)) bottom = Math.max(bottom, column(lane, y + PX(lane.style.marginTop)));
    bodies.push({ element, top: y, height: bottom - y });
    return bottom - y;
  }

  function lanes(element) {
    return find(element, 'tuike-lane');
  }

  function column(lane, top) {
    const drawn = find(lane, 'tuike-row')
      .map((element) => ({ element, order: Number(element.style.order), margin: PX(element.style.marginTop), height: stack(element, 0) }));
    drawn.sort((a, b) => a.order - b.order);
    const long = drawn.reduce((sum, row) => sum + row.margin + row.height, 0);
    const fixed = PX(lane.style.height);
    const hangs = lane.style.justifyContent === 'flex-end';
    let y = hangs ? top + fixed - long : top;
    for (const row of drawn) {
      y += row.margin;
      rows.push({ element: row.element, index: row.order, y, height: row.height, lane });
      y += row.height;
    }
    return fixed > 0 ? top + fixed : y;
  }
}
