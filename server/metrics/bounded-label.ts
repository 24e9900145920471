// Labels of metrics that others can add to: each value is a time series for as long as Prometheus keeps it.

/** The value of labels beyond the most. */
export const OTHER = 'other';

/** Makes a function that gives values back as they are, and `other` for all that come after so many different ones. */
export function boundedLabel(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return OTHER;
    known.add(value);
    return value;
  };
}
