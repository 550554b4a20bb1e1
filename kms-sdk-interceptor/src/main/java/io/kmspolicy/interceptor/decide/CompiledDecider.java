package io.kmspolicy.interceptor.decide;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.PolicySource;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.engine.RowStatistics;
import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
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
 * <p>A key that the client cannot name, as in Decrypt without a key id, has no ARN to ask about. By
 * rule 2.17 an action on keys that is asked on an alias is decided on an unknown key of the alias's
 * partition and Region, so an alias that cannot exist stands in for it.
 *
 * <p>Checks that the compiled form does not cover go to the evaluator: those on no key, which are
 * on something else for each account, those about one certain grant, those of keys that do not
 * exist yet, and those of alias operations on a key that the client cannot name.
 */
public final class CompiledDecider implements Decider {

  /** The account and the name of aliases that stand in for unknown keys; nobody can have them. */
  private static final String NOBODY = "000000000000";

  private static final String NOTHING = "?";

  private static final int MAX_CALLERS = 10_000;
  private static final int MAX_KEYS = 100_000;

  private final ConcurrentMap<Caller, Saying<PrincipalPolicies, PrincipalHandle>> principals =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<KmsResource, Saying<KeyPolicies, String>> keys =
      new ConcurrentHashMap<>();
  private final PolicySnapshot snapshot = PolicySnapshot.builder().others(new Held()).build();
  private final Authorizer authorizer = Authorizer.builder().policies(snapshot).build();
  private final PolicyEvaluator evaluator;

  /** Whether what is new here may have rows: then it is told by publishing, too. */
  private volatile boolean forgotten;

  /** What the source said, and how the engine names whom it is about. */
  private static final class Saying<T, N> {
    private final T policies;
    private final N name;

    /** Whether the engine has been told: until then it may decide by what was said before. */
    private volatile boolean told;

    /** Whether the engine may decide by something else by now; never taken back. */
    private volatile boolean over;

    Saying(T policies, N name) {
      this.policies = policies;
      this.name = name;
    }
  }

  /** What the source said last, as the engine asks for it. */
  private final class Held implements PolicySource {
    @Override
    public PrincipalPolicies principal(Caller caller) {
      Saying<PrincipalPolicies, ?> held = principals.get(caller);
      return held == null ? PrincipalPolicies.unknown() : held.policies;
    }

    @Override
    public KeyPolicies key(KmsResource resource) {
      Saying<KeyPolicies, ?> held = keys.get(resource);
      return held == null ? KeyPolicies.unknown() : held.policies;
    }
  }

  public CompiledDecider(PolicyEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  public RowStatistics statistics() {
    return authorizer.rowStatistics();
  }

  @Override
  public Decision decide(PlannedCheck plan, AuthorizationRequest request, PolicySet policies) {
    if (!isCompiled(plan, request)) {
      return evaluator.decide(request, policies);
    }
    KmsResource asked = asked(request.resource());
    Saying<PrincipalPolicies, PrincipalHandle> ofCaller = held(request.caller(), policies);
    Saying<KeyPolicies, String> ofKey = held(asked, request.keyManager(), policies);
    if (!ofCaller.told || !ofKey.told) {
      authorizer.publish(snapshot);
      ofCaller.told = true;
      ofKey.told = true;
    }
    Decision decision =
        ofCaller.name.decide(authorizer.action(request.action()), ofKey.name, request.context());
    return ofCaller.over || ofKey.over
        ? evaluator.decide(request, policies) // Another thread heard something else meanwhile.
        : decision;
  }

  private static boolean isCompiled(PlannedCheck plan, AuthorizationRequest request) {
    return !plan.isForIdentityPoliciesOnly()
        && request.grantId().isEmpty()
        && (request.resource() instanceof KmsResource.Owned
            || (request.resource() instanceof KmsResource.UnknownKey && plan.isOfKeysAlone()));
  }

  private static KmsResource asked(KmsResource resource) {
    return resource instanceof KmsResource.UnknownKey unknown
        ? new KmsResource.Alias(unknown.partition(), unknown.region(), NOBODY, NOTHING)
        : resource;
  }

  private Saying<PrincipalPolicies, PrincipalHandle> held(Caller caller, PolicySet said) {
    Saying<PrincipalPolicies, PrincipalHandle> held = principals.get(caller);
    return held != null && isSame(held.policies, said)
        ? held
        : hold(
            principals,
            MAX_CALLERS,
            caller,
            new Saying<>(
                new PrincipalPolicies(
                    said.identity(),
                    said.permissionsBoundary(),
                    said.session(),
                    said.serviceControl(),
                    said.vpcEndpoint()),
                authorizer.principal(caller)));
  }

  private Saying<KeyPolicies, String> held(
      KmsResource resource, KeyManager manager, PolicySet said) {
    Saying<KeyPolicies, String> held = keys.get(resource);
    return held != null && isSame(held.policies, said) && held.policies.manager() == manager
        ? held
        : hold(
            keys,
            MAX_KEYS,
            resource,
            new Saying<>(
                new KeyPolicies(said.key(), said.grants(), said.resourceControl(), manager),
                resource.arn()));
  }

  /** What is held before is over before the engine can find what is held now. */
  private <K, T, N> Saying<T, N> hold(
      ConcurrentMap<K, Saying<T, N>> map, int most, K subject, Saying<T, N> now) {
    makeRoom(map, most);
    map.compute(
        subject,
        (same, before) -> {
          if (before != null) {
            before.over = true;
          } else if (!forgotten) {
            now.told = true; // There is nothing that the engine could have decided by.
          }
          return now;
        });
    return now;
  }

  private <T, N> void makeRoom(ConcurrentMap<?, Saying<T, N>> held, int most) {
    if (held.size() >= most) {
      forgotten = true;
      held.values()
          .removeIf(
              saying -> {
                saying.over = true;
                return true;
              });
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
