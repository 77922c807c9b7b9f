import { describe, expect, it } from 'vitest';
import { marked, ticks } from '../src/ui/Charts';

const marks = (text: string) => text.split('').map((mark) => ({ mark }));

describe('the axis of time', () => {
  it('names a day once, at its first bar', () => {
    expect([...marked(marks('aaaabbbbcccc'), 2)]).toEqual([0, 4, 8]);
  });

  it('leaves out the rest of a day for which there is no room', () => {
    expect([...marked(marks('abbbbcccc'), 3)]).toEqual([1, 5]);
  });

  it('names single bars as far apart as the names are wide', () => {
    expect([...marked(marks('abcdefgh'), 3)]).toEqual([0, 3, 6]);
  });

  it('names nothing where there is nothing', () => {
    expect([...marked([], 3)]).toEqual([]);
  });
});

describe('the axis of numbers', () => {
  it('goes on to the next round number above the highest bar', () => {
    expect(ticks(1)).toEqual([0, 1]);
    expect(ticks(7)).toEqual([0, 2, 4, 6, 8]);
    expect(ticks(230)).toEqual([0, 100, 200, 300]);
  });
});
