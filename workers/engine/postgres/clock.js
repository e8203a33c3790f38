// The clock of a process: the platform's, moved on by what the process has waited for. A program that runs in one piece cannot
// wait, and in production the platform's clock stands still while it runs; so a wait only moves the clock.
//
// Each request begins at the platform's time again.
export class ProcessClock {
  #waited;
  #before = 0;

  // What of the program's imports asks for the time.
  join({ env, wasi_snapshot_preview1: wasi }, heap) {
    env.emscripten_date_now = () => Date.now() + this.#elapsed();
    env.emscripten_get_now = () => performance.now() + this.#elapsed();
    wasi.clock_time_get = (clock, _precision, address) => {
      const milliseconds = (clock === REAL_TIME ? Date.now() : performance.now()) + this.#elapsed();
      new DataView(heap()).setBigUint64(Number(address), BigInt(Math.round(milliseconds * 1e6)), true);
      return 0;
    };
  }

  // `waited` counts the milliseconds, see `step_budget.mjs`.
  watch(waited) {
    this.#waited = waited;
  }

  begin() {
    this.#before = this.#waited.value;
  }

  #elapsed() {
    return this.#waited ? this.#waited.value - this.#before : 0;
  }
}

const REAL_TIME = 0;
