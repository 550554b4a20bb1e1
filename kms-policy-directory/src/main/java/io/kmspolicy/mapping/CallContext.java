package io.kmspolicy.mapping;

import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.engine.facts.Route;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.engine.facts.Tags;
import io.kmspolicy.model.catalogue.ContextMapping;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The condition context of one check of one call. The value of a condition key is computed when it
 * is read.
 *
 * <p>The value comes from the members of the request, from the clock, or else from {@link
 * RequestFacts}. Where none of them knows it, the keys that the operator states count. The keys of
 * the caller's network are unknown if KMS makes the check in another Region.
 */
public final class CallContext implements ConditionContext {

  /** Stands for all names under a prefix. */
  private static final String ANY_NAME = "name";

  private static final String CURRENT_TIME = DerivedKey.CURRENT_TIME.keyName();
  private static final String EPOCH_TIME = DerivedKey.EPOCH_TIME.keyName();

  private final ContextFactory shared;
  private final PlannedCheck plan;
  private final InterceptedCall call;
  private final CallMembers members;
  private final Caller.AccountCaller caller;
  private final KmsResource resource;
  private final String region;
  private final Duration offset;
  private @Nullable Instant time;
  private @Nullable RequestFacts facts;

  /**
   * A context.
   *
   * @param caller the caller of the call, with the path of its role if it is known
   * @param region the Region in which the check is made
   * @param offset what is added to the time of the clock
   */
  public CallContext(
      ContextFactory shared,
      PlannedCheck plan,
      InterceptedCall call,
      Caller.AccountCaller caller,
      KmsResource resource,
      String region,
      Duration offset) {
    this.shared = shared;
    this.plan = plan;
    this.call = call;
    this.members = new CallMembers(call);
    this.caller = caller;
    this.resource = resource;
    this.region = region;
    this.offset = offset;
  }

  /** Whether a test has looked at the clock. */
  public boolean timeAsked() {
    return time != null;
  }

  /** The time of the call as the conditions see it, to the second. */
  public Instant time() {
    Instant known = time;
    if (known == null) {
      known = shared.clock().instant().plus(offset).truncatedTo(ChronoUnit.SECONDS);
      time = known;
    }
    return known;
  }

  /** The alias by which the request names the key; empty if it names the key otherwise. */
  public Optional<KmsResource.Alias> alias() {
    return shared.mapped().aliasOf(plan.check().resource(), call);
  }

  @Override
  public ContextValue get(String key) {
    if (plan.leavesOpen(key)) {
      return ContextValue.unknown(); // what is stated holds for the caller's own calls
    }
    ContextMapping mapping = plan.mappings().get(key);
    if (mapping != null) {
      return orStated(key, shared.mapped().get(mapping, "", members));
    }
    for (Map.Entry<String, ContextMapping> template : plan.templates().entrySet()) {
      if (key.startsWith(template.getKey()) && key.length() > template.getKey().length()) {
        String varying = key.substring(template.getKey().length());
        return orStated(key, shared.mapped().get(template.getValue(), varying, members));
      }
    }
    return orStated(key, unmapped(key));
  }

  private ContextValue orStated(String key, ContextValue derived) {
    return StatedKeys.orStated(key, derived, call.stated());
  }

  private ContextValue unmapped(String key) {
    if (key.equals(CURRENT_TIME)) {
      return ContextValue.of(time().toString());
    }
    if (key.equals(EPOCH_TIME)) {
      return ContextValue.of(Long.toString(time().getEpochSecond()));
    }
    if (plan.omits(key)) {
      return ContextValue.unknown();
    }
    return CallerFacts.isTag(key) ? tag(key) : facts().get(key);
  }

  /** Apart from the other facts, so that only a policy that reads tags asks for them. */
  private ContextValue tag(String key) {
    boolean complete =
        caller instanceof Caller.IamUser
            || (shared.sessionsUntagged() && caller instanceof Caller.RoleCaller);
    Tags tags =
        shared
            .callers()
            .tagsOf(caller)
            .map(known -> new Tags(known, complete))
            .orElseGet(Tags::unknown);
    return CallerFacts.of(caller).tagged(tags).get(key);
  }

  /** What follows from the caller, the key and the endpoint. */
  private RequestFacts facts() {
    RequestFacts known = facts;
    if (known == null) {
      known =
          RequestFacts.of(
                  CallerFacts.of(caller),
                  plan.check().action(),
                  ResourceFacts.of(resource).described(shared.metadata(resource)))
              .by(new Route.Direct(region, call.endpointOverridden()));
      facts = known;
    }
    return known;
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    ContextMapping mapping = plan.templates().get(prefix);
    return mapping == null
        ? call.stated().namesUnder(prefix)
        : shared.mapped().certainNames(mapping, members);
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    ContextMapping mapping = plan.templates().get(prefix);
    return mapping == null
        ? !(unmapped(prefix + ANY_NAME) instanceof ContextValue.Absent)
        : shared.mapped().mayHoldOthers(mapping, members);
  }

  /** The operation alone: requests hold secrets. */
  @Override
  public String toString() {
    return "CallContext[" + call.operation().name() + "]";
  }
}
