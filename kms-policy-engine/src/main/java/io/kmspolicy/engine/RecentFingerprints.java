package io.kmspolicy.engine;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the fingerprints that occurred most recently, in a direct-mapped table: a fingerprint
 * replaces another of the same slot. It keeps no policies in memory. A fingerprint that was
 * replaced counts as new; two things that share a fingerprint are counted together. Both cost time
 * only.
 *
 * <p>Thread-safe: two threads that add one fingerprint at once may count it once.
 */
final class RecentFingerprints {

  private static final int SLOT_BITS = 13;
  private static final int MIX = 0x9E3779B1;

  /** A fingerprint in the high half of each slot, and its number in the low half. */
  private final AtomicLongArray slots = new AtomicLongArray(1 << SLOT_BITS);

  /** Adds a fingerprint; returns how often it was added, this time included. */
  int add(int fingerprint) {
    int slot = (fingerprint * MIX) >>> (Integer.SIZE - SLOT_BITS);
    long kept = slots.get(slot);
    int before = (int) (kept >>> Integer.SIZE) == fingerprint ? (int) kept : 0;
    int times = Math.min(before + 1, Integer.MAX_VALUE - 1);
    slots.lazySet(slot, (long) fingerprint << Integer.SIZE | times);
    return times;
  }
}
