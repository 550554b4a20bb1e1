package io.kmspolicy.inputs;

import io.kmspolicy.inputs.tree.SourceNode;
import java.util.List;
import java.util.regex.Pattern;

/** Recognizes policies of other services than KMS, whose resources may be unresolved. */
final class OtherServices {

  private static final Pattern OTHER = Pattern.compile("(?i)(?!kms:)[a-z0-9-]+:.*");

  private OtherServices() {}

  /** Whether every statement of a policy names actions, all of them of other services. */
  static boolean own(SourceNode document) {
    List<SourceNode> statements = list(document.member("Statement").stream().toList());
    return !statements.isEmpty() && statements.stream().allMatch(OtherServices::isOfOthers);
  }

  private static boolean isOfOthers(SourceNode statement) {
    List<SourceNode> actions = list(statement.member("Action").stream().toList());
    return !actions.isEmpty()
        && actions.stream()
            .allMatch(
                action ->
                    action instanceof SourceNode.Text text && OTHER.matcher(text.text()).matches());
  }

  /** The elements of an array, or the one value. */
  private static List<SourceNode> list(List<SourceNode> value) {
    return value.size() == 1 && value.get(0) instanceof SourceNode.Elements many
        ? many.elements()
        : value;
  }
}
