package io.kmspolicy.inputs.tree;

import io.kmspolicy.model.policy.SourceLocation;

/**
 * The place of a value in a file.
 *
 * @param pointer the JSON pointer (RFC 6901) of the value in the file
 * @param line the line, counted from 1
 * @param column the column in characters, counted from 1
 */
public record Place(String pointer, int line, int column) {

  /** The place in a file of this name. */
  public SourceLocation in(String source) {
    return SourceLocation.at(source, pointer, line, column);
  }

  /** The pointer of a member or an element of the value at a pointer. */
  static String step(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
