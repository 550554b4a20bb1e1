package io.kmspolicy.replay;

import io.kmspolicy.model.request.RequestContext;
import java.time.Instant;
import java.util.Optional;

/**
 * What a replay takes for granted, and which events it judges.
 *
 * @param stated the values of condition keys that a trail does not record
 * @param inferServices whether to infer a service that the trail hides from the encryption context
 * @param history whether key policies and grants are those that the trail records, as of each event
 * @param usage whether to find out which parts of the current policies the calls need
 * @param suggestions whether to find out which statements of the key policies the calls need
 * @param explanations which explanations the report has
 * @param since judges events from this time on
 * @param until judges events before this time
 * @param account judges events of callers of this account only
 */
public record ReplayOptions(
    RequestContext stated,
    boolean inferServices,
    boolean history,
    boolean usage,
    boolean suggestions,
    Explanations explanations,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<String> account) {

  /** States nothing, infers nothing, and judges every event. */
  public static ReplayOptions defaults() {
    return new ReplayOptions(
        RequestContext.empty(),
        false,
        false,
        false,
        false,
        Explanations.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same options with other values of condition keys. */
  public ReplayOptions withStated(RequestContext values) {
    return new ReplayOptions(
        values, inferServices, history, usage, suggestions, explanations, since, until, account);
  }

  /** The same options with or without history. */
  public ReplayOptions withHistory(boolean rebuilt) {
    return new ReplayOptions(
        stated, inferServices, rebuilt, usage, suggestions, explanations, since, until, account);
  }

  /** The same options with or without the use of policies. */
  public ReplayOptions withUsage(boolean collected) {
    return new ReplayOptions(
        stated,
        inferServices,
        history,
        collected,
        suggestions,
        explanations,
        since,
        until,
        account);
  }

  /** The same options with or without suggestions. */
  public ReplayOptions withSuggestions(boolean collected) {
    return new ReplayOptions(
        stated, inferServices, history, usage, collected, explanations, since, until, account);
  }

  /** The same options with other explanations. */
  public ReplayOptions with(Explanations kind) {
    return new ReplayOptions(
        stated, inferServices, history, usage, suggestions, kind, since, until, account);
  }

  /** The explanations of questions that a report has beside their reasons. */
  public enum Explanations {
    /** None. */
    NONE,
    /** Without the values of encryption contexts. */
    REDACTED,
    /** With the values of encryption contexts. */
    FULL
  }
}
