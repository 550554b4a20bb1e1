package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.workload.Workload;

/**
 * The key ARNs of a workload's requests, as strings of two kinds: one object for each key, whose
 * hash is known, and new strings for each request, whose hash is not.
 */
final class ArnStream {

  private final String[] same;
  private final String[] neverHashed;

  private ArnStream(String[] same, String[] neverHashed) {
    this.same = same;
    this.neverHashed = neverHashed;
  }

  static ArnStream of(Workload workload) {
    String[] keys = workload.keyArns();
    String[] copies = new String[keys.length];
    for (int key = 0; key < keys.length; key++) {
      copies[key] = new String(keys[key].toCharArray());
    }
    int size = workload.requests().size();
    String[] same = new String[size];
    String[] neverHashed = new String[size];
    for (int i = 0; i < size; i++) {
      int key = workload.requests().get(i).key();
      same[i] = keys[key];
      neverHashed[i] = copies[key];
    }
    return new ArnStream(same, neverHashed);
  }

  String[] sameStrings() {
    return same;
  }

  String next(Cursor cursor) {
    return same[cursor.next(same.length)];
  }

  /**
   * A new string, as every real request brings one. It shares the characters of a copy that no one
   * has asked for its hash, so that neither it nor its copies know theirs; nothing but the object
   * is made.
   */
  String nextFresh(Cursor cursor) {
    return fresh(cursor.next(neverHashed.length), cursor);
  }

  /** The same for the request with a number. */
  String fresh(int request, Cursor cursor) {
    return cursor.keep(new String(neverHashed[request]));
  }
}
