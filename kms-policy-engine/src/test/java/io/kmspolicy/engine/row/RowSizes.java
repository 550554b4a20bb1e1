package io.kmspolicy.engine.row;

/** The sizes of rows, for tests of other packages. */
public final class RowSizes {

  private RowSizes() {}

  /** The approximate size in bytes, if no part of the row is shared. */
  public static int of(DecisionRow row) {
    return row.bytes();
  }
}
