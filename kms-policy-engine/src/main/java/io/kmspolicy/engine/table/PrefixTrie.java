package io.kmspolicy.engine.table;

import java.util.Arrays;

/**
 * A compressed trie (radix tree; Morrison 1968) that maps text prefixes to numbers and finds all
 * prefixes of a text.
 *
 * <p>Representation: each node has a label, which is the longest common prefix of the texts below
 * it, and its children in the order of their first characters, found by binary search.
 *
 * <p>Invariants: labels are not empty, except at the root; the labels of siblings begin with
 * different characters. So the number of nodes is linear in the number of prefixes, and a lookup
 * reads its text once.
 *
 * <p>Why not a sorted array of prefixes: nested prefixes would take one search per prefix length.
 *
 * <p>Not thread-safe while it is built; then safe for concurrent reads.
 *
 * <p>Reference: D. R. Morrison, <i>PATRICIA: Practical Algorithm To Retrieve Information Coded in
 * Alphanumeric</i>, 1968.
 */
final class PrefixTrie {

  private static final int[] NO_NUMBERS = {};
  private static final PrefixTrie[] NO_CHILDREN = {};

  private String label;
  private int[] numbers = NO_NUMBERS;
  private PrefixTrie[] children = NO_CHILDREN;

  PrefixTrie() {
    this("");
  }

  private PrefixTrie(String label) {
    this.label = label;
  }

  /** Adds a number under a prefix. */
  void put(String prefix, int number) {
    PrefixTrie node = this;
    int position = 0;
    while (position < prefix.length()) {
      int childIndex = node.childIndex(prefix.charAt(position));
      if (childIndex < 0) {
        node = node.add(-childIndex - 1, new PrefixTrie(prefix.substring(position)));
        position = prefix.length();
      } else {
        PrefixTrie child = node.children[childIndex];
        int commonPrefix = child.commonPrefix(prefix, position);
        if (commonPrefix < child.label.length()) {
          child.split(commonPrefix);
        }
        node = child;
        position += commonPrefix;
      }
    }
    node.numbers = Arrays.copyOf(node.numbers, node.numbers.length + 1);
    node.numbers[node.numbers.length - 1] = number;
  }

  /** Passes the numbers of all prefixes of a text to a receiver. */
  void find(String text, Found found) {
    PrefixTrie node = this;
    int position = 0;
    while (true) {
      for (int number : node.numbers) {
        found.accept(number);
      }
      int childIndex = position < text.length() ? node.childIndex(text.charAt(position)) : -1;
      if (childIndex < 0 || !text.startsWith(node.children[childIndex].label, position)) {
        return;
      }
      node = node.children[childIndex];
      position += node.label.length();
    }
  }

  /** Receives the numbers of a lookup. */
  @FunctionalInterface
  interface Found {
    void accept(int number);
  }

  /** The index of the child that begins with a character, or {@code -(insertion point) - 1}. */
  private int childIndex(char first) {
    int low = 0;
    int high = children.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Character.compare(children[middle].label.charAt(0), first);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  private PrefixTrie add(int childIndex, PrefixTrie child) {
    PrefixTrie[] grown = new PrefixTrie[children.length + 1];
    System.arraycopy(children, 0, grown, 0, childIndex);
    grown[childIndex] = child;
    System.arraycopy(children, childIndex, grown, childIndex + 1, children.length - childIndex);
    children = grown;
    return child;
  }

  private int commonPrefix(String text, int from) {
    int max = Math.min(label.length(), text.length() - from);
    int commonPrefix = 0;
    while (commonPrefix < max && label.charAt(commonPrefix) == text.charAt(from + commonPrefix)) {
      commonPrefix++;
    }
    return commonPrefix;
  }

  private void split(int length) {
    PrefixTrie rest = new PrefixTrie(label.substring(length));
    rest.numbers = numbers;
    rest.children = children;
    label = label.substring(0, length);
    numbers = NO_NUMBERS;
    children = new PrefixTrie[] {rest};
  }
}
