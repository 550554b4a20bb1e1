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

  private AtMostQuery(DirectoryNames names, AccessQuery asked) {
    this.names = names;
    this.asked = asked;
    AccessQuery reasoned = asked.withReasons();
    this.most = reasoned.with(LeastRestriction.IDENTITY_POLICIES_ALLOW);
    this.withoutIdentity = reasoned.with(LeastRestriction.IDENTITY_POLICIES_DO_NOT_ALLOW);
    this.byKeyPolicy = reasoned.with(LeastRestriction.KEY_POLICY_ONLY);
  }

  /** Questions about the principals and keys of a directory, for requests with these keys. */
  public static AtMostQuery of(DirectoryNames names, GivenKeys given) {
    return of(names, AccessQuery.of(names).given(given));
  }

  /** The questions of a query about the same directory. */
  public static AtMostQuery of(DirectoryNames names, AccessQuery asked) {
    return new AtMostQuery(names, asked);
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
    return isNeeded(names, names.principals(resource), List.of(resource));
  }

  /**
   * The same for some principals and keys. Layers of callers are looked up on one key, and those of
   * keys for one caller.
   */
  public static boolean isNeeded(
      DirectoryNames names,
      Collection<Principal> principals,
      List<? extends KmsResource> resources) {
    if (principals.isEmpty() || resources.isEmpty()) {
      return false;
    }
    KmsResource first = resources.get(0);
    Principal one = principals.iterator().next();
    return principals.stream()
            .filter(AtMostQuery::mayHaveIdentityPolicies)
            .map(principal -> policies(names, principal, first))
            .allMatch(policies -> policies.identity() instanceof PolicyLayer.Unknown)
        && Stream.concat(
                principals.stream().map(principal -> policies(names, principal, first)),
                resources.stream().map(resource -> policies(names, one, resource)))
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
    return actions.stream()
        .flatMap(action -> AccessQuery.each(names, action, key, principals, this::ask));
  }

  /** As {@link AccessQuery#whatCan}; an answer that is not known has the most that it can be. */
  public Stream<Answer> whatCan(
      Principal principal, List<KmsAction> actions, List<KmsResource.Key> keys) {
    return AccessQuery.each(actions, keys, (action, resource) -> ask(principal, action, resource));
  }

  /** As {@link AccessQuery#ask}; an answer that is not known has the most that it can be. */
  public Answer ask(Principal principal, KmsAction action, KmsResource resource) {
    Answer answer = asked.ask(principal, action, resource);
    if (answer.result() != Result.INDETERMINATE) {
      return answer;
    }
    PolicySet policies = policies(names, principal, resource);
    Answer upper = most.ask(principal, action, resource);
    if (upper.result() == Result.DENIED && policies.grants() instanceof GrantLayer.Unknown) {
      return answer.with(
          atMost(Result.INDETERMINATE, false, "only a grant can allow it", policies));
    }
    Answer alone = withoutIdentity.ask(principal, action, resource);
    Answer keyAlone = byKeyPolicy.ask(principal, action, resource);
    String source =
        hasKnownPolicies(principal, policies)
            ? "the policies that are known"
            : source(alone, keyAlone);
    return answer.with(
        atMost(upper.result(), canAllow(alone), text(upper, alone, source), policies));
  }

  private static boolean canAllow(Answer answer) {
    return answer.result() == Result.ALLOWED || answer.result() == Result.CONDITIONAL;
  }

  private static AtMost atMost(Result result, boolean isByKnown, String text, PolicySet policies) {
    return new AtMost(result, isByKnown, text, LeastRestriction.notKnown(policies));
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
        yield isSame(upper, alone)
            ? byPolicies
            : canAllow(alone) ? byPolicies + "; " + byIdentity : byIdentity;
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
