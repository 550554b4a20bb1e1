package io.kmspolicy.mapping;

import io.kmspolicy.model.catalogue.ClientKnowledge;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.ConditionKeyFacts.Source;
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
 * <p>The value comes from the first of these that supplies it: the members of the request;
 * identity, endpoint and clock; the properties of the KMS key; the keys that the operator states;
 * the catalogue. A condition key is absent only if this is documented for direct calls, or if the
 * operation does not have the request parameter that supplies it, as far as AWS documents the
 * action's condition keys. Every other condition key is unknown, including those that the catalogue
 * does not list, and the keys of the caller's network if KMS makes the check in another Region.
 */
public final class CallContext implements ConditionContext {

  /** Stands for all names under a prefix. */
  private static final String ANY_NAME = "name";

  private static final String KMS = "kms:";

  private final ContextFactory shared;
  private final PlannedCheck plan;
  private final InterceptedCall call;
  private final CallMembers members;
  private final Caller.AccountCaller caller;
  private final KmsResource resource;
  private final String region;
  private final Duration offset;
  private @Nullable Instant time;

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
    if (derived instanceof ContextValue.Unknown || derived instanceof ContextValue.PresentUnknown) {
      ContextValue stated = call.stated().values().get(key);
      return stated == null ? derived : stated;
    }
    return derived;
  }

  private ContextValue unmapped(String key) {
    if (plan.check().withoutKmsKeys() && key.startsWith(KMS)) {
      return ContextValue.absent(); // rule 5.11
    }
    ContextValue around = around(key);
    if (!(around instanceof ContextValue.Unknown)) {
      return around;
    }
    if (plan.carriesKeyFacts()) {
      ContextValue fact = shared.keyFacts().get(key, resource);
      if (!(fact instanceof ContextValue.Unknown)) {
        return fact;
      }
    }
    return byCatalogue(key);
  }

  /** The value that the caller's identity, the endpoint or the clock supplies. */
  private ContextValue around(String key) {
    return switch (key) {
      case "kms:calleraccount" ->
          plan.carries(key) ? ContextValue.of(caller.accountId()) : ContextValue.unknown();
      case "aws:requestedregion" -> ContextValue.of(region);
      case "aws:securetransport" ->
          // A proxy behind a custom endpoint may use another transport to AWS.
          call.endpointOverridden() ? ContextValue.presentUnknown() : ContextValue.of("true");
      case "aws:viaawsservice" -> ContextValue.of("false");
      case "aws:useragent" -> ContextValue.presentUnknown();
      case "aws:resourceaccount" -> resourceAccount();
      case "aws:currenttime" -> ContextValue.of(time().toString());
      case "aws:epochtime" -> ContextValue.of(Long.toString(time().getEpochSecond()));
      default ->
          PrincipalContext.isTag(key) ? principalTag(key) : PrincipalContext.get(key, caller);
    };
  }

  private ContextValue principalTag(String key) {
    return shared
        .callers()
        .tagsOf(caller)
        .map(tags -> PrincipalContext.tag(key, caller, tags, shared.sessionsUntagged()))
        .orElse(ContextValue.unknown());
  }

  private ContextValue resourceAccount() {
    if (!resource.owner().isEmpty()) {
      return ContextValue.of(resource.owner());
    }
    return resource instanceof KmsResource.Any
        ? ContextValue.of(caller.accountId())
        : ContextValue.presentUnknown();
  }

  private ContextValue byCatalogue(String key) {
    Optional<ConditionKeyFacts> facts = shared.catalogue().conditionKey(key);
    return facts.map(this::unfed).orElse(ContextValue.unknown());
  }

  /** What holds for a key of the catalogue that nothing here feeds. */
  private ContextValue unfed(ConditionKeyFacts facts) {
    if (facts.knowledge() == ClientKnowledge.ABSENT) {
      return ContextValue.absent();
    }
    if (facts.everyAction()) {
      return facts.alwaysPresent() ? ContextValue.presentUnknown() : ContextValue.unknown();
    }
    boolean ofKey = facts.sources().contains(Source.RESOURCE);
    if (ofKey) {
      return plan.isOnKey() ? ContextValue.unknown() : ContextValue.absent();
    }
    return facts.sources().contains(Source.REQUEST) && plan.knowsConditionKeys()
        ? ContextValue.absent()
        : ContextValue.unknown();
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
