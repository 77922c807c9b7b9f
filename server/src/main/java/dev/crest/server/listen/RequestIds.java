package dev.crest.server.listen;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Request ids: sixteen characters of Crockford's base 32, which nobody misreads over the telephone.
 * They sort by time: 45 bits of milliseconds, then 35 bits of a counter that starts at random, so
 * that nodes don't meet.
 */
public final class RequestIds {
  private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final int BITS = 5;
  private static final int TIME_CHARACTERS = 9;
  private static final int COUNTER_CHARACTERS = 7;

  private final AtomicLong counter = new AtomicLong(ThreadLocalRandom.current().nextLong());

  /** Returns a fresh id. */
  public String next() {
    var characters = new char[TIME_CHARACTERS + COUNTER_CHARACTERS];
    write(characters, 0, TIME_CHARACTERS, System.currentTimeMillis());
    write(characters, TIME_CHARACTERS, COUNTER_CHARACTERS, counter.getAndIncrement());
    return new String(characters);
  }

  private static void write(char[] characters, int at, int count, long value) {
    for (int i = at + count - 1; i >= at; i--) {
      characters[i] = ALPHABET[(int) value & 31];
      value >>>= BITS;
    }
  }
}
