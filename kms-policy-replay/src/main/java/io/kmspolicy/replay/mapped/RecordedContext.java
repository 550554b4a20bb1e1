package io.kmspolicy.replay.mapped;

import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.mapping.CallContext;
import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The condition context of one check of a recorded call: the context that a direct call would have,
 * with the values that only the record has, and unknown where a trail does not record.
 */
final class RecordedContext implements TimedContext {

  private static final String ATTESTATION = "kms:recipientattestation:";

  /**
   * The defaults of parameters whose condition key is absent if they are not sent (rules 5.21 and
   * 5.25). Records show a default as if it had been sent.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/kms/latest/developerguide/ct-createkey.html">CreateKey</a>
   */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "kms:bypasspolicylockoutsafetycheck",
          "false",
          "kms:expirationmodel",
          "KEY_MATERIAL_EXPIRES");

  /** The recorded forms of values that are those of the request. */
  private static final Map<String, Pattern> READABLE =
      Map.of(
          "kms:validto", // seconds, or the beginning of a date
          Pattern.compile("[0-9]+(\\.[0-9]+)?|[0-9]{4}-.*"),
          "kms:granteeprincipal",
          Pattern.compile("arn:.*"),
          "kms:retiringprincipal",
          Pattern.compile("arn:.*"));

  private final CallContext call;
  private final PlannedCheck plan;
  private final CallFacts facts;
  private final RequestContext stated;
  private final boolean parametersRecorded;
  private final boolean attested;

  /**
   * A context.
   *
   * @param call the context of the call as if it were direct
   * @param plan the check
   * @param facts the values that the record has
   * @param stated the values that the user states for what is unknown
   * @param parametersRecorded whether the record has the request's parameters
   * @param attested whether the request had an attestation document
   */
  RecordedContext(
      CallContext call,
      PlannedCheck plan,
      CallFacts facts,
      RequestContext stated,
      boolean parametersRecorded,
      boolean attested) {
    this.call = call;
    this.plan = plan;
    this.facts = facts;
    this.stated = stated;
    this.parametersRecorded = parametersRecorded;
    this.attested = attested;
  }

  @Override
  public boolean timeAsked() {
    return call.timeAsked();
  }

  @Override
  public Instant time() {
    return call.time();
  }

  @Override
  public ContextValue get(String key) {
    ContextValue recorded = plan.leavesOpen(key) ? null : facts.get(key);
    if (recorded != null) {
      return orStated(key, recorded);
    }
    boolean fromRequest = !parametersRecorded && plan.readsRequestFor(key);
    return fromRequest || (attested && key.startsWith(ATTESTATION))
        ? orStated(key, ContextValue.unknown())
        : readable(key, call.get(key));
  }

  /**
   * A trail may show an instant in words, such as {@code Jan 1, 2021 8:00:00 PM}, in a form and a
   * time zone that are not documented (rule 3.12), a name that stands for a principal of a grant
   * (rule 5.7), and a default that was not sent.
   */
  private ContextValue readable(String key, ContextValue value) {
    if (!(value instanceof ContextValue.Present present)) {
      return value;
    }
    if (mayStandForAbsent(key, present.single())) {
      return orStated(key, ContextValue.unknown());
    }
    Pattern form = READABLE.get(key);
    return form == null || present.values().stream().allMatch(form.asMatchPredicate())
        ? value
        : orStated(key, ContextValue.presentUnknown());
  }

  private boolean mayStandForAbsent(String key, @Nullable String value) {
    return value != null
        && (value.equals(DEFAULTS.get(key)) || plan.isUnconfirmedDefault(key, value));
  }

  private ContextValue orStated(String key, ContextValue recorded) {
    return StatedKeys.orStated(key, recorded, stated);
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    return isOpen(prefix) ? List.of() : call.namesUnder(prefix);
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    return isOpen(prefix) || call.mayHoldOthersUnder(prefix);
  }

  private boolean isOpen(String prefix) {
    return !parametersRecorded && plan.readsRequestFor(prefix + "name");
  }

  /** Nothing of the request: it may be confidential. */
  @Override
  public String toString() {
    return "RecordedContext[" + plan.check().action() + "]";
  }
}
