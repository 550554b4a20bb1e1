package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.Proof;
import io.kmspolicy.engine.proof.UnconfirmedWitnessException;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Proves what findings claim about the effect of statements: that a statement changes no decision,
 * alone or beside others. Statements are judged by themselves, on all keys and aliases: those of an
 * identity policy where all other layers permit the request, those of a key policy whatever the
 * other layers say. Equal questions are proven once. Not thread-safe.
 */
public final class EffectProofs {

  private static final PolicyProver PROVER = PolicyProver.create();

  private static final PrincipalElement EVERYBODY =
      new PrincipalElement.Principal(List.of(new PrincipalName.Everyone()));
  private static final ActionElement EVERY_ACTION =
      new ActionElement.Action(List.of(ActionPattern.of("*")));
  private static final ResourceElement EVERY_RESOURCE =
      new ResourceElement.Resource(List.of(ResourcePattern.of("*")));

  private static final String RETIRE = "kms:RetireGrant";
  private static final String CREATE = "kms:CreateGrant";
  private static final KmsAction CREATE_GRANT = KmsCatalogue.bundled().action(CREATE).orElseThrow();

  private static final String SOME_REGION = "us-east-1";
  private static final String SOME_ID = "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f";

  private final Map<Question, Claim> known = new HashMap<>();
  private final Map<Permission, Claim> permissions = new HashMap<>();

  /**
   * Whether the statements after a change allow nothing that those before it do not.
   *
   * @param keys the keys of a key policy; all keys if the list is empty
   */
  private record Question(
      PolicyType type,
      PolicyVersion version,
      List<KmsResource.Key> keys,
      List<Statement> before,
      List<Statement> after) {

    static Question of(
        LintedPolicy policy,
        List<KmsResource.Key> keys,
        List<Statement> before,
        List<Statement> after) {
      return new Question(
          policy.type(), policy.document().version(), keys, withoutIds(before), withoutIds(after));
    }

    private static List<Statement> withoutIds(List<Statement> statements) {
      return statements.stream().map(one -> with(one, one.effect(), one.action())).toList();
    }

    PolicyState state(List<Statement> statements) {
      NamedPolicy policy =
          new NamedPolicy("policy", new PolicyDocument(version, Label.absent(), statements));
      return switch (type) {
        case IDENTITY -> PolicyState.ofIdentityPolicy(PolicyLayer.of(policy));
        case KEY ->
            keys.isEmpty()
                ? PolicyState.ofKeyPolicy(PolicyLayer.of(policy))
                : new PolicyState(Map.of(), ofKeys(PolicyLayer.of(policy)));
        case PERMISSIONS_BOUNDARY, SESSION, SERVICE_CONTROL, RESOURCE_CONTROL, VPC_ENDPOINT ->
            PolicyState.ofLimitingPolicy(type, policy);
      };
    }

    private Map<KmsResource.Key, KeyPolicies> ofKeys(PolicyLayer policy) {
      Map<KmsResource.Key, KeyPolicies> all = new LinkedHashMap<>();
      keys.forEach(key -> all.put(key, policiesOf(policy)));
      return all;
    }
  }

  /** Whether an identity policy with one Allow gives a caller a permission on a key. */
  private record Permission(
      PolicyDocument identity, Caller caller, KmsResource.Key key, PolicyDocument keyPolicy) {}

  /** No proofs yet. */
  public EffectProofs() {}

  /** The number of proofs so far. */
  public int count() {
    return known.size() + permissions.size();
  }

  /** Whether a statement matches no request. */
  public Claim neverMatches(StatementView view) {
    return isOnlyRetiring(view, view.actions())
        ? neverApplies(view, view.actions())
        : changesNothing(view.policy(), view.statement(), List.of());
  }

  /**
   * Whether a proof needs another action for {@code kms:RetireGrant}, which nobody may call without
   * a grant (rule 5.14), so that a statement about it would change nothing.
   */
  private static boolean isOnlyRetiring(StatementView view, List<KmsAction> actions) {
    List<String> names = actions.stream().map(KmsAction::name).toList();
    return !view.policy().isKeyPolicy() && names.contains(RETIRE) && !names.contains(CREATE);
  }

  /**
   * The actions, with {@code kms:CreateGrant} for {@code kms:RetireGrant}: it is checked on the
   * same keys, and its requests have the same condition keys and others.
   */
  private static List<KmsAction> shown(StatementView view, List<KmsAction> actions) {
    return isOnlyRetiring(view, actions)
        ? actions.stream().map(one -> one.name().equals(RETIRE) ? CREATE_GRANT : one).toList()
        : actions;
  }

  /** Whether a statement matches no request on any resource, so not on its own. */
  public Claim neverMatchesAnything(StatementView view) {
    return changesNothing(view.policy(), onEverything(view.statement()), List.of());
  }

