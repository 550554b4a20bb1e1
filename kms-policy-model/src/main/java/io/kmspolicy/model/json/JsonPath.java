package io.kmspolicy.model.json;

import io.kmspolicy.model.text.Quoting;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The path from the root of a text to the current value: a stack of member names and element
 * numbers. Pointers are created on demand. Not thread-safe.
 */
final class JsonPath {

  private static final int MEMBER = -1;

  /** The steps for which there is room at first: more than those of a policy. */
  private static final int STEPS = 8;

  private final String root;
  private @Nullable String[] names = new @Nullable String[STEPS];
  private int[] elements = new int[STEPS];

  /**
   * Cached pointers: element {@code n} is the pointer of the first {@code n} steps, or null if it
   * has not been created for the current path.
   */
  private @Nullable Pointer[] pointers = new @Nullable Pointer[STEPS + 1];

  private int depth;

  /**
   * An empty path.
   *
   * @param root the description of the whole text in messages, such as {@code the policy}
   */
  JsonPath(String root) {
    this.root = root;
    pointers[0] = Pointer.ROOT;
  }

  void enterMember(String name) {
    enter(MEMBER);
    names[depth - 1] = name;
  }

  void enterElement(int index) {
    enter(index);
  }

  private void enter(int element) {
    if (depth == elements.length) {
      names = Arrays.copyOf(names, 2 * depth);
      elements = Arrays.copyOf(elements, 2 * depth);
      pointers = Arrays.copyOf(pointers, 2 * depth + 1);
    }
    elements[depth] = element;
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

  private String name(int step) {
    return Objects.requireNonNull(names[step]);
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
          elements[last] == MEMBER ? parent.member(name(last)) : parent.element(elements[last]);
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
    String name = named < 0 ? root : Quoting.quoteShort(name(named));
    return named == depth - 1 ? name : "an element of " + name;
  }
}
