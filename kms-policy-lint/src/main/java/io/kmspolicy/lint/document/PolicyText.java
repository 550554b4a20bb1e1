package io.kmspolicy.lint.document;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;

/**
 * A policy or a list of grants as a text, and what kind of document it is.
 *
 * @param source the file or other name
 * @param firstLine the line of the source at which the text begins, counted from 1
 * @param text the JSON
 * @param type its type
 * @param inferredFrom why the type was inferred, as the end of a sentence; empty if it was given
 */
public record PolicyText(
    String source, int firstLine, String text, DocumentType type, String inferredFrom) {

  /** A text that is a policy. */
  public PolicyText(
      String source, int firstLine, String text, PolicyType type, String inferredFrom) {
    this(source, firstLine, text, new DocumentType.Policy(type), inferredFrom);
  }

  /** A place inside the text as a place inside the source. */
  public SourceLocation place(int line, int column, String pointer) {
    return SourceLocation.at(source, pointer, line + firstLine - 1, column);
  }
}
