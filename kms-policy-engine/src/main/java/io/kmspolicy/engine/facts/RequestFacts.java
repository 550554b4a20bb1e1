package io.kmspolicy.engine.facts;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The condition context of a request of which somebody knows the caller, the action and the
 * resource: what is stated, what follows from these, and unknown for everything else. Immutable and
 * safe to share between threads; the value of a key is computed when it is read.
 *
 * <p>The value comes from the first of these that has one: what is stated; the caller; the resource
 * and its account's organization; the route; the catalogue's list of the keys that requests for the
 * action carry. A key that every request carries is present, with an unknown value if nothing tells
 * it (rule 6.11), also where it is stated to be unknown.
 *
 * <pre>{@code
 * RequestFacts facts =
 *     RequestFacts.of(CallerFacts.of(caller), "kms:Decrypt", ResourceFacts.of(key));
 * facts.get("aws:requestedregion"); // the Region of the key
 * facts.get("aws:securetransport"); // present, the value is not known
 * facts.get("aws:sourcevpce"); // unknown
 * }</pre>
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS
 *     global condition context keys</a>
 */
public final class RequestFacts implements ConditionContext {

  /** Stands for all names under a prefix. */
  private static final String ANY_NAME = "name";

  private final CallerFacts caller;
  private final String action;
  private final ResourceFacts resource;
  private final Route route;
  private final StatedKeys stated;
  private final KeyPresence presence;

  private RequestFacts(
      CallerFacts caller, String action, ResourceFacts resource, Route route, StatedKeys stated) {
    this.caller = caller;
    this.action = action;
    this.resource = resource;
    this.route = route;
    this.stated = stated;
    this.presence = KeyPresence.of(action, resource.resource());
  }

  /**
   * A request of which nothing is stated.
   *
   * @param action such as {@code kms:Decrypt}
   */
  public static RequestFacts of(CallerFacts caller, String action, ResourceFacts resource) {
    return new RequestFacts(caller, action, resource, Route.unstated(), StatedKeys.none());
  }

  /** The same request by another route. */
  public RequestFacts by(Route other) {
    return new RequestFacts(caller, action, resource, other, stated);
  }

  /** The same request with these keys stated, and no others. */
  public RequestFacts stating(StatedKeys keys) {
    return new RequestFacts(caller, action, resource, route, keys);
  }

  /** The same request if everything is absent that is not known and that a request can lack. */
  public RequestFacts withNothingElse() {
    return stating(stated.withNothingElse());
  }

  /**
   * Whether AWS puts a key into every request like this one (rule 6.11), so that nobody can state
   * its absence. A service that calls for itself has fewer of them (rule 4.13).
   *
   * @param name the key in lower case
   */
  public boolean isAlwaysPresent(String name) {
    if (!presence.isAlways(name)) {
      return false;
    }
    return !caller.isService() || !isOpenForServices(name);
  }

  /**
   * Whether a key that callers of accounts always have may be absent from the call of a service:
   * the keys of the identity are, and AWS does not say it of the transport.
   */
  private static boolean isOpenForServices(String name) {
    DerivedKey key = DerivedKey.of(name);
    if (key == null) {
      return false;
    }
    return switch (key) {
      case PRINCIPAL_ARN,
          PRINCIPAL_ACCOUNT,
          PRINCIPAL_TYPE,
          USER_ID,
          SECURE_TRANSPORT,
          USER_AGENT,
          VIA_AWS_SERVICE ->
          true;
      default -> false;
    };
  }

  @Override
  public ContextValue get(String name) {
    ContextValue known = stated.get(name);
    if (known instanceof ContextValue.Unknown && isAlwaysPresent(name)) {
      return ContextValue.presentUnknown();
    }
    if (known != null && !(known instanceof ContextValue.Absent && isAlwaysPresent(name))) {
      return known;
    }
    ContextValue derived = derived(name);
    return derived instanceof ContextValue.Unknown && stated.nothingElse()
        ? ContextValue.absent()
        : derived;
  }

  /** The value that follows without what is stated. */
  private ContextValue derived(String name) {
    if (presence.excludes(name)) {
      return ContextValue.absent();
    }
    DerivedKey key = DerivedKey.of(name);
    ContextValue found = key == null ? ofTag(name) : of(key);
    if (!(found instanceof ContextValue.Unknown)) {
      return found;
    }
    ContextValue listed = presence.get(name, route instanceof Route.Direct);
    return listed instanceof ContextValue.PresentUnknown && !isAlwaysPresent(name)
        ? ContextValue.unknown()
        : listed;
  }

  private ContextValue ofTag(String name) {
    ContextValue ofCaller = caller.get(name);
    return ofCaller instanceof ContextValue.Unknown && presence.isOnKey()
        ? resource.get(name)
        : ofCaller;
  }

  private ContextValue of(DerivedKey key) {
    return switch (key) {
      case CALLER_ACCOUNT ->
          presence.isOnKey() || presence.lists(key) ? caller.get(key) : ContextValue.unknown();
      case RESOURCE_ACCOUNT -> resource.account(caller.get(DerivedKey.PRINCIPAL_ACCOUNT));
      case RESOURCE_ORG_ID -> resource.organizationId();
      case REQUESTED_REGION -> region();
      case KEY_SPEC,
          CUSTOMER_MASTER_KEY_SPEC,
          KEY_USAGE,
          CUSTOMER_MASTER_KEY_USAGE,
          KEY_ORIGIN,
          MULTI_REGION,
          MULTI_REGION_KEY_TYPE ->
          presence.bringsKeyProperties() ? resource.get(key) : ContextValue.unknown();
      case RESOURCE_ALIASES -> presence.isOnKey() ? resource.get(key) : ContextValue.unknown();
      case SECURE_TRANSPORT, VIA_AWS_SERVICE -> route.get(key);
      default -> caller.get(key);
    };
  }

  private ContextValue region() {
    ContextValue routed = route.get(DerivedKey.REQUESTED_REGION);
    return routed instanceof ContextValue.Unknown ? resource.region() : routed;
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    return stated.keys().namesUnder(prefix);
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    return stated.keys().mayHoldOthersUnder(prefix)
        || !(get(prefix + ANY_NAME) instanceof ContextValue.Absent);
  }

  @Override
  public Optional<Collection<String>> allNamesUnder(String prefix) {
    return mayHoldOthersUnder(prefix) ? Optional.empty() : Optional.of(namesUnder(prefix));
  }

  /**
   * The values of some keys as a context of its own, in which all other keys are unknown.
   *
   * @param keys the keys in any spelling, which the result keeps
   */
  public RequestContext of(Collection<String> keys) {
    RequestContext.Builder context = stated.keys().toBuilder().unknown("*");
    for (String key : keys) {
      context.set(key, get(ConditionContext.name(key)));
    }
    return context.build();
  }

  /** What is stated. */
  public StatedKeys stated() {
    return stated;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RequestFacts that
        && caller.equals(that.caller)
        && action.equals(that.action)
        && resource.equals(that.resource)
        && route.equals(that.route)
        && stated.equals(that.stated);
  }

  @Override
  public int hashCode() {
    return Objects.hash(caller, action, resource, route, stated);
  }

  /** The caller, the action and the resource; no values of keys, which may be secret. */
  @Override
  public String toString() {
    return "RequestFacts["
        + caller.caller().arn()
        + " "
        + action
        + " "
        + resource.resource().arn()
        + "]";
  }
}
