package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the reader of a statement finds that has opaque parts and no place in the model. */
final class OpaqueElements {

  /** Stands for a part that may be any text; no policy has the character. */
  private static final String ANY_TEXT = "\u0000";

  /** Stands for a part that has no policy variable, nor a half of one. */
  private static final String NO_VARIABLE = "\u0001";

  private static final Pattern OPEN = Pattern.compile("[\\x00\\x01]");

  /** A policy variable with an opaque part, to the end of the text. */
  private static final Pattern OPEN_VARIABLE =
      Pattern.compile("(?s)(?:\\$(?:\\{[^}\\x00\\x01]*)?[\\x00\\x01]|\\x00[^}]*\\}).*");

  private final List<Name> names = new ArrayList<>();
  private String effect = "";
  private String condition = "";

  /**
   * A name in a principal element.
   *
   * @param member the member of the principal map; empty for a whole element
   * @param text the name with its opaque parts
   */
  record Name(String member, String text) {}

  /** Forgets the statement before. */
  void clear() {
    names.clear();
    effect = "";
    condition = "";
  }

  void addName(String member, String text) {
    names.add(new Name(member, text));
  }

  void setEffect(String text) {
    effect = text;
  }

  void setCondition(String text) {
    condition = text;
  }

  List<Name> names() {
    return names;
  }

  /** The effect; empty if it is known. */
  String effect() {
    return effect;
  }

  /** The whole condition block; empty if it is known. */
  String condition() {
    return condition;
  }

  /**
   * A text without opaque parts that matches whatever the text may match with them. From where a
   * part may be of a policy variable, it matches anything.
   */
  static String widest(String text) {
    String marked =
        OpaqueText.replaced(
            text,
            part -> part.kind() == Kind.ANY || part.kind() == Kind.CHOICE ? ANY_TEXT : NO_VARIABLE);
    return OPEN.matcher(OPEN_VARIABLE.matcher(marked).replaceFirst("*")).replaceAll("*");
  }
}
