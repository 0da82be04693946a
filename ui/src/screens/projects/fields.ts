// What the fields of the form are called.
import type { Text } from "../../text/zh";

/** The words for a field by its name; the name itself for one that has none. */
export function fieldWords(text: Text, field: string): string {
  const words: Record<string, string> = text.projects.fields;
  return words[field] ?? field;
}
