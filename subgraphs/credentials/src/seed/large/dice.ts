/** Chance that comes out the same for the same seed, so that two runs of a script make the same data. */
export interface Dice {
  /** 0 to 1, without 1. */
  roll(): number;
  below(count: number): number;
  /** Below `count`, and small far more often than large. */
  skewed(count: number): number;
  pick<Value>(of: readonly [Value, ...Value[]]): Value;
  uuid(): string;
  bytes(count: number): Buffer;
}

/** Mulberry32: four lines, good enough for test data and for nothing else. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const roll = () => word() / 4_294_967_296;
  const below = (count: number) => Math.floor(roll() * count);
  const bytes = (count: number) => bytesOf(word, count);
  return {
    roll,
    below,
    skewed: (count) => Math.floor(roll() ** 3 * count),
    pick: (of) => of[below(of.length)] ?? of[0],
    uuid: () => uuidFrom(bytes(16)),
    bytes,
  };
}

function bytesOf(word: () => number, count: number): Buffer {
  const made = Buffer.alloc(Math.ceil(count / 4) * 4);
  for (let at = 0; at < count; at += 4) made.writeUInt32BE(word(), at);
  return made.subarray(0, count);
}

/** RFC 9562, version 4. */
function uuidFrom(random: Buffer): string {
  random.writeUInt8(((random[6] ?? 0) & 0x0f) | 0x40, 6);
  random.writeUInt8(((random[8] ?? 0) & 0x3f) | 0x80, 8);
  const hex = random.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
