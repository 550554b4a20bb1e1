package io.kmspolicy.replay.judge;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.replay.mapped.TimedContext;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Tells whether other policies may deny a check that AWS allowed, where the decisions of both are
 * open. They cannot if they differ in nothing that is open for the check: of each statement that
 * may match, that is what the known part of the request does not settle. Not thread-safe.
 */
public final class Tightening {

  private static final int MAX_GROUPS = 2_000;
  private static final String SERVICE = "kms:";

  /** By the group of the first decision. Emptied when it is full. */
  private final IdentityHashMap<Object, Compared> compared = new IdentityHashMap<>();

  /** Knows nothing yet. */
  public Tightening() {
    // The field has its value.
  }

  /**
   * The policies of two groups of checks.
   *
   * @param then the group of the second decision
   * @param equal whether all layers are equal
   * @param mayDeny the answers so far, if they are not
   */
  private record Compared(Object then, boolean equal, ContextMemo<Boolean> mayDeny) {}

  /** What a statement asks of a check beyond what is known. */
  private record Open(
      Effect effect,
      Set<Object> principals,
      Set<ActionElement> action,
      Set<ResourceElement> resource,
      Set<Asked> tests) {

    /** Whether the statement applies to the check wherever another one does. */
    boolean includes(Open other) {
      return effect == other.effect
          && principals.containsAll(other.principals)
          && other.action.containsAll(action)
          && other.resource.containsAll(resource)
          && other.tests.containsAll(tests);
    }

    boolean isIn(Set<Open> others) {
      return others.contains(this) || others.stream().anyMatch(other -> other.includes(this));
    }
  }

  /** A test of a condition, whatever the order and the form of its values. */
  private record Asked(
      ConditionOperator operator, String key, Set<String> values, boolean hasVariables) {

    static Asked of(Condition test, boolean hasVariables) {
      Set<String> values = new HashSet<>();
      for (ConditionValue value : test.values()) {
        values.add(value.text());
      }
      return new Asked(test.operator(), Tightening.key(test), values, hasVariables);
    }
  }

  private Compared compared(JudgedCheck now, JudgedCheck then) {
    Compared known = compared.get(now.group());
    if (known != null && known.then() == then.group()) {
      return known;
    }
    if (compared.size() >= MAX_GROUPS) {
      compared.clear();
    }
    boolean equal = now.decided().policies().equals(then.decided().policies());
    Compared made = new Compared(then.group(), equal, new ContextMemo<>());
    compared.put(now.group(), made);
    return made;
  }

  /** Whether the policies of the second decision may deny what those of the first allow. */
  public boolean mayDeny(JudgedCheck now, JudgedCheck then) {
    Compared policies = compared(now, then);
    if (policies.equal()) {
      return false;
    }
    Boolean known = policies.mayDeny().of(now.check());
    if (known != null) {
      return known;
    }
    Transcript read = new Transcript(now.check().early());
    boolean found = mayDeny(Judge.request(now.check(), read, now.decided().policies()), now, then);
    policies.mayDeny().keep(read, found);
    return found;
  }

  private static boolean mayDeny(AuthorizationRequest request, JudgedCheck now, JudgedCheck then) {
    PolicySet before = now.policies();
    PolicySet after = then.policies();
    return now.decided().policies().key().manager() != then.decided().policies().key().manager()
        || !before.permissionsBoundary().equals(after.permissionsBoundary())
        || !before.session().equals(after.session())
        || !before.vpcEndpoint().equals(after.vpcEndpoint())
        || !before.serviceControl().equals(after.serviceControl())
        || !before.resourceControl().equals(after.resourceControl())
        || mayDeny(request, PolicyType.KEY, before.key(), after.key())
        || mayDeny(request, PolicyType.IDENTITY, before.identity(), after.identity())
        || lacksGrants(request, before.grants(), after.grants());
  }

