package io.kmspolicy.interceptor;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.KeyPolicies;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.PolicySource;
import io.kmspolicy.engine.PrincipalPolicies;
import io.kmspolicy.engine.RowStatistics;
import io.kmspolicy.model.AuthorizationRequest;
import io.kmspolicy.model.Caller;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.KmsResource;
import io.kmspolicy.model.PolicySet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the compiled engine, from what the policy source says at each call.
 *
 * <p>The engine takes the policies of a snapshot for as long as that is published. So what the
 * source said last is held here, and when it says something else, the engine is told by publishing.
 * Sources answer with the same objects until something changes, so telling them apart is cheap. A
 * caller or key that is new needs no publishing: no decision has been made on it.
 *
 * <p>Checks that the compiled form does not cover go to the evaluator: those of keys that the
 * client cannot name, those on no key, which are on something else for each account, those about
 * one certain grant, and those of keys that do not exist yet.
 */
final class CompiledDecider implements Decider {

  private static final int MOST_HELD = 100_000;

  private final ConcurrentMap<Caller, PrincipalPolicies> principals = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, KeyPolicies> keys = new ConcurrentHashMap<>();
  private final PolicySnapshot snapshot = PolicySnapshot.builder().others(new Held()).build();
  private final Authorizer authorizer = Authorizer.builder().policies(snapshot).build();
  private final PolicyEvaluator evaluator;

  /** Whether what is new here may have rows: then it is told by publishing, too. */
  private volatile boolean forgotten;

  /** What the source said last, as the engine asks for it. */
  private final class Held implements PolicySource {
    @Override
    public PrincipalPolicies principal(Caller caller) {
      return principals.getOrDefault(caller, PrincipalPolicies.unknown());
    }

    @Override
    public KeyPolicies key(KmsResource resource) {
      return keys.getOrDefault(resource.arn(), KeyPolicies.unknown());
    }
  }

  CompiledDecider(PolicyEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  RowStatistics statistics() {
    return authorizer.rowStatistics();
  }

  @Override
  public Decision decide(CheckPlan plan, AuthorizationRequest request, PolicySet policies) {
    if (!isCompiled(plan, request)) {
      return evaluator.decide(request, policies);
    }
    String arn = request.resource().arn();
    boolean sameCaller = hold(request.caller(), policies);
    boolean sameKey = hold(arn, request, policies);
    if (!sameCaller || !sameKey) {
      authorizer.publish(snapshot);
    }
    return authorizer
        .principal(request.caller())
        .decide(authorizer.action(request.action()), arn, request.context());
  }

  private static boolean isCompiled(CheckPlan plan, AuthorizationRequest request) {
    return !plan.isForIdentityPoliciesOnly()
        && request.grantId().isEmpty()
        && request.resource() instanceof KmsResource.Owned;
  }

  /** False if something else was held of the caller. */
  private boolean hold(Caller caller, PolicySet said) {
    PrincipalPolicies held = principals.get(caller);
    if (held != null && isSame(held, said)) {
      return true;
    }
    PrincipalPolicies now =
        new PrincipalPolicies(
            said.identity(),
            said.permissionsBoundary(),
            said.session(),
            said.serviceControl(),
            said.vpcEndpoint());
    makeRoom(principals);
    return principals.put(caller, now) == null && !forgotten;
  }

  private boolean hold(String arn, AuthorizationRequest request, PolicySet said) {
    KeyPolicies held = keys.get(arn);
    if (held != null && isSame(held, said) && held.manager() == request.keyManager()) {
      return true;
    }
    KeyPolicies now =
        new KeyPolicies(said.key(), said.grants(), said.resourceControl(), request.keyManager());
    makeRoom(keys);
    return keys.put(arn, now) == null && !forgotten;
  }

  private void makeRoom(ConcurrentMap<?, ?> held) {
    if (held.size() >= MOST_HELD) {
      forgotten = true;
      held.clear();
    }
  }

  private static boolean isSame(PrincipalPolicies held, PolicySet said) {
    return isSame(held.identity(), said.identity())
        && isSame(held.permissionsBoundary(), said.permissionsBoundary())
        && isSame(held.session(), said.session())
        && isSame(held.serviceControl(), said.serviceControl())
        && isSame(held.vpcEndpoint(), said.vpcEndpoint());
  }

  private static boolean isSame(KeyPolicies held, PolicySet said) {
    return isSame(held.key(), said.key())
        && isSame(held.grants(), said.grants())
        && isSame(held.resourceControl(), said.resourceControl());
  }

  @SuppressWarnings(
      "ReferenceEquality") // The quick way first: sources answer with the same object.
  private static boolean isSame(@Nullable Object held, Object said) {
    return held == said || said.equals(held);
  }
}
