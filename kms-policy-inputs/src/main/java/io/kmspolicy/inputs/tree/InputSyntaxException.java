package io.kmspolicy.inputs.tree;

import java.io.IOException;

/** A text is neither JSON nor YAML. The message says why; line and column where. */
public final class InputSyntaxException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  InputSyntaxException(String message, int line, int column) {
    super(message);
    this.line = line;
    this.column = column;
  }

  /** The line, counted from 1. */
  public int line() {
    return line;
  }

  /** The column in characters, counted from 1. */
  public int column() {
    return column;
  }
}
