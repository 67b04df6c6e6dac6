// A path of setData: `rows[3].price`.

export function assign(data, key, value) {
  const parts = key.split(/[.[\]]+/).filter((part) => part !== '');
  const last = parts.pop();
  let at = data;
  for (const part of parts) at = at[part] ??= {};
  at[last] = value;
}
