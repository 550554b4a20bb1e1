package io.kmspolicy.model.json;

/** The way from the root of a text to the value being read. Not thread-safe. */
final class JsonPath {

  private final String root;
  private final StringBuilder pointer = new StringBuilder();
  private final int[] marks = new int[JsonLimits.DEPTH + 1];
  private final String[] names = new String[JsonLimits.DEPTH + 1];
  private final boolean[] elements = new boolean[JsonLimits.DEPTH + 1];
  private int depth;

  /**
   * An empty path.
   *
   * @param root what the text as a whole is, such as {@code the policy}
   */
  JsonPath(String root) {
    this.root = root;
  }

  void enterMember(String name) {
    enter(name, false);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      switch (c) {
        case '~' -> pointer.append("~0");
        case '/' -> pointer.append("~1");
        default -> pointer.append(c);
      }
    }
  }

  void enterElement(int index) {
    enter("", true);
    pointer.append(index);
  }

  private void enter(String name, boolean element) {
    marks[depth] = pointer.length();
    names[depth] = name;
    elements[depth] = element;
    depth++;
    pointer.append('/');
  }

  void leave() {
    depth--;
    pointer.setLength(marks[depth]);
  }

  /** The JSON pointer (RFC 6901). */
  String pointer() {
    return pointer.toString();
  }

  /** The value in words, such as {@code `Action`} or {@code an element of `Action`}. */
  String subject() {
    int named = depth - 1;
    while (named >= 0 && elements[named]) {
      named--;
    }
    String name = named < 0 ? root : Wording.quote(names[named]);
    return named == depth - 1 ? name : "an element of " + name;
  }
}
