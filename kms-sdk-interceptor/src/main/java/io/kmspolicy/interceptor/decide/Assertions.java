package io.kmspolicy.interceptor.decide;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.decision.Assertion.ContextIs;
import io.kmspolicy.interceptor.decision.Assertion.NoGrants;
import io.kmspolicy.interceptor.decision.Assertion.Open;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Replaces unknown policy layers and condition keys by what the operator asserts, and finds the
 * assertions that a decision depends on. Thread-safe.
 */
public final class Assertions {

  private static final KmsResource ANY = new KmsResource.Any();

  /** The condition keys that are absent from a request that does not use a VPC endpoint. */
  private static final List<String> ENDPOINT_KEYS =
      List.of(
          "aws:SourceVpc",
          "aws:SourceVpcArn",
          "aws:SourceVpce",
          "aws:VpcSourceIp",
          "aws:VpceAccount",
          "aws:VpceOrgID",
          "aws:VpceOrgPaths");

  /** With more changed keys, all of them count as changed. */
  private static final int MAX_CHANGED = 10_000;

  private final List<Assertion> all;

  /** The keys of which it is not known any more that they have no grants; Any for all. */
  private final Set<KmsResource> changed = ConcurrentHashMap.newKeySet();

  public Assertions(Collection<Assertion> all) {
    this.all = List.copyOf(all);
  }

  /**
   * The condition keys that the operator states, by assertions and directly. A direct statement
   * takes precedence.
   */
  public RequestContext stated(RequestContext directly) {
    RequestContext.Builder stated = RequestContext.builder();
    for (Assertion assertion : all) {
      assertedValues(assertion).forEach(stated::set);
    }
    directly.spellings().forEach(key -> stated.set(key, directly.get(lower(key))));
    return stated.build();
  }

  private static Map<String, ContextValue> assertedValues(Assertion assertion) {
    Map<String, ContextValue> values = new TreeMap<>();
    if (assertion instanceof ContextIs contextIs) {
      values.put(contextIs.key(), new ContextValue.Present(contextIs.values()));
    } else if (assertion == Open.NO_VPC_ENDPOINT) {
      ENDPOINT_KEYS.forEach(key -> values.put(key, ContextValue.absent()));
    }
    return values;
  }

  /** Whether the operator asserts that role sessions have no session tags. */
  public boolean areSessionsUntagged() {
    return all.contains(Open.NO_SESSION_TAGS);
  }

  /**
   * Notes that this client has changed something about a key. It may have grants now, whatever the
   * operator has asserted before.
   *
   * @param resource anything but a key or an alias means that the key is not known
   */
  public void changed(KmsResource resource) {
    if (!(resource instanceof KmsResource.Alias)) {
      boolean named = resource instanceof KmsResource.Key && changed.size() < MAX_CHANGED;
      changed.add(named ? resource : ANY);
    }
  }

  /** The policies in which the asserted layers replace the unknown layers. */
  PolicySet complete(PolicySet known, KmsResource resource) {
    PolicySet completed = known;
    for (Assertion assertion : all) {
      if (replacesUnknown(assertion, completed, resource)) {
        completed = withLayer(assertion, completed, false);
      }
    }
    return completed;
  }

  private boolean replacesUnknown(Assertion assertion, PolicySet set, KmsResource resource) {
    if (assertion instanceof NoGrants none) {
      return set.grants() instanceof GrantLayer.Unknown
          && covers(none.keyArns(), resource)
          && !hasChanged(resource);
    }
    if (!(assertion instanceof Open open)) {
      return false;
    }
    return switch (open) {
      case NO_PERMISSIONS_BOUNDARY -> set.permissionsBoundary() instanceof PolicyLayer.Unknown;
      case NO_SESSION_POLICY -> set.session() instanceof PolicyLayer.Unknown;
      case SERVICE_CONTROL_ALLOWS_ALL -> set.serviceControl() instanceof OrganizationLayer.Unknown;
      case RESOURCE_CONTROL_ALLOWS_ALL ->
          set.resourceControl() instanceof OrganizationLayer.Unknown;
      case NO_VPC_ENDPOINT -> set.vpcEndpoint() instanceof PolicyLayer.Unknown;
      case NO_SESSION_TAGS -> false; // This assertion is about condition keys.
    };
  }

