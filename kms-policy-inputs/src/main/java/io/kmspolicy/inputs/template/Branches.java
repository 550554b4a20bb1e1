package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The statements that an {@code Fn::If} chooses between. Which one the policy has is known when the
 * template is deployed, so each has a test more, whose value is not known: it applies, or it does
 * not.
 */
final class Branches {

  static final String OPEN = "the condition of `Fn::If` is evaluated when it is deployed";

  private static final String IF = "Fn::If";
  private static final String CONDITION = "Condition";

  /**
   * A test that holds for every request with one of its values, and for hardly any with another.
   */
  private static final String OPERATOR = "BoolIfExists";

  private static final String KEY = "aws:SecureTransport";

  private Branches() {}

  /**
   * The statements; empty if a value is no {@code Fn::If}, or one of other values.
   *
   * @param resolver evaluates the functions in a statement
   * @param truths the text of a test, by the name of the condition and whether it must hold
   */
  static Optional<List<SourceNode>> of(
      SourceNode node,
      UnaryOperator<SourceNode> resolver,
      BiFunction<String, Boolean, String> truths) {
    List<SourceNode> parts = node.member(IF).map(SourceNode::elements).orElse(List.of());
    if (node.members().size() != 1
        || parts.size() != 3
        || !(parts.get(0) instanceof Text name)
        || !isStatement(parts.get(1))
        || !isStatement(parts.get(2))) {
      return Optional.empty();
    }
    List<SourceNode> statements = new ArrayList<>();
    for (int branch = 1; branch <= 2; branch++) {
      SourceNode statement = parts.get(branch);
      if (!NoValue.is(statement)) {
        Unresolved truth =
            new Unresolved(OPEN, node.place()).withOpaque(truths.apply(name.text(), branch == 1));
        Optional<SourceNode> under = under(resolver.apply(statement), truth);
        if (under.isEmpty()) {
          return Optional.empty();
        }
        statements.add(under.get());
      }
    }
    return Optional.of(statements);
  }

  private static boolean isStatement(SourceNode branch) {
    return branch.member("Effect").isPresent() || NoValue.is(branch);
  }

  /** The statement with one test more; empty if its condition is not known or has such a test. */
  private static Optional<SourceNode> under(SourceNode statement, Unresolved truth) {
    Place place = truth.place();
    SourceNode block = statement.member(CONDITION).orElse(new Members(List.of(), place));
    boolean isFree =
        block instanceof Members
            && block.members().stream()
                .map(member -> member.name().toLowerCase(Locale.ROOT))
                .noneMatch(OPERATOR.toLowerCase(Locale.ROOT)::equals);
    if (!(statement instanceof Members) || !isFree) {
      return Optional.empty();
    }
    List<Member> tests = new ArrayList<>(block.members());
    Members test = new Members(List.of(new Member(KEY, place, truth)), place);
    tests.add(new Member(OPERATOR, place, test));
    List<Member> members = new ArrayList<>(statement.members());
    members.removeIf(member -> member.name().equals(CONDITION));
    members.add(new Member(CONDITION, place, new Members(tests, block.place())));
    return Optional.of(new Members(members, statement.place()));
  }
}
