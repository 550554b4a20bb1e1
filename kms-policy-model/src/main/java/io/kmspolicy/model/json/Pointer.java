package io.kmspolicy.model.json;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A JSON pointer (RFC 6901) as a linked list of steps, from the last to the first. Its text is
 * built on demand. A document has one pointer per element, and pointers share their prefixes, which
 * takes less memory than strings. Immutable.
 */
final class Pointer implements Supplier<String> {

  /** The pointer of the whole text. */
  static final Pointer ROOT = new Pointer(null, "", 0);

  private final @Nullable Pointer parent;

  /** The name of the member. Null if the last step is an element of an array. */
  private final @Nullable String name;

  private final int element;

  private Pointer(@Nullable Pointer parent, @Nullable String name, int element) {
    this.parent = parent;
    this.name = name;
    this.element = element;
  }

  /** The pointer of a member of the object at this pointer. */
  Pointer member(String member) {
    return new Pointer(this, member, 0);
  }

  /** The pointer of an element of the array at this pointer. */
  Pointer element(int index) {
    return new Pointer(this, null, index);
  }

  @Override
  public String get() {
    StringBuilder text = new StringBuilder();
    append(text);
    return text.toString();
  }

  private void append(StringBuilder text) {
    if (parent == null) {
      return;
    }
    parent.append(text);
    text.append('/');
    if (name == null) {
      text.append(element);
    } else {
      text.append(escape(name));
    }
  }

  private static String escape(String name) {
    return name.indexOf('~') < 0 && name.indexOf('/') < 0
        ? name
        : name.replace("~", "~0").replace("/", "~1");
  }
}
