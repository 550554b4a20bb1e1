package io.kmspolicy.model.json;

import io.kmspolicy.model.problem.JsonLimits;
import io.kmspolicy.model.text.Quoting;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The path from the root of a text to the current value: a stack of member names and element
 * numbers. Pointers are created on demand. Not thread-safe.
 */
final class JsonPath {

  private static final int MEMBER = -1;

  private final String root;
  private final String[] names = new String[JsonLimits.DEPTH + 1];
  private final int[] elements = new int[JsonLimits.DEPTH + 1];

  /**
   * Cached pointers: element {@code n} is the pointer of the first {@code n} steps, or null if it
   * has not been created for the current path.
   */
  private final @Nullable Pointer[] pointers = new @Nullable Pointer[JsonLimits.DEPTH + 2];

  private int depth;

  /**
   * An empty path.
   *
   * @param root the description of the whole text in messages, such as {@code the policy}
   */
  JsonPath(String root) {
    this.root = root;
    Arrays.fill(names, "");
    pointers[0] = Pointer.ROOT;
  }

  void enterMember(String name) {
    names[depth] = name;
    elements[depth] = MEMBER;
    depth++;
    pointers[depth] = null;
  }

  void enterElement(int index) {
    elements[depth] = index;
    depth++;
    pointers[depth] = null;
  }

  void leave() {
    depth--;
  }

  /**
   * The index of the current array element. Negative if the current value is a member or the root.
   */
  int element() {
    return depth == 0 ? MEMBER : elements[depth - 1];
  }

  /** The pointer of the current value. */
  Pointer pointer() {
    return pointer(depth);
  }

  /** The pointer of the array or object that contains the current value. */
  Pointer parentPointer() {
    return pointer(depth - 1);
  }

  private Pointer pointer(int steps) {
    Pointer pointer = pointers[steps];
    if (pointer == null) {
      int last = steps - 1;
      Pointer parent = pointer(last);
      pointer =
          elements[last] == MEMBER ? parent.member(names[last]) : parent.element(elements[last]);
      pointers[steps] = pointer;
    }
    return pointer;
  }

  /**
   * A description of the current value, such as {@code `Action`} or {@code an element of `Action`}.
   */
  String subject() {
    int named = depth - 1;
    while (named >= 0 && elements[named] != MEMBER) {
      named--;
    }
    String name = named < 0 ? root : Quoting.quoteShort(names[named]);
    return named == depth - 1 ? name : "an element of " + name;
  }
}
