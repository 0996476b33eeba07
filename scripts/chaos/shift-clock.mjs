// Preloaded into one process of a test: its wall clock is off, as on a machine without time service.
const offsetMs = Number(process.env.CHAOS_CLOCK_MS);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...values) {
    if (values.length === 0) super(RealDate.now() + offsetMs);
    else super(...values);
  }
  static now() {
    return RealDate.now() + offsetMs;
  }
};
