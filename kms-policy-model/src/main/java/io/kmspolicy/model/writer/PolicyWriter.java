package io.kmspolicy.model.writer;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.PolicyDocument;

/**
 * Writes policy documents as canonical JSON: equal documents give equal text.
 *
 * <pre>{@code
 * String json = PolicyWriter.pretty().write(document);
 * }</pre>
 *
 * <ul>
 *   <li>Members stand in a fixed order: {@code Version}, {@code Id}, {@code Statement}, and {@code
 *       Sid}, {@code Effect}, {@code Principal}, {@code Action}, {@code Resource}, {@code
 *       Condition} or their {@code Not…} forms. What is absent is left out.
 *   <li>{@code Statement} is always an array. Actions, resources, principals and condition values
 *       are an array only if there are none or several; a single one stands bare.
 *   <li>Principals of one kind stand together under their member, and condition keys of one
 *       operator under its documented spelling, both in the order of their first appearance.
 *   <li>Numbers and booleans stand as they were written, never re-rendered (rule 1.11).
 * </ul>
 *
 * <p>Reading what was written gives an equal document, if a reader gave the document in the first
 * place, or one built in code has no more than a text could say. Immutable and safe to share
 * between threads.
 */
public final class PolicyWriter {

  private final JsonWriter.Layout layout;

  private PolicyWriter(JsonWriter.Layout layout) {
    this.layout = layout;
  }

  /** A writer that leaves out all white space. */
  public static PolicyWriter compact() {
    return new PolicyWriter(JsonWriter.Layout.COMPACT);
  }

  /** A writer that puts each member and element on a line, indented by two spaces a level. */
  public static PolicyWriter pretty() {
    return new PolicyWriter(JsonWriter.Layout.PRETTY);
  }

  /**
   * The document as JSON, without a line break at the end.
   *
   * @throws IllegalArgumentException if the document says what JSON cannot: everybody beside other
   *     principals, one key twice under one operator, or a number or boolean that is none
   */
  public String write(PolicyDocument document) {
    return JsonWriter.text(layout, out -> DocumentWriter.write(out, document));
  }
}
