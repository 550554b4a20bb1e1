package io.kmspolicy.cli.query;

import io.kmspolicy.lint.text.Words;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import java.util.Map;
import java.util.stream.Collectors;

/** Something on whose truth an answer may depend. */
sealed interface OpenInput {

  /** When it holds, in words. */
  String holds();

  /** When it does not hold, in words. */
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

  /** The constraints of a grant. */
  record Constraint(Grant grant) implements OpenInput {
    @Override
    public String holds() {
      return words("is exactly", "includes");
    }

    @Override
    public String fails() {
      return words("is not exactly", "does not include");
    }

    private String words(String exactly, String includes) {
      ContextConstraint constraint = grant.constraints().encryptionContext();
      String source = grant.constraints().sourceArn();
      String what =
          constraint instanceof ContextConstraint.EqualTo equal
              ? "the encryption context " + exactly + " " + pairs(equal.pairs())
              : constraint instanceof ContextConstraint.Containing some
                  ? "the encryption context " + includes + " " + pairs(some.pairs())
                  : "a service calls for " + Words.quote(source);
      return what + " (grant `" + grant.grantId() + "`)";
    }

    private static String pairs(Map<String, String> pairs) {
      return pairs.entrySet().stream()
          .map(pair -> Words.quote(pair.getKey()) + "=" + Words.quote(pair.getValue()))
          .collect(Collectors.joining(", "));
    }
  }
}
