package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.AccessCondition;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares two snapshots pair by pair. Not thread-safe. */
final class SnapshotComparison {

  private static final String SOME_ID = "00000000-0000-4000-8000-000000000000";
  private static final String SOME_ACCOUNT = "000000000000";
  private static final String SOME_REGION = "us-east-1";

  private final PolicySnapshot before;
  private final PolicySnapshot after;
  private final Collection<Caller> callers;
  private final Collection<KmsResource> resources;
  private final Comparison comparison;
  private final PairProver gains;
  private final PairProver losses;
  private final PolicyEvaluator evaluator = PolicyEvaluator.tables();
  private final PolicyEvaluator reference = PolicyEvaluator.reference();
  private final List<AccessChange> changes = new ArrayList<>();
  private long pairs;

  /** What is known of the requests for one action that are gained, or lost. */
  private record Answers(MatchResult gains, MatchResult losses) {
    private static final Answers NONE = new Answers(MatchResult.NO_MATCH, MatchResult.NO_MATCH);

    Answers or(Answers other) {
      return new Answers(gains.or(other.gains), losses.or(other.losses));
    }
  }

  SnapshotComparison(
      PolicySnapshot before,
      PolicySnapshot after,
      Collection<Caller> callers,
      Collection<KmsResource> resources,
      List<String> actions) {
    this.before = before;
    this.after = after;
    this.callers = callers;
    this.resources = resources;
    RequestFilter filter = RequestFilter.all().actions(actions);
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    this.comparison = new Comparison(catalogue, state(before), state(after), filter);
    for (KmsResource resource : resources) {
      comparison.mention(before.key(resource));
      comparison.mention(after.key(resource));
    }
    this.gains = comparison.prover();
    this.losses = comparison.prover();
  }

  private PolicyState state(PolicySnapshot snapshot) {
    Map<Caller, PrincipalPolicies> own = new LinkedHashMap<>();
    for (Caller caller : callers) {
      if (exists(snapshot, caller)) {
        own.put(caller, snapshot.principal(caller));
      }
    }
    Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();
    for (KmsResource resource : resources) {
      if (resource instanceof KmsResource.Key key && exists(snapshot, key)) {
        keys.put(key, snapshot.key(key));
      }
    }
    return new PolicyState(own, keys);
  }

  /**
   * Whether a caller exists on a side: if neither snapshot lists it, it does, with any policies.
   */
  private boolean exists(PolicySnapshot snapshot, Caller caller) {
    return snapshot.lists(caller) || !(before.lists(caller) || after.lists(caller));
  }

  /** Whether a resource exists on a side: if neither snapshot lists it, it does. */
  private boolean exists(PolicySnapshot snapshot, KmsResource resource) {
    return snapshot.lists(resource) || !(before.lists(resource) || after.lists(resource));
  }

  SnapshotDiff compare() {
    for (Caller caller : callers) {
      for (KmsResource resource : resources) {
        if (isChanged(caller, resource)) {
          pairs++;
          compare(caller, resource);
        }
      }
    }
    return new SnapshotDiff(changes, pairs);
  }

  private boolean isChanged(Caller caller, KmsResource resource) {
    return before.lists(caller) != after.lists(caller)
        || before.lists(resource) != after.lists(resource)
        || !before.principal(caller).equals(after.principal(caller))
        || !before.key(resource).equals(after.key(resource));
  }

  private void compare(Caller caller, KmsResource resource) {
    KmsResource.Owned asked = asked(caller, resource);
    boolean isKeyless = resource instanceof KmsResource.Any;
    boolean isClassified = false;
    Map<String, Answers> answers = new LinkedHashMap<>();
    for (CallerClass one : comparison.callersIn(asked.partition())) {
      if (isOf(caller, one.example())) {
        isClassified = true;
        PairQuestion question =
            new PairQuestion(
                one, asked, side(before, caller, resource), side(after, caller, resource));
        comparison.ways(question).forEach(way -> compare(way, isKeyless, answers));
      }
    }
    if (!isClassified) {
      throw new IllegalStateException("no class has the caller " + caller.arn());
    }
    answers.forEach((action, answer) -> add(caller, resource, action, answer));
  }

