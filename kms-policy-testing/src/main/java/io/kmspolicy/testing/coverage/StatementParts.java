package io.kmspolicy.testing.coverage;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The parts of a statement. The only element of a list is no part of its own: without it the
 * statement applies to nothing, or its condition always holds, which the statement and the
 * condition measure. The only element of {@code NotPrincipal}, {@code NotAction} and {@code
 * NotResource} is one, because without it the statement applies to more.
 */
final class StatementParts {

  /**
   * A part and the statement without it.
   *
   * @param without makes the statement without the part
   */
  record Edit(PolicyPart part, UnaryOperator<Statement> without) {}

  /** Makes the statement with another list. */
  private interface With<T> {
    Statement list(Statement statement, List<T> elements);
  }

  /** What a report shows of an element. */
  private interface Shown<T> {
    PolicyPart part(T element);
  }

  private final String source;
  private final String owner;
  private final Statement statement;
  private final List<Edit> edits = new ArrayList<>();

  private StatementParts(String source, Statement statement, int index) {
    this.source = source;
    this.owner = name(statement, index);
    this.statement = statement;
  }

  /** The whole statement. */
  static PolicyPart whole(String source, Statement statement, int index) {
    String text = statement.effect().text() + " " + name(statement, index);
    return new PolicyPart(
        PolicyPart.Kind.STATEMENT, source, name(statement, index), text, statement.location());
  }

  private static String name(Statement statement, int index) {
    String sid = statement.sid().orElse("");
    return sid.isEmpty() ? "statement " + (index + 1) : "\"" + sid + "\"";
  }

  /** The parts of a statement, in the order of its elements. */
  static List<Edit> of(String source, Statement statement, int index) {
    StatementParts parts = new StatementParts(source, statement, index);
    parts.addPrincipals();
    parts.addActions();
    parts.addResources();
    parts.addConditions();
    return parts.edits;
  }

  private PolicyPart part(PolicyPart.Kind kind, String text, SourceLocation location) {
    return new PolicyPart(
        kind, source, owner, text, isOfStatement(location) ? location : statement.location());
  }

  /** Equal parts of several statements may be one object, with the location of one of them. */
  private boolean isOfStatement(SourceLocation location) {
    SourceLocation whole = statement.location();
    return location.isKnown()
        && location.source().equals(whole.source())
        && location.pointer().startsWith(whole.pointer() + "/");
  }

  private <T> void add(List<T> elements, int fewest, Shown<T> shown, With<T> with) {
    if (elements.size() < fewest) {
      return;
    }
    for (int i = 0; i < elements.size(); i++) {
      List<T> others = new ArrayList<>(elements);
      others.remove(i);
      edits.add(new Edit(shown.part(elements.get(i)), of -> with.list(of, others)));
    }
  }

  private void addPrincipals() {
    Shown<PrincipalName> shown =
        name -> part(PolicyPart.Kind.PRINCIPAL, name.text(), statement.location());
    if (statement.principal() instanceof PrincipalElement.Principal listed) {
      add(listed.names(), 2, shown, (of, names) -> of(of, new PrincipalElement.Principal(names)));
    } else if (statement.principal() instanceof PrincipalElement.NotPrincipal excluded) {
      add(
          excluded.names(),
          1,
          shown,
          (of, names) -> of(of, new PrincipalElement.NotPrincipal(names)));
    }
  }

  private void addActions() {
    Shown<ActionPattern> shown =
        pattern -> part(PolicyPart.Kind.ACTION, pattern.text(), pattern.location());
    if (statement.action() instanceof ActionElement.Action listed) {
      add(listed.patterns(), 2, shown, (of, left) -> of(of, new ActionElement.Action(left)));
    } else if (statement.action() instanceof ActionElement.NotAction excluded) {
      add(excluded.patterns(), 1, shown, (of, left) -> of(of, new ActionElement.NotAction(left)));
    }
  }

  private void addResources() {
    Shown<ResourcePattern> shown =
        pattern -> part(PolicyPart.Kind.RESOURCE, pattern.text(), pattern.location());
    if (statement.resource() instanceof ResourceElement.Resource listed) {
      add(
          listed.patterns(),
          2,
          shown,
          (of, left) -> of.withResource(new ResourceElement.Resource(left)));
    } else if (statement.resource() instanceof ResourceElement.NotResource excluded) {
      add(
          excluded.patterns(),
          1,
          shown,
          (of, left) -> of.withResource(new ResourceElement.NotResource(left)));
    }
  }

  private void addConditions() {
    List<Condition> tests = statement.condition().tests();
    add(
        tests,
        1,
        test -> part(PolicyPart.Kind.CONDITION, text(test), test.location()),
        (of, left) -> of(of, new ConditionBlock(left)));
    for (int i = 0; i < tests.size(); i++) {
      addValues(tests, i);
    }
  }

  private void addValues(List<Condition> tests, int index) {
    Condition test = tests.get(index);
    add(
        test.values(),
        2,
        value -> part(PolicyPart.Kind.VALUE, text(test) + " = " + value.text(), test.location()),
        (of, left) -> of(of, with(tests, index, left)));
  }

  private static ConditionBlock with(
      List<Condition> tests, int index, List<ConditionValue> values) {
    Condition test = tests.get(index);
    List<Condition> edited = new ArrayList<>(tests);
    edited.set(index, new Condition(test.operator(), test.key(), values, test.location()));
    return new ConditionBlock(edited);
  }

  private static String text(Condition test) {
    return test.operator().text() + " " + test.key();
  }

  private static Statement of(Statement one, PrincipalElement principal) {
    return new Statement(
        one.sid(),
        one.effect(),
        principal,
        one.action(),
        one.resource(),
        one.condition(),
        one.location());
  }

  private static Statement of(Statement one, ActionElement action) {
    return new Statement(
        one.sid(),
        one.effect(),
        one.principal(),
        action,
        one.resource(),
        one.condition(),
        one.location());
  }

  private static Statement of(Statement one, ConditionBlock condition) {
    return new Statement(
        one.sid(),
        one.effect(),
        one.principal(),
        one.action(),
        one.resource(),
        condition,
        one.location());
  }
}
