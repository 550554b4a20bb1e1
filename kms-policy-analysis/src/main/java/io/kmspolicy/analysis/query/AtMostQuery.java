package io.kmspolicy.analysis.query;

import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Asks what key policies and grants allow where other layers are not known: an answer that is not
 * known has the most that the principal may do. Not thread-safe.
 */
public final class AtMostQuery {

  /** The layers beside the key policy that a directory of one account may leave open. */
  private static final Set<String> OF_CALLERS =
      Set.of(PolicyType.IDENTITY.word(), PolicyType.SESSION.word(), AtMost.GRANTS);

  private final DirectoryNames names;
  private final AccessQuery asked;
  private final AccessQuery most;
  private final AccessQuery withoutIdentity;
  private final AccessQuery byKeyPolicy;

  private AtMostQuery(DirectoryNames names, GivenKeys given) {
    this.names = names;
    this.asked = AccessQuery.of(names).given(given);
    this.most = asked.with(LeastRestriction.IDENTITY_POLICIES_ALLOW);
    this.withoutIdentity = asked.with(LeastRestriction.IDENTITY_POLICIES_DO_NOT_ALLOW);
    this.byKeyPolicy = asked.with(LeastRestriction.KEY_POLICY_ONLY);
  }

  /** Questions about the principals and keys of a directory, for requests with these keys. */
  public static AtMostQuery of(DirectoryNames names, GivenKeys given) {
    return new AtMostQuery(names, given);
  }

  /**
   * Whether nothing but key policies and grants decides: the identity policies of nobody are known,
   * and some other layer that bears on users and roles is not known either.
   *
   * @param key the key by its ARN, its id, or the ARN or the name of an alias
   */
  public static boolean isNeeded(DirectoryNames names, List<KmsAction> actions, String key) {
    boolean isAboutKey = actions.stream().anyMatch(action -> !action.needsNoKey());
    KmsResource resource = isAboutKey ? new KeyNames(names).key(key) : new KmsResource.Any();
    Collection<Principal> principals = names.principals(resource);
    return principals.stream()
            .filter(AtMostQuery::mayHaveIdentityPolicies)
            .map(principal -> policies(names, principal, resource))
            .allMatch(policies -> policies.identity() instanceof PolicyLayer.Unknown)
        && principals.stream()
            .map(principal -> policies(names, principal, resource))
            .anyMatch(policies -> !OF_CALLERS.containsAll(LeastRestriction.notKnown(policies)));
  }

  private static boolean mayHaveIdentityPolicies(Principal principal) {
    return !principal.isAnyone()
        && !(principal.caller() instanceof Caller.RootUser)
        && !(principal.caller() instanceof Caller.ServicePrincipal);
  }

  private static PolicySet policies(
      DirectoryNames names, Principal principal, KmsResource resource) {
    return AccessQuery.layers(names.directory(), principal, resource);
  }

  /** As {@link AccessQuery#whoCan}; an answer that is not known has the most that it can be. */
  public Stream<Answer> whoCan(
      List<KmsAction> actions, String key, Predicate<Principal> principals) {
    return actions.stream().flatMap(action -> whoCan(action, key, principals));
  }

  private Stream<Answer> whoCan(KmsAction action, String key, Predicate<Principal> principals) {
    KmsResource resource =
        action.needsNoKey() ? new KmsResource.Any() : new KeyNames(names).key(key);
    return names.principals(resource).stream()
        .filter(principals)
        .map(principal -> ask(principal, action, resource));
  }

  private Answer ask(Principal principal, KmsAction action, KmsResource resource) {
    Answer answer = asked.ask(principal, action, resource);
    if (answer.result() != Result.INDETERMINATE) {
      return answer;
    }
    PolicySet policies = policies(names, principal, resource);
    Answer upper = most.ask(principal, action, resource);
    if (upper.result() == Result.DENIED && policies.grants() instanceof GrantLayer.Unknown) {
      return answer.with(atMost(Result.INDETERMINATE, "only a grant can allow it", policies));
    }
    Answer alone = withoutIdentity.ask(principal, action, resource);
    Answer keyAlone = byKeyPolicy.ask(principal, action, resource);
    String source =
        hasKnownPolicies(principal, policies)
            ? "the policies that are known"
            : source(alone, keyAlone);
    return answer.with(atMost(upper.result(), text(upper, alone, source), policies));
  }

  private static AtMost atMost(Result result, String text, PolicySet policies) {
    return new AtMost(result, text, LeastRestriction.notKnown(policies));
  }

  private static boolean isSame(Answer one, Answer other) {
    return one.result() == other.result() && one.why().equals(other.why());
  }

  private static boolean hasKnownPolicies(Principal principal, PolicySet policies) {
    return !principal.isAnyone()
        && policies.identity() instanceof PolicyLayer.Attached known
        && !known.policies().isEmpty();
  }

  /** What allows it without identity policies that are not known. */
  private static String source(Answer alone, Answer keyAlone) {
    if (isSame(alone, keyAlone)) {
      return "the key policy";
    }
    return keyAlone.result() == Result.DENIED ? "a grant" : "the key policy or a grant";
  }

  private static String text(Answer upper, Answer alone, String source) {
    return switch (upper.result()) {
      case DENIED -> upper.text();
      case INDETERMINATE -> "not known: " + upper.text();
      case ALLOWED, CONDITIONAL -> {
        String byPolicies = "allowed by " + source + clause(alone);
        String byIdentity =
            "allowed if an identity policy allows it"
                + (upper.result() == Result.ALLOWED ? "" : ": " + upper.why());
        boolean isAllowedAlone =
            alone.result() == Result.ALLOWED || alone.result() == Result.CONDITIONAL;
        yield isSame(upper, alone)
            ? byPolicies
            : isAllowedAlone ? byPolicies + "; " + byIdentity : byIdentity;
      }
    };
  }

  /** The conditions as the end of a sentence that says "allowed". */
  private static String clause(Answer answer) {
    if (answer.result() == Result.ALLOWED) {
      return "";
    }
    return answer.why().startsWith("if ") ? " " + answer.why() : ": " + answer.why();
  }
}
