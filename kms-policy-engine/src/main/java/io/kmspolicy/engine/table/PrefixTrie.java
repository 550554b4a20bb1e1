package io.kmspolicy.engine.table;

import java.util.Arrays;

/**
 * Numbers by text prefix, as a compressed trie: a node holds the characters that all texts below it
 * share. Its size is linear in the texts that were put in, and finding all prefixes of a text walks
 * that text once.
 *
 * <p>Built by one thread; safe to read by many once it is not changed any more.
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

  /** Puts a number in under a prefix. */
  void put(String prefix, int number) {
    PrefixTrie node = this;
    int at = 0;
    while (at < prefix.length()) {
      int place = node.place(prefix.charAt(at));
      if (place < 0) {
        node = node.add(-place - 1, new PrefixTrie(prefix.substring(at)));
        at = prefix.length();
      } else {
        PrefixTrie child = node.children[place];
        int shared = child.shared(prefix, at);
        if (shared < child.label.length()) {
          child.split(shared);
        }
        node = child;
        at += shared;
      }
    }
    node.numbers = Arrays.copyOf(node.numbers, node.numbers.length + 1);
    node.numbers[node.numbers.length - 1] = number;
  }

  /** Hands over every number whose prefix the text begins with. */
  void find(String text, Found found) {
    PrefixTrie node = this;
    int at = 0;
    while (true) {
      for (int number : node.numbers) {
        found.accept(number);
      }
      int place = at < text.length() ? node.place(text.charAt(at)) : -1;
      if (place < 0 || !text.startsWith(node.children[place].label, at)) {
        return;
      }
      node = node.children[place];
      at += node.label.length();
    }
  }

  /** Takes what a search finds. */
  @FunctionalInterface
  interface Found {
    void accept(int number);
  }

  /** The index of the child that begins with a character, or where it would have to go. */
  private int place(char first) {
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

  private PrefixTrie add(int place, PrefixTrie child) {
    PrefixTrie[] grown = new PrefixTrie[children.length + 1];
    System.arraycopy(children, 0, grown, 0, place);
    grown[place] = child;
    System.arraycopy(children, place, grown, place + 1, children.length - place);
    children = grown;
    return child;
  }

  private int shared(String text, int from) {
    int most = Math.min(label.length(), text.length() - from);
    int shared = 0;
    while (shared < most && label.charAt(shared) == text.charAt(from + shared)) {
      shared++;
    }
    return shared;
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