  private boolean hasChanged(KmsResource resource) {
    return !changed.isEmpty()
        && (!(resource instanceof KmsResource.Key)
            || changed.contains(resource)
            || changed.contains(ANY));
  }

  private static boolean covers(Set<String> arns, KmsResource resource) {
    return arns.isEmpty() || arns.contains(resource.arn());
  }

  /** Sets the layer of an assertion to <em>none</em>, or to <em>unknown</em>. */
  private static PolicySet withLayer(Assertion assertion, PolicySet set, boolean unknown) {
    PolicySet.Builder builder = set.toBuilder();
    if (assertion instanceof NoGrants) {
      return builder.grants(unknown ? GrantLayer.unknown() : GrantLayer.none()).build();
    }
    if (!(assertion instanceof Open open)) {
      return set;
    }
    PolicyLayer layer = unknown ? PolicyLayer.unknown() : PolicyLayer.none();
    OrganizationLayer levels = unknown ? OrganizationLayer.unknown() : OrganizationLayer.none();
    return switch (open) {
      case NO_PERMISSIONS_BOUNDARY -> builder.permissionsBoundary(layer).build();
      case NO_SESSION_POLICY -> builder.session(layer).build();
      case SERVICE_CONTROL_ALLOWS_ALL -> builder.serviceControl(levels).build();
      case RESOURCE_CONTROL_ALLOWS_ALL -> builder.resourceControl(levels).build();
      case NO_VPC_ENDPOINT -> builder.vpcEndpoint(layer).build();
      case NO_SESSION_TAGS -> set;
    };
  }

  /**
   * The assertions on which a decision depends: each of them whose removal changes the decision. If
   * only the removal of all applicable assertions changes it, these are returned.
   */
  List<Assertion> behind(Evaluated check, PolicyEvaluator evaluator) {
    List<Assertion> applied = new ArrayList<>();
    List<Assertion> required = new ArrayList<>();
    for (Assertion assertion : all) {
      if (replacesUnknown(assertion, check.known(), check.request().resource())
          || !assertedValues(assertion).isEmpty()
          || assertion == Open.NO_SESSION_TAGS) {
        applied.add(assertion);
        if (decisionWithout(List.of(assertion), check, evaluator) != check.decision()) {
          required.add(assertion);
        }
      }
    }
    return required.isEmpty()
            && !applied.isEmpty()
            && decisionWithout(applied, check, evaluator) != check.decision()
        ? applied
        : required;
  }

  private Decision decisionWithout(
      List<Assertion> removed, Evaluated check, PolicyEvaluator evaluator) {
    PolicySet policies = check.policies();
    Map<String, ContextValue> values = new TreeMap<>();
    for (Assertion assertion : removed) {
      if (replacesUnknown(assertion, check.known(), check.request().resource())) {
        policies = withLayer(assertion, policies, true);
      }
      assertedValues(assertion).forEach((key, value) -> values.put(lower(key), value));
    }
    AuthorizationRequest request = check.request();
    ConditionContext context =
        new ContextWithoutAssertions(
            request.context(), values, removed.contains(Open.NO_SESSION_TAGS));
    return evaluator.decide(
        new AuthorizationRequest(
            request.caller(),
            request.action(),
            request.resource(),
            context,
            request.grantId(),
            request.keyManager(),
            request.resourceAccount()),
        policies);
  }

  private static String lower(String key) {
    return LetterCase.lowerCase(key);
  }

  /** A context in which every key is unknown whose value comes from an assertion. */
  private record ContextWithoutAssertions(
      ConditionContext context, Map<String, ContextValue> asserted, boolean tagsUnknown)
      implements ConditionContext {
    @Override
    public ContextValue get(String key) {
      ContextValue value = context.get(key);
      return value.equals(asserted.get(key)) || (tagsUnknown && CallerFacts.isTag(key))
          ? ContextValue.unknown()
          : value;
    }

    @Override
    public boolean mayHoldOthersUnder(String prefix) {
      return context.mayHoldOthersUnder(prefix);
    }

    @Override
    public Collection<String> namesUnder(String prefix) {
      return context.namesUnder(prefix);
    }
  }
}