  private void compare(PairQuestion question, boolean isKeyless, Map<String, Answers> answers) {
    gains.compareEach(
        question,
        isKeyless,
        (action, proof) ->
            add(answers, action, new Answers(settled(proof, question), MatchResult.NO_MATCH)));
    PairQuestion back = question.reversed();
    losses.compareEach(
        back,
        isKeyless,
        (action, proof) ->
            add(answers, action, new Answers(MatchResult.NO_MATCH, settled(proof, back))));
  }

  private static void add(Map<String, Answers> answers, String action, Answers answer) {
    answers.merge(action, answer, Answers::or);
  }

  /** The key or alias that stands for a resource: some key for actions without a key. */
  private static KmsResource.Owned asked(Caller caller, KmsResource resource) {
    if (resource instanceof KmsResource.Owned owned) {
      return owned;
    }
    return caller instanceof AccountCaller member
        ? new KmsResource.Key(member.partition(), SOME_REGION, member.accountId(), SOME_ID)
        : new KmsResource.Key("aws", SOME_REGION, SOME_ACCOUNT, SOME_ID);
  }

  /** Whether a class consists of sessions of a caller, or of the caller alone. */
  private static boolean isOf(Caller caller, Caller example) {
    return caller instanceof AnyRoleSession role
        ? example instanceof RoleSession session
            && session.partition().equals(role.partition())
            && session.accountId().equals(role.accountId())
            && session.roleName().equals(role.roleName())
        : caller.equals(example);
  }

  private Optional<PairQuestion.Side> side(
      PolicySnapshot snapshot, Caller caller, KmsResource resource) {
    return exists(snapshot, caller) && exists(snapshot, resource)
        ? Optional.of(new PairQuestion.Side(snapshot.principal(caller), snapshot.key(resource)))
        : Optional.empty();
  }

  /**
   * Whether a proof shows a request that is denied before and allowed after. A witness counts only
   * if the reference decides it so on the policies as they are, unknown layers included.
   */
  private MatchResult settled(Proof proof, PairQuestion question) {
    if (proof instanceof Proof.Proven) {
      return MatchResult.NO_MATCH;
    }
    if (proof instanceof Proof.Refuted refuted) {
      Witness witness = refuted.witness();
      boolean isConfirmed =
          decide(witness.after().request(), question.after()) == Decision.ALLOWED
              && decide(witness.before().request(), question.before()).isCertainDenial();
      return isConfirmed ? MatchResult.MATCH : MatchResult.INDETERMINATE;
    }
    return MatchResult.INDETERMINATE;
  }

  private Decision decide(AuthorizationRequest request, Optional<PairQuestion.Side> side) {
    return side.map(known -> reference.decide(request, PolicySet.of(known.own(), known.key())))
        .orElse(Decision.IMPLICIT_DENY);
  }

  private void add(Caller caller, KmsResource resource, String action, Answers answers) {
    if (!answers.equals(Answers.NONE)) {
      changes.add(
          new AccessChange(
              caller,
              resource,
              action,
              answers.gains(),
              answers.losses(),
              condition(before, caller, resource, action),
              condition(after, caller, resource, action)));
    }
  }

  private AccessCondition condition(
      PolicySnapshot snapshot, Caller caller, KmsResource resource, String action) {
    if (!exists(snapshot, caller) || !exists(snapshot, resource)) {
      return new AccessCondition.Never();
    }
    KeyPolicies key = snapshot.key(resource);
    PolicySet policies = PolicySet.of(snapshot.principal(caller), key);
    RequestFacts facts =
        RequestFacts.of(CallerFacts.of(caller).among(policies), action, ResourceFacts.of(resource));
    AuthorizationRequest request =
        AuthorizationRequest.of(caller, action, resource, facts, key.manager());
    return evaluator.accessCondition(request, policies);
  }
}
