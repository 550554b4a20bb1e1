package io.kmspolicy.engine;

/**
 * A {@link DecisionRow} with the resource that it is kept for. Many keys of a fleet have equal
 * rows, which exist once; this is what each key has of its own, for one caller.
 *
 * <p>Immutable but for {@code epoch}, which says for which snapshot the row was last found to hold:
 * a racing reader sees an older number at worst, and then looks again. Kept small on purpose: 32
 * bytes, of which a decision reads half a cache line.
 */
final class KeptRow {

  private final String arn;
  private final int tag;
  private final DecisionRow row;
  private final CompiledKey key;
  private int epoch;

  KeptRow(String arn, DecisionRow row, CompiledKey key, int epoch) {
    this.arn = arn;
    this.tag = RowTable.tag(arn);
    this.row = row;
    this.key = key;
    this.epoch = epoch;
  }

  int tag() {
    return tag;
  }

  boolean isFor(String resource, int itsTag) {
    return tag == itsTag && arn.equals(resource);
  }

  DecisionRow row() {
    return row;
  }

  String arn() {
    return arn;
  }

  CompiledKey key() {
    return key;
  }

  /** Whether the row was made of these very policies. */
  @SuppressWarnings("ReferenceEquality") // equal ones would do too, but comparing them is dear
  boolean isMadeOf(CompiledKey other) {
    return key == other;
  }

  /** Whether the row was found to hold for a snapshot. */
  boolean holdsFor(int snapshot) {
    return epoch == snapshot;
  }

  void confirmFor(int snapshot) {
    epoch = snapshot;
  }

  /** About how many bytes it takes with its place in the cache, what it shares left out. */
  int weight() {
    return 160;
  }
}
