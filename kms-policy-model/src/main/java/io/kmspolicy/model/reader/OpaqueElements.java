package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.OpaqueText;
import java.util.ArrayList;
import java.util.List;

/** What the reader of a statement finds that has opaque parts and no place in the model. */
final class OpaqueElements {

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

  /** A text without opaque parts that matches whatever the text may match with them. */
  static String widest(String text) {
    return OpaqueText.replaced(text, part -> "*");
  }
}
