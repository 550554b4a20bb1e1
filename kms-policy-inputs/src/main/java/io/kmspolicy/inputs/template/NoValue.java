package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;

/** A reference to {@code AWS::NoValue}, which removes the member or element that holds it. */
final class NoValue {

  /** The expression. */
  static final String SHOWN = "!Ref AWS::NoValue";

  private static final String REF = "Ref";
  private static final String NAME = "AWS::NoValue";

  private NoValue() {}

  static boolean is(SourceNode node) {
    return node.members().size() == 1 && node.text(REF).filter(NAME::equals).isPresent();
  }
}