  /**
   * Whether a policy can do without a statement because of another one: a Deny that covers this
   * Allow, or a statement of the same effect. If the other one has the same resources or all, they
   * do not count: what holds on every resource holds on those of the statement.
   */
  public Claim isCovered(StatementView view, StatementView other) {
    boolean isWide =
        other.statement().resource().equals(view.statement().resource()) || other.isOnEverything();
    return isWide
        ? changesNothing(
            view.policy(), onEverything(view.statement()), List.of(onEverything(other.statement())))
        : changesNothing(view.policy(), view.statement(), List.of(other.statement()));
  }

  private static Statement onEverything(Statement statement) {
    return statement.withResource(EVERY_RESOURCE);
  }

  /** Whether a Deny overcomes an Allow of some actions that it denies. */
  public Claim overcomesAllow(StatementView deny, List<KmsAction> actions) {
    Statement denied =
        actions.equals(deny.actions()) ? deny.statement() : about(deny.statement(), actions);
    return changesNothing(
        deny.policy(), with(denied, Effect.ALLOW, denied.action()), List.of(denied));
  }

  /** Whether a statement applies to no request for some actions. */
  public Claim neverApplies(StatementView view, List<KmsAction> actions) {
    Statement statement = about(view.statement(), shown(view, actions));
    return changesNothing(view.policy(), statement, List.of());
  }

  /** Whether a statement applies to no request for some actions that has no such condition key. */
  public Claim neverAppliesWithout(String key, StatementView view, List<KmsAction> actions) {
    return changesNothing(
        view.policy(),
        onEverything(onlyTesting(about(view.statement(), actions), one -> isOf(key, one))),
        List.of(denyWith(key, view.policy().type())));
  }

  /** Whether a test restricts no request for some actions that does not have its key. */
  public Claim restrictsNothingWithout(
      Condition test, StatementView view, List<KmsAction> actions) {
    return restrictsNothing(
        view,
        about(view.statement(), actions),
        test,
        List.of(denyWith(test.key(), view.policy().type())));
  }

  /** Whether a test of a statement restricts no request. */
  public Claim restrictsNothing(Condition test, StatementView view) {
    return restrictsNothing(view, view.statement(), test, List.of());
  }

  private Claim restrictsNothing(
      StatementView view, Statement statement, Condition test, List<Statement> limits) {
    Statement whole = onEverything(onlyTesting(statement, test::equals));
    Statement wider = onlyTesting(whole, one -> false);
    List<Statement> before = new ArrayList<>(limits);
    List<Statement> after = new ArrayList<>(limits);
    if (view.denies()) {
      before.add(everything(view.policy().type()));
      after.add(everything(view.policy().type()));
    }
    before.add(view.allows() ? whole : wider);
    after.add(view.allows() ? wider : whole);
    return isNotMore(view.policy(), List.of(), before, after);
  }

  /** Whether a statement applies to no request for some actions on the keys of an account. */
  public Claim neverAppliesToKeysOf(String account, StatementView view, List<KmsAction> actions) {
    List<KmsResource.Key> keys =
        Partition.all().stream()
            .map(partition -> new KmsResource.Key(partition, SOME_REGION, account, SOME_ID))
            .toList();
    Statement statement = onEverything(about(view.statement(), actions));
    return changesNothing(view.policy(), keys, statement, List.of());
  }

  /** Whether a statement applies to no request on a key. */
  public Claim neverAppliesTo(KmsResource.Key key, StatementView view) {
    return changesNothing(view.policy(), List.of(key), view.statement(), List.of());
  }

  /**
   * Whether a resource pattern matches no resource on which some actions are checked.
   *
   * @param view the statement with the pattern; its other elements do not count
   */
  public Claim matchesNoResource(
      ResourcePattern pattern, StatementView view, List<KmsAction> actions) {
    Effect effect = view.statement().effect();
    Statement statement =
        about(everything(view.policy().type(), effect, List.of()), shown(view, actions))
            .withResource(new ResourceElement.Resource(List.of(pattern)));
    return changesNothing(view.policy(), statement, List.of());
  }

  /**
   * Whether a key policy allows an action to nobody, whatever the other layers say.
   *
   * @param document the key policy
   * @param others tests of the callers that do not count
   */
  public Claim allowsNobody(
      LintedPolicy policy, PolicyDocument document, String action, List<Condition> others) {
    List<Statement> about = new ArrayList<>();
    for (Statement statement : document.statements()) {
      MatchResult match = policy.analysis().action(statement, action);
      boolean counts = statement.effect() == Effect.DENY ? match.isMatch() : !match.isNoMatch();
      if (counts && !statement.isInert()) {
        about.add(with(statement, statement.effect(), only(List.of(action))));
      }
    }
    others.forEach(test -> about.add(everything(policy.type(), Effect.DENY, List.of(test))));
    return isNotMore(policy, List.of(), List.of(), about);
  }

  /** Whether a statement changes no decision of other statements. */
  private Claim changesNothing(LintedPolicy policy, Statement statement, List<Statement> others) {
    return changesNothing(policy, List.of(), statement, others);
  }

