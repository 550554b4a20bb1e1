package io.kmspolicy.lint.document;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.resource.KeyManager;

/**
 * The text of a policy or of a list of grants, and its type.
 *
 * @param source the file or other name
 * @param firstLine the line of the source on which the text begins, counted from 1
 * @param text the JSON
 * @param type its type
 * @param inferredFrom why the type was inferred, as the end of a sentence; empty if it was given
 * @param keyManager who manages the key of a key policy: the policy of an AWS managed key is fixed
 *     (rule 5.5)
 * @param origin whether AWS returned the text, or its source leaves values open
 */
public record PolicyText(
    String source,
    int firstLine,
    String text,
    DocumentType type,
    String inferredFrom,
    KeyManager keyManager,
    TextOrigin origin) {

  /** A text of which everything is known. */
  public PolicyText(
      String source,
      int firstLine,
      String text,
      DocumentType type,
      String inferredFrom,
      KeyManager keyManager) {
    this(source, firstLine, text, type, inferredFrom, keyManager, TextOrigin.WRITTEN);
  }

  /** The text of a policy, of a customer managed key if it is a key policy. */
  public PolicyText(
      String source, int firstLine, String text, PolicyType type, String inferredFrom) {
    this(source, firstLine, text, new DocumentType.Policy(type), inferredFrom);
  }

  /** A text, of a customer managed key if it is a key policy. */
  public PolicyText(
      String source, int firstLine, String text, DocumentType type, String inferredFrom) {
    this(source, firstLine, text, type, inferredFrom, KeyManager.CUSTOMER);
  }

  /** The same text of a key that somebody manages. */
  public PolicyText ofKeyManagedBy(KeyManager manager) {
    return new PolicyText(source, firstLine, text, type, inferredFrom, manager, origin);
  }

  /** The same text, read as one with opaque parts. */
  public PolicyText withOpaqueParts() {
    return from(TextOrigin.OPEN);
  }

  /** The same text from elsewhere. */
  public PolicyText from(TextOrigin other) {
    return new PolicyText(source, firstLine, text, type, inferredFrom, keyManager, other);
  }

  /**
   * Whether the text may have opaque parts in place of values that its source leaves open; in any
   * other text, characters that look so are text.
   */
  public boolean hasOpaqueParts() {
    return origin == TextOrigin.OPEN;
  }

  /**
   * Whether nothing but the text says that it is a key policy: it may be some statements of one,
   * which a tool adds to others.
   */
  public boolean mayBePart() {
    return inferredFrom.equals(DocumentTypes.BY_CONTENT);
  }

  /** The file of a source, which may be a document in a file. */
  public static String fileOf(String source) {
    int name = source.indexOf('#');
    return name < 0 ? source : source.substring(0, name);
  }

  /** This document from a source of another name. */
  public PolicyText withSource(String name) {
    return new PolicyText(name, firstLine, text, type, inferredFrom, keyManager, origin);
  }

  /** This document with another text, of which everything is known. */
  public PolicyText withText(String known) {
    return new PolicyText(
        source, firstLine, known, type, inferredFrom, keyManager, TextOrigin.WRITTEN);
  }

  /** A reader of the text as a policy of a type, with its opaque parts if it has any. */
  public PolicyReader reader(PolicyType as) {
    PolicyReader reader = PolicyReader.forType(as).source(source);
    return hasOpaqueParts() ? reader.withOpaqueParts() : reader;
  }

  /** Converts a location in the text to a location in the source. */
  public SourceLocation place(int line, int column, String pointer) {
    return SourceLocation.at(source, pointer, line + firstLine - 1, column);
  }
}
