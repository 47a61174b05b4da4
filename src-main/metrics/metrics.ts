/**
 * The door to prom-client: figures are read from their owners when somebody asks, and rendered as Prometheus text (OBS-2).
 * Holds no figure itself, so nothing can drift.
 */
import { Counter, Gauge, Registry } from 'prom-client';

/** One value of a metric. Labels are plain words: a slug, a state; never user text. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface MetricDefinition {
  /** snake_case, unit at the end. */
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  /** Called at every scrape; an absent value is simply not shown. */
  readonly read: () => Iterable<Sample>;
}

export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly labelNames: readonly string[];
}

export class Metrics {
  readonly #registry = new Registry();
  readonly #families: MetricFamily[] = [];

  /** A figure that goes up and down. */
  gauge(definition: MetricDefinition): void {
    const { name, help, labelNames = [], read } = definition;
    this.#families.push({ name, help, labelNames, type: 'gauge' });
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.#registry],
      collect: () => {
        clear(gauge, labelNames);
        for (const sample of read()) gauge.set({ ...sample.labels }, sample.value);
      },
    });
  }

  /** A figure that its owner only ever increases. */
  counter(definition: MetricDefinition): void {
    const { name, help, labelNames = [], read } = definition;
    this.#families.push({ name, help, labelNames, type: 'counter' });
    const counter: Counter = new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.#registry],
      collect: () => {
        clear(counter, labelNames);
        for (const sample of read()) counter.inc({ ...sample.labels }, sample.value);
      },
    });
  }

  /** What is published, in order of registration: for the documentation. */
  families(): readonly MetricFamily[] {
    return this.#families;
  }

  /** For the `Content-Type` of the answer. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything, as Prometheus text. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

/** Without labels prom-client resets to 0; an absent figure must be absent. */
function clear(metric: Gauge | Counter, labelNames: readonly string[]): void {
  metric.reset();
  if (labelNames.length === 0) metric.remove();
}
