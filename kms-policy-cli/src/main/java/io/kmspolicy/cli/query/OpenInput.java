package io.kmspolicy.cli.query;

import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.text.Quoting;
import java.util.Map;
import java.util.stream.Collectors;

/** An open input of a decision: a condition or constraint whose truth value is unknown. */
sealed interface OpenInput {

  /** A description of when the input holds. */
  String holds();

  /** A description of when the input fails. */
  String fails();

  /** The condition of one or more statements. */
  record Condition(ConditionBlock block) implements OpenInput {
    @Override
    public String holds() {
      return ConditionText.holds(block);
    }

    @Override
    public String fails() {
      return ConditionText.fails(block);
    }
  }

  /** The constraint of a grant. */
  record Constraint(Grant grant) implements OpenInput {
    @Override
    public String holds() {
      return text("is exactly", "includes");
    }

    @Override
    public String fails() {
      return text("is not exactly", "does not include");
    }

    private String text(String exactly, String includes) {
      ContextConstraint constraint = grant.constraints().encryptionContext();
      String source = grant.constraints().sourceArn();
      String description =
          constraint instanceof ContextConstraint.EqualTo equal
              ? "the encryption context " + exactly + " " + pairs(equal.pairs())
              : constraint instanceof ContextConstraint.Containing some
                  ? "the encryption context " + includes + " " + pairs(some.pairs())
                  : "a service calls for " + Quoting.quote(source);
      return description + " (grant `" + grant.grantId() + "`)";
    }

    private static String pairs(Map<String, String> pairs) {
      return pairs.entrySet().stream()
          .map(pair -> Quoting.quote(pair.getKey()) + "=" + Quoting.quote(pair.getValue()))
          .collect(Collectors.joining(", "));
    }
  }
}
