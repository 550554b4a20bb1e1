package io.kmspolicy.inputs;

import io.kmspolicy.inputs.tree.InputSyntaxException;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNodes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A policy as {@code --output text} and {@code --query Policy} print it: the document with the name
 * of the policy after it, or as one string. It is read as the whole output of the command.
 *
 * @see <a href="https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-output-format.html">AWS
 *     CLI: output formats</a>
 */
final class PrintedPolicy {

  /** A key has one policy, and this is its name. */
  private static final String NAME = "default";

  /** With {@code --output text}, a tab and the name of the policy follow the document. */
  private static final Pattern AFTER_DOCUMENT = Pattern.compile("\\}\\s*(\\t" + NAME + "\\s*)\\z");

  private PrintedPolicy() {}

  /** The value of a file; a printed policy as the output that has it. */
  static SourceNode read(String text) throws InputSyntaxException {
    Matcher name = AFTER_DOCUMENT.matcher(text);
    if (name.find() && text.stripLeading().startsWith("{")) {
      SourceNode root = SourceNodes.read(text.substring(0, name.start(1)));
      return root.member("Statement").isPresent() ? output("Policy", root) : root;
    }
    SourceNode root = SourceNodes.read(text);
    if (root instanceof SourceNode.Text string && string.text().stripLeading().startsWith("{")) {
      boolean ofKey = string.text().contains("Principal\"");
      return output(ofKey ? "Policy" : "PolicyDocument", root);
    }
    return root;
  }

  private static SourceNode output(String member, SourceNode policy) {
    Place place = policy.place();
    SourceNode name = new SourceNode.Text(NAME, place, offset -> place);
    return new Members(
        List.of(new Member(member, place, policy), new Member("PolicyName", place, name)), place);
  }
}
