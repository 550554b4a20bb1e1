package io.kmspolicy.interceptor.decide;

import io.kmspolicy.engine.TimeDependence;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.interceptor.decision.CheckDecision.NotEvaluated;
import io.kmspolicy.interceptor.decision.CheckDecision.Reason;
import io.kmspolicy.mapping.CallContext;
import io.kmspolicy.mapping.CheckConditions;
import io.kmspolicy.mapping.ContextFactory;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.mapping.ResourceResolver;
import io.kmspolicy.model.catalogue.CheckedResource;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Determines the checks that a call needs and decides each of them. */
public final class CallAuthorizer {

  /** The maximum assumed error of the client's clock (rule 6.15). */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** A constant, because {@link Duration#negated} computes with {@code BigDecimal}. */
  private static final Duration BEHIND = AHEAD.negated();

  private static final String GRANT_ID = "grantId";

  /** Decides a check on the policies that were found for it. */
  @FunctionalInterface
  public interface Decider {

    Decision decide(PlannedCheck plan, AuthorizationRequest request, CallPolicies.Checked policies);
  }

  private final Decider decider;
  private final ResourceResolver resolver;
  private final CallPolicies policies;
  private final ContextFactory contexts;
  private final IntSupplier correction;

  /**
   * Connects the parts.
   *
   * @param correction the seconds by which the SDK corrects the clock of the client, in either
   *     direction: KMS accepts the calls of a client whose clock is wrong
   */
  public CallAuthorizer(
      Decider decider,
      ResourceResolver resolver,
      CallPolicies policies,
      ContextFactory contexts,
      IntSupplier correction) {
    this.decider = decider;
    this.resolver = resolver;
    this.policies = policies;
    this.contexts = contexts;
    this.correction = correction;
  }

  /** Decides every check that the call needs, in the order of the catalogue. */
  public List<CheckDecision> decide(InterceptedCall call) {
    List<PlannedCheck> all = call.planned().checks();
    if (all.size() == 1 && all.get(0).isAlwaysNeeded()) {
      return List.of(decide(all.get(0), call));
    }
    List<CheckDecision> decisions = new ArrayList<>(all.size());
    for (PlannedCheck plan : all) {
      if (isNeeded(plan, call)) {
        decisions.add(decide(plan, call));
      }
    }
    return decisions;
  }

  /** Reports the certain denials to the policy source. */
  public void denied(List<CheckDecision> checks) {
    for (CheckDecision check : checks) {
      if (check instanceof Evaluated evaluated && evaluated.decision().isCertainDenial()) {
        policies.denied(evaluated.request());
      }
    }
  }

  /** Whether the request has grant tokens. A grant that is not yet listed may then allow it. */
  public boolean bringsGrantTokens(InterceptedCall call) {
    String member = call.operation().grantTokensMember();
    return !member.isEmpty() && call.request().value(member).isPresent();
  }

  private boolean isNeeded(PlannedCheck plan, InterceptedCall call) {
    return plan.isAlwaysNeeded()
        || CheckConditions.holds(plan.check().occasion(), member -> call.request().value(member));
  }

  private CheckDecision decide(PlannedCheck plan, InterceptedCall call) {
    String action = plan.check().action();
    if (plan.check().resource() instanceof CheckedResource.External) {
      return new NotEvaluated(action, Reason.OTHER_SERVICE);
    }
    Optional<KmsResource> resource = resolver.resolve(plan.check().resource(), call);
    String region = region(plan, call);
    if (resource.isEmpty() || region == null) {
      return new NotEvaluated(action, Reason.UNREADABLE_RESOURCE);
    }
    return evaluate(plan, call, resource.get(), region);
  }

  private static @Nullable String region(PlannedCheck plan, InterceptedCall call) {
    String member = plan.check().regionMember();
    return member.isEmpty() ? call.region() : call.request().text(member).orElse(null);
  }

  /**
   * Decides a check. If a condition reads the time, decides it at the earliest and at the latest
   * possible time and returns what holds for both; a denial only if it holds between them, too.
   */
  private CheckDecision evaluate(
      PlannedCheck plan, InterceptedCall call, KmsResource resource, String region) {
    CallPolicies.Checked found = policies.of(plan, call, resource);
    int corrected = Math.abs(correction.getAsInt());
    Duration behind = corrected == 0 ? BEHIND : BEHIND.minusSeconds(corrected);
    CallContext early =
        new CallContext(contexts, plan, call, found.caller(), resource, region, behind);
    Evaluated first = evaluate(plan, call, resource, early, found);
    if (!early.timeAsked()) {
      return first;
    }
    Duration ahead = AHEAD.plusSeconds(corrected);
    CallContext late =
        new CallContext(contexts, plan, call, found.caller(), resource, region, ahead);
    Evaluated second = evaluate(plan, call, resource, late, found);
    return new Evaluated(
        first.request(),
        found.known(),
        found.completed(),
        throughout(common(first.decision(), second.decision()), found, early.time(), late.time()));
  }

  /** A permission may begin after one time and end before the other (rule 6.15). */
  private static Decision throughout(
      Decision decision, CallPolicies.Checked policies, Instant early, Instant late) {
    return decision.isCertainDenial()
            && TimeDependence.of(policies.completed()).mayChangeBetween(early, late)
        ? Decision.INDETERMINATE
        : decision;
  }

  private static Decision common(Decision first, Decision second) {
    if (first == second) {
      return first;
    }
    return first.isCertainDenial() && second.isCertainDenial()
        ? Decision.DENIED
        : Decision.INDETERMINATE;
  }

  private Evaluated evaluate(
      PlannedCheck plan,
      InterceptedCall call,
      KmsResource resource,
      CallContext context,
      CallPolicies.Checked found) {
    AuthorizationRequest request =
        new AuthorizationRequest(
            found.caller(),
            plan.check().action(),
            resource,
            context,
            plan.isOnOneGrant() ? call.request().text(GRANT_ID).orElse("") : "",
            found.key().manager(),
            "");
    return new Evaluated(
        request, found.known(), found.completed(), decider.decide(plan, request, found));
  }
}
