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
 *   <li>Members are in a fixed order: {@code Version}, {@code Id}, {@code Statement}, and {@code
 *       Sid}, {@code Effect}, {@code Principal}, {@code Action}, {@code Resource}, {@code
 *       Condition} or their {@code Not…} forms. Absent members are omitted.
 *   <li>{@code Statement} is always an array. Actions, resources, principals and condition values
 *       are an array only if there are none or several; a single one has no brackets.
 *   <li>Principals of one kind are grouped under their member, and condition keys of one operator
 *       under its documented spelling, both in the order of their first appearance.
 *   <li>Numbers and booleans keep their original spelling (rule 1.11).
 * </ul>
 *
 * <p>Reading the output gives an equal document if the document came from a reader, or if every
 * part of it can be written in JSON. Immutable and safe to share between threads.
 */
public final class PolicyWriter {

  private final JsonWriter.Layout layout;

  private PolicyWriter(JsonWriter.Layout layout) {
    this.layout = layout;
  }

  /** A writer without white space. */
  public static PolicyWriter compact() {
    return new PolicyWriter(JsonWriter.Layout.COMPACT);
  }

  /** A writer with one member or element per line, indented by two spaces per level. */
  public static PolicyWriter pretty() {
    return new PolicyWriter(JsonWriter.Layout.PRETTY);
  }

  /**
   * The document as JSON, without a line break at the end.
   *
   * @throws IllegalArgumentException if the document cannot be written: it has {@code *} beside
   *     other principals, one key twice under one operator, or an invalid number or boolean
   */
  public String write(PolicyDocument document) {
    return JsonWriter.text(layout, out -> DocumentWriter.write(out, document));
  }
}
