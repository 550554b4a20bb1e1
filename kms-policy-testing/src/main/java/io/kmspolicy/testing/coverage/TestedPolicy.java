package io.kmspolicy.testing.coverage;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A policy whose parts are covered. Documents are compared by identity, because equal policies in
 * two files are two policies.
 */
final class TestedPolicy {

  private final PolicyType type;
  private final PolicyDocument document;
  private final String source;

  TestedPolicy(PolicyType type, NamedPolicy policy) {
    this.type = type;
    this.document = policy.document();
    this.source =
        document.statements().stream()
            .map(statement -> statement.location().source())
            .filter(file -> !file.isEmpty())
            .findFirst()
            .orElse(policy.name());
  }

  PolicyType type() {
    return type;
  }

  PolicyDocument document() {
    return document;
  }

  /** The file of the policy, or its name. */
  String source() {
    return source;
  }

  /** The parts of one statement, the whole statement first. */
  List<Removal> removals(int index) {
    Statement statement = document.statements().get(index);
    List<Removal> removals = new ArrayList<>();
    removals.add(
        new Removal(
            StatementParts.whole(source, statement, index),
            set -> LayerEdits.replaced(set, document, without(index))));
    for (StatementParts.Edit edit : StatementParts.of(source, statement, index)) {
      removals.add(
          new Removal(
              edit.part(), set -> LayerEdits.replaced(set, document, with(index, edit.without()))));
    }
    return removals;
  }

  private PolicyDocument without(int index) {
    List<Statement> statements = new ArrayList<>(document.statements());
    statements.remove(index);
    return new PolicyDocument(document.version(), document.id(), statements);
  }

  private PolicyDocument with(int index, UnaryOperator<Statement> edit) {
    List<Statement> statements = new ArrayList<>(document.statements());
    statements.set(index, edit.apply(statements.get(index)));
    return new PolicyDocument(document.version(), document.id(), statements);
  }
}
