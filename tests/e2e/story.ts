// The expedition of two laps that the engine's tests replay, whole or up to a point.
import { readFileSync } from 'node:fs';

const folder = new URL('../engine/expeditions/', import.meta.url);
const story = () => JSON.parse(readFileSync(new URL('v1-two-laps.fullloop.json', folder), 'utf8'));

/** The fingerprint of its numbers. */
export const fingerprint = readFileSync(new URL('v1-two-laps.fingerprint', folder), 'utf8').trim();

/** One that another engine came to other numbers for. */
export const otherEngine = () => asFile(JSON.parse(readFileSync(new URL('v1-other-engine.fullloop.json', folder), 'utf8')));

const asFile = (record: unknown) =>
  ({ name: 'expedition.fullloop.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(record)) });

/** All of it, as a file to open. */
export const theStory = () => asFile(story());

/** It up to, not including, the first entry that `ends` it (told the entry, and how many follow), standing on the last choice before. */
export function storyUntil(ends: (entry: any, rest: number) => boolean) {
  const record = story();
  const at = record.entries.findIndex((entry: any, i: number) => ends(entry, record.entries.length - 1 - i));
  const entries = record.entries.slice(0, at);
  return asFile({ ...record, entries, cursor: entries.map((e: any) => 'choice' in e).lastIndexOf(true) });
}
