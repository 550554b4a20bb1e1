package io.kmspolicy.model.json;

import java.io.IOException;

/** A text that is not JSON; the message states the reason. */
public final class JsonSyntaxException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  JsonSyntaxException(String reason, int line, int column) {
    super("the text is not JSON: " + reason);
    this.line = line;
    this.column = column;
  }

  /** The line of the mistake, counted from 1. */
  public int line() {
    return line;
  }

  /** The column of the mistake in characters, counted from 1. */
  public int column() {
    return column;
  }
}
