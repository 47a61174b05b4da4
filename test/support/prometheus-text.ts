/** Reads Prometheus' text format strictly, as a scraper would: every sample belongs to a family with HELP and TYPE. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly PrometheusSample[];
}

export interface PrometheusSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const namePattern = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const sampleLine = new RegExp(`^(${namePattern})(?:\\{(.*)\\})? (\\S+)$`);
const labelPattern = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

/** Throws on the first line that is none. */
export function parsePrometheus(text: string): Map<string, Family> {
  const families = new Map<
    string,
    { name: string; help: string; type: string; samples: PrometheusSample[] }
  >();
  const familyOf = (name: string) => {
    const family = families.get(name) ?? { name, help: '', type: '', samples: [] };
    families.set(name, family);
    return family;
  };
  if (!text.endsWith('\n')) throw new Error('The text does not end with a line feed.');
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const about = new RegExp(`^# (HELP|TYPE) (${namePattern}) (.+)$`).exec(line);
    if (about) {
      const [, what, name = '', words = ''] = about;
      const family = familyOf(name);
      const key = what === 'HELP' ? 'help' : 'type';
      if (family[key] !== '') throw new Error(`${name} has two ${what} lines.`);
      family[key] = words;
      continue;
    }
    const [, name = '', labels = '', value = ''] = sampleLine.exec(line) ?? [];
    if (name === '') throw new Error(`No sample: ${line}`);
    const family = families.get(name);
    if (!family || family.help === '' || family.type === '') throw new Error(`${name} is not introduced.`);
    const sample = { labels: parseLabels(labels, line), value: Number(value) };
    if (Number.isNaN(sample.value)) throw new Error(`No number: ${line}`);
    family.samples.push(sample);
  }
  return families;
}

function parseLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  labelPattern.lastIndex = 0;
  while (labelPattern.lastIndex < text.length) {
    const found = labelPattern.exec(text);
    if (!found) throw new Error(`No labels: ${line}`);
    const [, name = '', value = ''] = found;
    labels[name] = value.replaceAll(/\\(["\\n])/g, (_, escaped: string) =>
      escaped === 'n' ? '\n' : escaped,
    );
  }
  return labels;
}
