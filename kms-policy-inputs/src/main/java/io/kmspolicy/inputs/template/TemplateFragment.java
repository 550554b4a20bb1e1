package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import java.util.List;

/**
 * A policy document with functions of CloudFormation in a file of its own, which a tool puts into a
 * template. No policy that AWS reads has an object of the form of a function.
 */
public final class TemplateFragment {

  private TemplateFragment() {}

  /** Whether a document has such a function. */
  public static boolean is(SourceNode document) {
    return document.holds(node -> Expressions.function(node).isPresent());
  }

  /** The document with its functions evaluated; nothing is known of the template around it. */
  public static SourceNode open(SourceNode document) {
    Members template = new Members(List.of(), document.place());
    return new Intrinsics(template, TemplateValues.none()).resolve(document);
  }
}
