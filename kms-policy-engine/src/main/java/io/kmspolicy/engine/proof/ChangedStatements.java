package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The statements that only one side has. A request that none of them can match has the same
 * decision on both sides, because a layer is the disjunction of its statements.
 *
 * @param statements the statements
 * @param isWhole whether anything else changed, so that every request may be decided differently
 */
record ChangedStatements(Set<Statement> statements, boolean isWhole) {

  private static final ChangedStatements WHOLE = new ChangedStatements(Set.of(), true);

  /** A statement with what its policy determines. */
  private record Content(PolicyVersion version, Statement statement) {}

  /** The changes of the layers of a key. */
  static ChangedStatements of(KeyPolicies before, KeyPolicies after) {
    boolean same = before.grants().equals(after.grants()) && before.manager() == after.manager();
    return same
        ? of(before.key(), after.key()).and(of(before.resourceControl(), after.resourceControl()))
        : WHOLE;
  }

  /** The changes of the layers of a caller. */
  static ChangedStatements of(PrincipalPolicies before, PrincipalPolicies after) {
    return of(before.identity(), after.identity())
        .and(of(before.permissionsBoundary(), after.permissionsBoundary()))
        .and(of(before.session(), after.session()))
        .and(of(before.serviceControl(), after.serviceControl()))
        .and(of(before.vpcEndpoint(), after.vpcEndpoint()));
  }

  private static ChangedStatements of(PolicyLayer before, PolicyLayer after) {
    if (before.equals(after)) {
      return new ChangedStatements(Set.of(), false);
    }
    return before instanceof PolicyLayer.Attached old && after instanceof PolicyLayer.Attached now
        ? of(old.policies(), now.policies())
        : WHOLE;
  }

  private static ChangedStatements of(OrganizationLayer before, OrganizationLayer after) {
    if (before.equals(after)) {
      return new ChangedStatements(Set.of(), false);
    }
    if (!(before instanceof OrganizationLayer.Levels old)
        || !(after instanceof OrganizationLayer.Levels now)
        || old.levels().size() != now.levels().size()) {
      return WHOLE;
    }
    ChangedStatements changed = new ChangedStatements(Set.of(), false);
    for (int i = 0; i < old.levels().size(); i++) {
      changed = changed.and(of(old.levels().get(i).policies(), now.levels().get(i).policies()));
    }
    return changed;
  }

  private static ChangedStatements of(List<NamedPolicy> before, List<NamedPolicy> after) {
    Set<Content> old = contents(before);
    Set<Content> now = contents(after);
    Set<Statement> changed = new LinkedHashSet<>();
    addWithout(old, now, changed);
    addWithout(now, old, changed);
    return new ChangedStatements(changed, false);
  }

  private static void addWithout(Set<Content> some, Set<Content> others, Set<Statement> changed) {
    some.stream()
        .filter(one -> !others.contains(one))
        .map(Content::statement)
        .forEach(changed::add);
  }

  private static Set<Content> contents(List<NamedPolicy> policies) {
    Set<Content> contents = new LinkedHashSet<>();
    for (NamedPolicy policy : policies) {
      policy
          .document()
          .statements()
          .forEach(
              statement ->
                  contents.add(new Content(policy.document().version(), statement.withoutSid())));
    }
    return contents;
  }

  ChangedStatements and(ChangedStatements other) {
    Set<Statement> both = new LinkedHashSet<>(statements);
    both.addAll(other.statements);
    return new ChangedStatements(both, isWhole || other.isWhole);
  }

  /**
   * What may be decided differently for one caller.
   *
   * @param isWhole whether every request may be
   * @param statements else the changed statements, each with its actions, one bit per action
   */
  record OfCaller(boolean isWhole, Map<Statement, Long> statements) {

    /** The actions that may be decided differently, one bit per action. */
    long actions() {
      long actions = isWhole ? -1L : 0;
      for (long some : statements.values()) {
        actions |= some;
      }
      return actions;
    }

    /** Whether all statements that may change the decision on an action are among those of one. */
    boolean isWithin(OfCaller other, int action) {
      return !isWhole
          && statements.entrySet().stream()
              .filter(entry -> isOn(entry.getValue(), action))
              .allMatch(entry -> isOn(other.statements.getOrDefault(entry.getKey(), 0L), action));
    }

    private static boolean isOn(long actions, int action) {
      return (actions >>> action & 1) != 0;
    }
  }

  /** What may be decided differently for a caller. */
  OfCaller of(Caller caller, ActionIndex index) {
    if (isWhole) {
      return new OfCaller(true, Map.of());
    }
    Map<Statement, Long> found = new LinkedHashMap<>();
    PrincipalMatcher principals = new PrincipalMatcher(caller);
    for (Statement statement : statements) {
      boolean mayMatch =
          !principals
              .match(
                  statement.principal(), MatchResult.INDETERMINATE, StatementAnalysis.anyContext())
              .any()
              .isNoMatch();
      if (mayMatch && !statement.isInert()) {
        found.put(statement, index.match(statement.action()).possible());
      }
    }
    return new OfCaller(false, found);
  }
}
