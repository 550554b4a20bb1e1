package io.kmspolicy.engine.explain;

import io.kmspolicy.model.text.Quoting;

/**
 * Writes an indented tree of lines, wrapped at {@value #WIDTH} characters. Names of policies,
 * statements, files and condition keys may be any text and make no line of their own.
 */
final class TreeWriter {

  private static final int WIDTH = 100;
  private static final String STEP = "  ";

  private final StringBuilder text = new StringBuilder();

  TreeWriter line(int level, String content) {
    return line(level, "", content);
  }

  /**
   * Adds a line that begins with a mark; continuation lines are indented to the end of the mark.
   */
  TreeWriter line(int level, String mark, String content) {
    String indent = STEP.repeat(level);
    StringBuilder line = new StringBuilder(indent).append(mark);
    String hanging = indent + " ".repeat(mark.isEmpty() ? STEP.length() * 2 : mark.length());
    boolean empty = true;
    for (String word : Quoting.escape(content).split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line.setLength(0);
        line.append(hanging);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    text.append(line).append('\n');
    return this;
  }

  /** Adds an empty line. */
  TreeWriter gap() {
    text.append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
