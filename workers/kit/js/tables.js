// The JavaScript half of `kit::tables`: one trip across the border for a statement, whatever it answers.

// Runs a statement, and tells all of its rows.
export function rows(sql, query, params) {
  return [...sql.exec(query, ...params).raw()];
}

// Runs one that has none to tell. The platform has run it when it hands back the cursor.
export function run(sql, query, params) {
  sql.exec(query, ...params);
}
