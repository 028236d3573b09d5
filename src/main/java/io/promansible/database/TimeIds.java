package io.promansible.database;

import io.promansible.fault.InputFault;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ids that sort by time: UUID version 7 (RFC 9562, 5.7). Those that one process makes in the same
 * millisecond sort in the order of their making, by a counter (RFC 9562, 6.2, method 1).
 */
public final class TimeIds {
  /** The order in which databases sort ids; {@link UUID} itself compares its halves as signed. */
  public static final Comparator<UUID> ORDER = Comparator.comparing(UUID::toString);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long MILLIS_MAX = (1L << 48) - 1;
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000000000000000L;
  // The counter has 32 bits: 12 beside the version, 20 behind the variant. The rest is random.
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final int LOW_BITS = 20;
  private static final int RANDOM_BITS = 62 - LOW_BITS;

  private TimeIds() {}

  /** A new id, which begins with the milliseconds of {@code now}. */
  public static UUID next(Instant now) {
    int made = MADE.getAndIncrement();
    long high = (now.toEpochMilli() << 16) | VERSION | (made >>> LOW_BITS);
    long low = (made & ((1L << LOW_BITS) - 1)) << RANDOM_BITS;
    return new UUID(high, VARIANT | low | (RANDOM.nextLong() >>> (64 - RANDOM_BITS)));
  }

  /** The least id that could be made at a time, to compare ids with. */
  public static UUID floor(Instant time) {
    // An id has 48 bits of milliseconds since 1970.
    long second = Math.clamp(time.getEpochSecond(), 0, MILLIS_MAX / 1000);
    long millis = second == time.getEpochSecond() ? time.toEpochMilli() : second * 1000;
    return new UUID((Math.min(millis, MILLIS_MAX) << 16) | VERSION, VARIANT);
  }

  /**
   * Reads an id.
   *
   * @throws InputFault when the text is no id
   */
  public static UUID parse(String field, String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new InputFault(field, "'" + text + "' is not an id");
    }
  }
}
