package io.kmspolicy.analysis.simulate;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.CallerFacts.Identity;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;

/** Decides the requests of a simulation by the rules of KMS. */
final class Simulation {

  /** The id of the assumed key policy if the input has none. */
  static final String DEFAULT_KEY_POLICY = "DefaultKeyPolicy";

  private static final String NOBODY = "simulated";
  private static final String SOME_ACCOUNT = "000000000000";

  private final PolicyEvaluator authorizer = PolicyEvaluator.tables();
  private final SimulationInput input;

  Simulation(SimulationInput input) {
    this.input = input;
  }

  /** The outcomes of an action, one for each resource. */
  List<Outcome> of(String action) {
    List<Outcome> outcomes = new ArrayList<>();
    for (KmsResource resource : input.resources()) {
      outcomes.add(of(action, resource));
    }
    return outcomes;
  }

  private Outcome of(String action, KmsResource resource) {
    Caller caller = caller(resource);
    PolicySet policies = policies(resource);
    RequestFacts open = facts(caller, action, resource, policies);
    AuthorizationRequest request = request(caller, action, resource, open);
    Explanation explanation = authorizer.explain(request, policies);
    return new Outcome(
        action,
        resource,
        explanation,
        authorizer.decide(request(caller, action, resource, open.withNothingElse()), policies),
        authorizer.decide(request, delegating(policies, resource)),
        new MissingKeys(input, open).of(action),
        crossAccount(caller, resource));
  }

  private AuthorizationRequest request(
      Caller caller, String action, KmsResource resource, RequestFacts context) {
    String owner = resource instanceof KmsResource.Owned ? "" : input.owner();
    return new AuthorizationRequest(
        caller, action, resource, context, "", KeyManager.CUSTOMER, owner);
  }

  /** The caller of the input; by default, an IAM user of the account that owns the resource. */
  private Caller caller(KmsResource resource) {
    return input
        .caller()
        .orElseGet(() -> new Caller.IamUser("aws", owner(resource, SOME_ACCOUNT), NOBODY));
  }

  private String owner(KmsResource resource, String fallback) {
    if (resource instanceof KmsResource.Owned owned) {
      return owned.accountId();
    }
    return input.owner().isEmpty() ? fallback : input.owner();
  }

  private boolean crossAccount(Caller caller, KmsResource resource) {
    return caller instanceof Caller.AccountCaller member
        && !owner(resource, member.accountId()).equals(member.accountId());
  }

  /** What is known of a request: the given condition keys, the resource, and the given caller. */
  private RequestFacts facts(
      Caller caller, String action, KmsResource resource, PolicySet policies) {
    CallerFacts known = CallerFacts.of(caller).among(policies);
    RequestContext.Builder given = RequestContext.builder();
    if (!(resource instanceof KmsResource.Owned) && !input.owner().isEmpty()) {
      given.put(DerivedKey.RESOURCE_ACCOUNT.spelling(), input.owner());
    }
    input.context().forEach(given::set);
    return RequestFacts.of(
            input.caller().isPresent() ? known : known.known(Identity.KIND),
            action,
            ResourceFacts.of(resource))
        .stating(StatedKeys.of(given.build()));
  }

  private PolicySet policies(KmsResource resource) {
    PolicySet.Builder set =
        PolicySet.builder()
            .identity(
                new PolicyLayer.Attached(
                    input.identity().stream().map(InputPolicy::named).toList()));
    input.boundary().ifPresent(policy -> set.permissionsBoundary(PolicyLayer.of(policy.named())));
    return set.key(
            input
                .resourcePolicy()
                .map(policy -> PolicyLayer.of(policy.named()))
                .orElseGet(() -> defaultKeyPolicy(resource)))
        .build();
  }

  private PolicyLayer defaultKeyPolicy(KmsResource resource) {
    return input.defaultKeyPolicy() ? PolicyLayer.of(delegation(resource)) : PolicyLayer.unknown();
  }

  /** The same policies, with a key policy that also lets IAM policies decide. */
  private PolicySet delegating(PolicySet policies, KmsResource resource) {
    List<NamedPolicy> both = new ArrayList<>();
    input.resourcePolicy().ifPresent(policy -> both.add(policy.named()));
    both.add(delegation(resource));
    return policies.toBuilder().key(new PolicyLayer.Attached(both)).build();
  }

  private NamedPolicy delegation(KmsResource resource) {
    String text =
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": \
        {"AWS": "arn:aws:iam::ACCOUNT:root"}, "Action": "kms:*", "Resource": "*"}]}\
        """
            .replace("ACCOUNT", owner(resource, SOME_ACCOUNT));
    return new NamedPolicy(DEFAULT_KEY_POLICY, PolicyReader.forType(PolicyType.KEY).read(text));
  }

  /**
   * The combined decision of all resources: the first of explicit deny, indeterminate, denied,
   * implicit deny, allowed that occurs.
   */
  static Decision together(List<Outcome> outcomes) {
    List<Decision> order =
        List.of(
            Decision.EXPLICIT_DENY,
            Decision.INDETERMINATE,
            Decision.DENIED,
            Decision.IMPLICIT_DENY);
    List<Decision> found = outcomes.stream().map(Outcome::decision).toList();
    return order.stream().filter(found::contains).findFirst().orElse(Decision.ALLOWED);
  }
}
