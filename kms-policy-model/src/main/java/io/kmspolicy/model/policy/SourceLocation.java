package io.kmspolicy.model.policy;

import java.util.function.Supplier;

/**
 * The location in a text from which a statement or an element was read.
 *
 * <p>Any two locations are equal, so that two documents with the same content are equal even if
 * they were read from different files or lines.
 */
public final class SourceLocation {

  private static final int WHOLE = -1;
  private static final SourceLocation NOWHERE = new SourceLocation("", () -> "", WHOLE, 0, 0);

  private final String source;
  private final Supplier<String> container;
  private final int element;
  private final int line;
  private final int column;

  private SourceLocation(
      String source, Supplier<String> container, int element, int line, int column) {
    this.source = source;
    this.container = container;
    this.element = element;
    this.line = line;
    this.column = column;
  }

  /**
   * A location in a named text.
   *
   * @param source the file or other name of the text; may be empty
   * @param pointer the JSON pointer (RFC 6901) of the value inside the text
   * @param line the line, counted from 1
   * @param column the column in characters, counted from 1
   */
  public static SourceLocation at(String source, String pointer, int line, int column) {
    return new SourceLocation(source, () -> pointer, WHOLE, line, column);
  }

  /**
   * A location whose pointer is computed on demand, because most pointers are never used.
   *
   * @param source the file or other name of the text; may be empty
   * @param pointer gives the JSON pointer (RFC 6901) of the value inside the text, always the same;
   *     safe to share between threads
   * @param line the line, counted from 1
   * @param column the column in characters, counted from 1
   */
  public static SourceLocation at(String source, Supplier<String> pointer, int line, int column) {
    return new SourceLocation(source, pointer, WHOLE, line, column);
  }

  /**
   * A location in an array of a named text. The elements of one array share its pointer.
   *
   * @param source the file or other name of the text; may be empty
   * @param array gives the JSON pointer (RFC 6901) of the array, as for {@link #at(String,
   *     Supplier, int, int)}
   * @param element the number of the element, counted from 0
   * @param line the line, counted from 1
   * @param column the column in characters, counted from 1
   */
  public static SourceLocation atElement(
      String source, Supplier<String> array, int element, int line, int column) {
    return new SourceLocation(source, array, element, line, column);
  }

  /** The location of a value that was not read from a text. */
  public static SourceLocation nowhere() {
    return NOWHERE;
  }

  /** The file or other name of the text; empty if it has none. */
  public String source() {
    return source;
  }

  /** The JSON pointer (RFC 6901) of the value inside its text. */
  public String pointer() {
    String pointer = container.get();
    return element == WHOLE ? pointer : pointer + "/" + element;
  }

  /** The line, counted from 1; 0 for what was not read from a text. */
  public int line() {
    return line;
  }

  /** The column in characters, counted from 1; 0 for what was not read from a text. */
  public int column() {
    return column;
  }

  /** Whether this is a location in a text. */
  public boolean isKnown() {
    return line > 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceLocation;
  }

  @Override
  public int hashCode() {
    return 0;
  }

  /** The location as {@code source:line:column}, or without the source if it has no name. */
  @Override
  public String toString() {
    String place = line + ":" + column;
    return source.isEmpty() ? place : source + ":" + place;
  }
}
