package io.kmspolicy.lint.lockout;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A key policy of which values are missing (rule 1.13), as two policies without such values: the
 * one that allows least, and the one that allows most. Whatever the values are, the policy allows
 * no less than the first and no more than the second.
 */
final class OpaqueReading {

  private OpaqueReading() {}

  /** The expressions of the source that a policy depends on; empty if all is known. */
  static List<String> expressions(PolicyDocument document) {
    return document.statements().stream()
        .flatMap(statement -> statement.condition().tests().stream())
        .filter(Condition::isOpen)
        .map(Condition::key)
        .distinct()
        .toList();
  }

  /** Whether it is not known to which requests a statement applies. */
  static boolean isOpen(Statement statement) {
    return statement.condition().tests().stream().anyMatch(Condition::isOpen);
  }

  /** The policy in which each open Deny applies, and no open Allow. */
  static PolicyDocument least(PolicyDocument document) {
    return with(document, Effect.DENY);
  }

  /** The policy in which each open Allow applies, and no open Deny. */
  static PolicyDocument most(PolicyDocument document) {
    return with(document, Effect.ALLOW);
  }

  private static PolicyDocument with(PolicyDocument document, Effect applies) {
    List<Statement> statements = new ArrayList<>();
    for (Statement statement : document.statements()) {
      if (!isOpen(statement)) {
        statements.add(statement);
      } else if (statement.effect() == applies) {
        List<Condition> known =
            statement.condition().tests().stream().filter(test -> !test.isOpen()).toList();
        statements.add(statement.withCondition(new ConditionBlock(known)));
      }
    }
    return new PolicyDocument(document.version(), document.id(), statements);
  }
}
