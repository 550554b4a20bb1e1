package io.kmspolicy.lint.document;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;

/**
 * The text of a policy or of a list of grants, and its type.
 *
 * @param source the file or other name
 * @param firstLine the line of the source on which the text begins, counted from 1
 * @param text the JSON
 * @param type its type
 * @param inferredFrom why the type was inferred, as the end of a sentence; empty if it was given
 */
public record PolicyText(
    String source, int firstLine, String text, DocumentType type, String inferredFrom) {

  /** The text of a policy. */
  public PolicyText(
      String source, int firstLine, String text, PolicyType type, String inferredFrom) {
    this(source, firstLine, text, new DocumentType.Policy(type), inferredFrom);
  }

  /** Converts a location in the text to a location in the source. */
  public SourceLocation place(int line, int column, String pointer) {
    return SourceLocation.at(source, pointer, line + firstLine - 1, column);
  }
}
