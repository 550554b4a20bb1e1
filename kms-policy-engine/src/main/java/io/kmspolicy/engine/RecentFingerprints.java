package io.kmspolicy.engine;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The fingerprints of the policy sets that occurred most recently, in a direct-mapped table: a
 * fingerprint replaces another of the same slot. It keeps no policies in memory. A fingerprint that
 * was replaced counts as new; one that another set shares counts as seen. Both cost time only.
 *
 * <p>Thread-safe.
 */
final class RecentFingerprints {

  private static final int SLOT_BITS = 13;
  private static final int MIX = 0x9E3779B1;

  /** Marks an empty slot. */
  private static final int NONE = 0;

  private final AtomicIntegerArray slots = new AtomicIntegerArray(1 << SLOT_BITS);

  /** Adds a fingerprint; returns whether it was there. */
  boolean add(int fingerprint) {
    int kept = fingerprint == NONE ? 1 : fingerprint;
    return slots.getAndSet((kept * MIX) >>> (Integer.SIZE - SLOT_BITS), kept) == kept;
  }
}