  private static boolean lacksGrants(
      AuthorizationRequest request, GrantLayer before, GrantLayer after) {
    if (before.equals(after)) {
      return false;
    }
    if (!(before instanceof GrantLayer.Known some) || !(after instanceof GrantLayer.Known all)) {
      return true;
    }
    String operation = request.action().substring(SERVICE.length());
    Set<Grant> there = new HashSet<>(all.grants());
    return some.grants().stream()
        .anyMatch(grant -> grant.operations().contains(operation) && !there.contains(grant));
  }

  private static boolean mayDeny(
      AuthorizationRequest request, PolicyType type, PolicyLayer before, PolicyLayer after) {
    if (before.equals(after)) {
      return false;
    }
    if (!(before instanceof PolicyLayer.Attached old)
        || !(after instanceof PolicyLayer.Attached next)) {
      return true;
    }
    Set<Open> had = open(request, type, old);
    Set<Open> has = open(request, type, next);
    return had.stream().anyMatch(one -> one.effect() == Effect.ALLOW && !one.isIn(has))
        || has.stream().anyMatch(one -> one.effect() == Effect.DENY && !one.isIn(had));
  }

  private static Set<Open> open(
      AuthorizationRequest request, PolicyType type, PolicyLayer.Attached layer) {
    Set<Open> open = new HashSet<>();
    for (NamedPolicy policy : layer.policies()) {
      boolean hasVariables = policy.document().version() == PolicyVersion.V2012_10_17;
      StatementAnalysis analysis = StatementAnalysis.of(type, hasVariables);
      for (Statement statement : policy.document().statements()) {
        if (mayMatch(request, type, analysis, statement)) {
          open.add(
              new Open(
                  statement.effect(),
                  type == PolicyType.KEY ? principals(analysis, statement, request) : Set.of(),
                  analysis.action(statement, request.action()) == MatchResult.MATCH
                      ? Set.of()
                      : Set.of(statement.action()),
                  analysis.resource(statement, request.resource()) == MatchResult.MATCH
                      ? Set.of()
                      : Set.of(statement.resource()),
                  tests(analysis, statement, request, hasVariables)));
        }
      }
    }
    return open;
  }

  private static boolean mayMatch(
      AuthorizationRequest request,
      PolicyType type,
      StatementAnalysis analysis,
      Statement statement) {
    return !analysis.action(statement, request.action()).isNoMatch()
        && !analysis.resource(statement, request.resource()).isNoMatch()
        && (type != PolicyType.KEY || !analysis.principal(statement, request.caller()).isNoMatch())
        && (statement.condition().tests().stream().anyMatch(Tightening::isOfTime)
            || !analysis.condition(statement, request.context()).isNoMatch());
  }

  private static Set<Asked> tests(
      StatementAnalysis analysis,
      Statement statement,
      AuthorizationRequest request,
      boolean hasVariables) {
    Set<Asked> tests = new HashSet<>();
    for (Condition test : statement.condition().tests()) {
      if (isOfTime(test) || !isCertain(analysis, statement, test, request)) {
        tests.add(Asked.of(test, hasVariables));
      }
    }
    return tests;
  }

  /** The principals that may be the caller: in which form they name it bears on other layers. */
  private static Set<Object> principals(
      StatementAnalysis analysis, Statement statement, AuthorizationRequest request) {
    if (!(statement.principal() instanceof PrincipalElement.Principal listed)) {
      return Set.of(statement.principal());
    }
    Set<Object> names = new HashSet<>();
    for (PrincipalName name : listed.names()) {
      Statement only = statement.withPrincipal(new PrincipalElement.Principal(List.of(name)));
      if (!analysis.principal(only, request.caller()).isNoMatch()) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean isCertain(
      StatementAnalysis analysis,
      Statement statement,
      Condition test,
      AuthorizationRequest request) {
    Statement only = statement.withCondition(new ConditionBlock(List.of(test)));
    return analysis.condition(only, request.context()) == MatchResult.MATCH;
  }

  private static boolean isOfTime(Condition test) {
    return TimedContext.TIMES.contains(key(test));
  }

  private static String key(Condition test) {
    return LetterCase.lowerCase(test.key());
  }
}
