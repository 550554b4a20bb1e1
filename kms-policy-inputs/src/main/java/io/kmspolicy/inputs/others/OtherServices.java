package io.kmspolicy.inputs.others;

import io.kmspolicy.inputs.tree.SourceNode;
import java.util.List;
import java.util.regex.Pattern;

/** Recognizes policies of other services than KMS, whose resources may be unresolved. */
public final class OtherServices {

  private static final Pattern OTHER = Pattern.compile("(?i)(?!kms:)[a-z0-9-]+:.*");

  private OtherServices() {}

  /** Whether every statement of a policy names actions, all of them of other services. */
  public static boolean own(SourceNode document) {
    List<SourceNode> statements = list(document.member("Statement").stream().toList());
    return !statements.isEmpty() && statements.stream().allMatch(OtherServices::isOfOthers);
  }

  /** Whether a statement names actions, all of them of other services. */
  public static boolean isOfOthers(SourceNode statement) {
    List<SourceNode> actions = list(statement.member("Action").stream().toList());
    return !actions.isEmpty()
        && statement.members().stream().noneMatch(OtherServices::mayAddActions)
        && actions.stream()
            .allMatch(
                action ->
                    action instanceof SourceNode.Text text && OTHER.matcher(text.text()).matches());
  }

  private static boolean mayAddActions(SourceNode.Member member) {
    return member.name().startsWith("Fn::")
        || member.name().equals("<<")
        || member.name().equals("NotAction");
  }

  /** The elements of an array, or the one value. */
  private static List<SourceNode> list(List<SourceNode> value) {
    return value.size() == 1 && value.get(0) instanceof SourceNode.Elements many
        ? many.elements()
        : value;
  }
}
