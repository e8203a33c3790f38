// Shows every text that Postgres reads as a date, a time or an interval to a function of JavaScript, because one such as
// 'today' means a moment: a statement that was parsed with one means another a day later, and must not be kept.
//
// `isolab_date_reader` holds where the function stands in the program's table of functions; until one is there, 0.
export function watchDates(functions) {
  const reader = functions.addCounter("isolab_date_reader", 0);
  const type = functions.typeOf({ parameters: 1, results: 0 });
  const show = [0x23, ...reader, 0x04, 0x40, 0x20, 0, 0x23, ...reader, 0x11, ...type, 0, 0x0b];
  functions.wrap("ParseDateTime", show);
}