  private Claim changesNothing(
      LintedPolicy policy,
      List<KmsResource.Key> keys,
      Statement statement,
      List<Statement> others) {
    List<Statement> without = new ArrayList<>(others);
    if (statement.effect() == Effect.DENY) {
      without.add(everything(policy.type()));
    }
    List<Statement> with = new ArrayList<>(without);
    with.add(statement);
    return statement.effect() == Effect.ALLOW
        ? isNotMore(policy, keys, without, with)
        : isNotMore(policy, keys, with, without);
  }

  private Claim isNotMore(
      LintedPolicy policy,
      List<KmsResource.Key> keys,
      List<Statement> before,
      List<Statement> after) {
    return known.computeIfAbsent(Question.of(policy, keys, before, after), EffectProofs::prove);
  }

  /**
   * Whether an Allow of a user's or role's identity policies gives no permission on a key, whatever
   * the layers say that are not given.
   */
  public Claim allowsNothing(
      StatementView allow,
      List<KmsAction> actions,
      Caller caller,
      KmsResource.Key key,
      PolicyDocument keyPolicy) {
    Statement statement = about(allow.statement(), actions);
    PolicyDocument document =
        new PolicyDocument(allow.policy().document().version(), Label.absent(), List.of(statement));
    Permission permission = new Permission(document, caller, key, keyPolicy);
    return permissions.computeIfAbsent(permission, EffectProofs::prove);
  }

  private static Claim prove(Permission permission) {
    KeyPolicies ofKey =
        policiesOf(PolicyLayer.of(new NamedPolicy("key policy", permission.keyPolicy())));
    Map<KmsResource.Key, KeyPolicies> keys = Map.of(permission.key(), ofKey);
    NamedPolicy identity = new NamedPolicy("identity policy", permission.identity());
    return claim(
        () ->
            PROVER.noNewAccess(
                new PolicyState(Map.of(permission.caller(), own(PolicyLayer.of())), keys),
                new PolicyState(Map.of(permission.caller(), own(PolicyLayer.of(identity))), keys)));
  }

  private static PrincipalPolicies own(PolicyLayer identity) {
    PrincipalPolicies others = PrincipalPolicies.unknown();
    return new PrincipalPolicies(
        identity,
        others.permissionsBoundary(),
        others.session(),
        others.serviceControl(),
        others.vpcEndpoint());
  }

  private static KeyPolicies policiesOf(PolicyLayer keyPolicy) {
    return new KeyPolicies(
        keyPolicy, GrantLayer.none(), OrganizationLayer.unknown(), KeyManager.CUSTOMER);
  }

  private static Claim prove(Question question) {
    return claim(
        () ->
            PROVER.noNewAccess(
                question.state(question.before()), question.state(question.after())));
  }

  private static Claim claim(Supplier<Proof> prover) {
    try {
      Proof proof = prover.get();
      if (proof instanceof Proof.Indeterminate open) {
        return new Claim.Open(open.reasons().get(0).text());
      }
      return proof instanceof Proof.Refuted ? new Claim.Refuted() : new Claim.Proven();
    } catch (UnconfirmedWitnessException contradiction) {
      return new Claim.Open("a request on which the proof and the reference disagree");
    }
  }

  private static Statement about(Statement statement, List<KmsAction> actions) {
    List<String> names = actions.stream().map(KmsAction::name).toList();
    return with(statement, statement.effect(), only(names));
  }

  private static ActionElement only(List<String> actions) {
    return new ActionElement.Action(actions.stream().map(ActionPattern::of).toList());
  }

  private static Statement with(Statement statement, Effect effect, ActionElement action) {
    return new Statement(
        Label.absent(),
        effect,
        statement.principal(),
        action,
        statement.resource(),
        statement.condition(),
        SourceLocation.nowhere());
  }

  private static boolean isOf(String key, Condition test) {
    return LetterCase.areSameName(test.key(), key);
  }

  /**
   * The statement with some of its tests. What holds for these alone also holds with the others.
   */
  private static Statement onlyTesting(Statement statement, Predicate<Condition> tests) {
    return new Statement(
        Label.absent(),
        statement.effect(),
        statement.principal(),
        statement.action(),
        statement.resource(),
        new ConditionBlock(statement.condition().tests().stream().filter(tests).toList()),
        SourceLocation.nowhere());
  }

  private static Statement everything(PolicyType type) {
    return everything(type, Effect.ALLOW, List.of());
  }

  /** A Deny of the requests that have a condition key. */
  private static Statement denyWith(String key, PolicyType type) {
    Condition isPresent =
        new Condition(
            ConditionOperator.plain(Comparison.NULL),
            key,
            List.of(ConditionValue.of("false")),
            SourceLocation.nowhere());
    return everything(type, Effect.DENY, List.of(isPresent));
  }

  private static Statement everything(PolicyType type, Effect effect, List<Condition> tests) {
    return new Statement(
        Label.absent(),
        effect,
        type.namesPrincipals() ? EVERYBODY : new PrincipalElement.Absent(),
        EVERY_ACTION,
        EVERY_RESOURCE,
        new ConditionBlock(tests),
        SourceLocation.nowhere());
  }
}
