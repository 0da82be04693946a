// Where a record stands, in a few words.
import type { RecordLine } from "../../host";
import { dayShort } from "../../text/format";
import type { Text } from "../../text/zh";

/** What most deserves to be said of a record: what is wrong with it before what it waits for. */
export function standingOf(text: Text, line: RecordLine, thisYear: number): string {
  const { standings } = text.records;
  if (line.cancelled) return standings.cancelled;
  if (line.missing_sign_out) return standings["missing-sign-out"];
  if (line.present) return standings.open;
  if (line.pending > 0) return standings.pending;
  if (line.publicity > 0) return line.publicity_until ? text.records.publicUntil(dayShort(text, line.publicity_until, thisYear)) : standings["in-publicity"];
  if (line.settled > 0) return standings.final;
  return line.standing > 0 ? standings.pending : standings.nothing;
}
