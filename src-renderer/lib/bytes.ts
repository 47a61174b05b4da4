/** Sizes and rates for people: decimal units (1 GB = 10^9), one decimal at most. */
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** 0 bytes · 640 kB · 138 MB · 1.2 GB · 44 GB · 1.24 TB is written 1.2 TB. */
export function bytes(count: number): string {
  let value = Math.max(0, count);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : trim(value)} ${UNITS[unit]}`;
}

/** 4.1 Mbit/s · 640 kbit/s; input in bits per second. */
export function bitrate(bitsPerSecond: number): string {
  if (bitsPerSecond >= 999_500) return `${trim(bitsPerSecond / 1_000_000)} Mbit/s`;
  return `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}

/** 62 %, with a thin space that does not break. */
export function percent(value: number): string {
  return `${value > 99 && value < 100 ? (Math.floor(value * 10) / 10).toFixed(1) : Math.round(value)}\u00a0%`;
}

function trim(value: number): string {
  return (Math.round(value * 10) / 10).toString();
}
