package io.kmspolicy.interceptor;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.MissingInformation;
import io.kmspolicy.interceptor.decide.DenialMessage;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.mapping.RefusalReason;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import io.kmspolicy.spi.PolicySource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once what an operator can do about calls that stay indeterminate: the caller, the key or the
 * alias is not in the policy directory, which may be a misspelled name, a layer is unknown for
 * every call, or a condition key is unknown.
 *
 * <p>Only a sample of the calls is examined, on the thread of explanations: the first twenty, then
 * those whose number is a power of two; for condition keys, those that are explained. Calls that
 * are certain pay nothing for it. Thread-safe.
 */
final class OpenCallWarnings {

  /** After so many checks a layer that was unknown in each of them is reported. */
  static final int EXAMINED = 20;

  /** The greatest number of callers, keys and aliases that are reported, and of condition keys. */
  private static final int MAX_NAMED = 100;

  /** More than names of condition keys have. */
  private static final int MAX_KEY = 200;

  private static final Logger LOG = LoggerFactory.getLogger(OpenCallWarnings.class);

  private final PolicySource policies;
  private final Consumer<Runnable> thread;
  private final Consumer<String> log;
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();

  // What follows is used by the thread of explanations only.
  private final Set<Object> named = new HashSet<>();
  private final Set<String> conditionKeys = new HashSet<>();
  private final Set<LayerName> refusing = EnumSet.noneOf(LayerName.class);
  private final Set<LayerName> alwaysUnknown = EnumSet.noneOf(LayerName.class);
  private int examined;

  OpenCallWarnings(PolicySource policies, ExplanationQueue explanations) {
    this(policies, explanations::submit, LOG::warn);
  }

  /**
   * Creates the warnings of an interceptor.
   *
   * @param thread runs one examination after the other
   * @param log receives the warnings
   */
  OpenCallWarnings(PolicySource policies, Consumer<Runnable> thread, Consumer<String> log) {
    this.policies = policies;
    this.thread = thread;
    this.log = log;
  }

  /**
   * Notes a call that is indeterminate. Never blocks.
   *
   * @param refusal what KMS says if it refused the call; otherwise empty
   */
  void note(CallDecision call, String refusal) {
    if (isExamined(calls.incrementAndGet())) {
      thread.accept(() -> examine(call));
    }
    if (!refusal.isEmpty() && isExamined(refusals.incrementAndGet())) {
      thread.accept(() -> RefusalReason.of(refusal).ifPresent(reason -> refused(call, reason)));
    }
  }

  private static boolean isExamined(long number) {
    return number <= EXAMINED || Long.bitCount(number) == 1;
  }

  /** Says once of a layer that is unknown here that KMS names it as the one that refuses. */
  private void refused(CallDecision call, RefusalReason reason) {
    Optional<LayerName> named = reason.layer().flatMap(type -> LayerName.ofWord(type.word()));
    for (CheckDecision check : call.checks()) {
      if (named.isPresent()
          && check instanceof Evaluated evaluated
          && named.get().isUnknown(evaluated.policies())
          && refusing.add(named.get())) {
        log.accept(
            "KMS refused "
                + call.operation()
                + " "
                + DenialMessage.subject(evaluated)
                + " for "
                + reason.text()
                + ", which is unknown here; load this layer");
      }
    }
  }

  /**
   * Says of each condition key that an explanation lacks how to state it. Runs on the thread of
   * explanations.
   *
   * @param example the call that was explained: the operation, the key and the caller
   */
  void examine(Explanation explanation, String example) {
    List<MissingInformation> sets = explanation.missingInformation();
    MissingInformation missing = sets.isEmpty() ? explanation.unknown() : sets.get(0);
    for (String key : missing.context()) {
      if (conditionKeys.size() < MAX_NAMED && conditionKeys.add(ConditionContext.name(key))) {
        log.accept(
            "the condition key "
                + Quoting.quoteShort(key)
                + " is unknown, which leaves calls indeterminate, such as "
                + example
                + testedBy(key, explanation)
                + "; if it is the same for every call, state kms.policy.assertions=context:"
                + Quoting.escape(Quoting.shorten(key, MAX_KEY))
                + "=VALUE");
      }
    }
  }

  /** The first of the statements that test a key and may apply. */
  private static String testedBy(String key, Explanation explanation) {
    return explanation.statements(MatchResult.INDETERMINATE).stream()
        .filter(
            found ->
                found.statement().condition().tests().stream()
                    .anyMatch(test -> test.key().equalsIgnoreCase(key)))
        .findFirst()
        .map(found -> ", where it is tested by " + Quoting.oneLine(found.text()))
        .orElse("");
  }

  private void examine(CallDecision call) {
    PolicyDirectory directory =
        policies.current() instanceof PolicyDirectory current ? current : null;
    for (CheckDecision check : call.checks()) {
      if (check instanceof Evaluated evaluated && evaluated.decision() == Decision.INDETERMINATE) {
        if (directory != null) {
          caller(evaluated.request().caller(), directory);
          key(evaluated.request().resource(), directory);
          evaluated.unknownAlias().ifPresent(alias -> alias(alias, directory));
        }
        layers(evaluated.policies());
      }
    }
  }

  private void caller(Caller caller, PolicyDirectory directory) {
    String name = name(caller);
    if (name == null || !isNew(name)) {
      return;
    }
    List<String> others = new ArrayList<>();
    for (Caller known : directory.callers()) {
      String other = name(known);
      if (name.equals(other)) {
        return;
      }
      if (other != null) {
        others.add(other);
      }
    }
    log.accept(
        "the caller "
            + Quoting.oneLine(name)
            + " is not in the policy directory, which leaves its calls indeterminate"
            + Suggestions.question(name, others));
  }

  /** The name of a role or a user with its account; null for others, which have no folder. */
  private static @Nullable String name(Caller caller) {
    return caller instanceof Caller.RoleCaller || caller instanceof Caller.IamUser
        ? ((Caller.AccountCaller) caller).identity()
        : null;
  }

  private void key(KmsResource resource, PolicyDirectory directory) {
    if (!(resource instanceof KmsResource.Key key) || !isNew(key)) {
      return;
    }
    Map<String, String> ids = new HashMap<>();
    for (KmsResource.Key known : directory.keys()) {
      if (known.equals(key)) {
        return;
      }
      ids.put(known.keyId(), known.arn());
    }
    log.accept(
        "the key "
            + Quoting.oneLine(key.arn())
            + " is not in the policy directory, which leaves calls on it indeterminate"
            + Suggestions.nearest(key.keyId(), ids.keySet())
                .map(id -> didYouMean(ids.getOrDefault(id, id)))
                .orElse(""));
  }

  private void alias(KmsResource.Alias alias, PolicyDirectory directory) {
    if (!isNew(alias)) {
      return;
    }
    Map<String, String> names = new HashMap<>();
    for (KmsResource.Alias known : directory.aliases()) {
      if (known.equals(alias)) {
        return;
      }
      names.put(known.name(), known.arn());
    }
    log.accept(
        "the alias "
            + Quoting.oneLine(alias.arn())
            + " is not in the policy directory, which leaves calls by it indeterminate"
            + Suggestions.nearest(alias.name(), names.keySet())
                .map(name -> didYouMean(names.getOrDefault(name, name)))
                .orElse("")
            + "; list it in aliases.json of its key, as `aws kms list-aliases` prints it");
  }

  private boolean isNew(Object subject) {
    return named.size() < MAX_NAMED && named.add(subject);
  }

  private static String didYouMean(String name) {
    return "; did you mean " + Quoting.quote(name) + "?";
  }

  /** A key always has a policy, and a caller who is not known nearly always has some. */
  private String orNone() {
    Set<LayerName> optional = EnumSet.copyOf(alwaysUnknown);
    optional.removeAll(EnumSet.of(LayerName.KEY, LayerName.IDENTITY));
    return optional.isEmpty()
        ? ""
        : ", or state in directory.properties that there are none: none = " + words(optional);
  }

  private static String words(Set<LayerName> layers) {
    return String.join(", ", layers.stream().map(LayerName::word).toList());
  }

  /** Counts the layers; says once which of them were unknown in each of the first checks. */
  private void layers(PolicySet known) {
    Set<LayerName> unknown = LayerName.unknownIn(known);
    if (examined >= EXAMINED || unknown.size() == LayerName.values().length) {
      return; // Nothing at all is known yet, which the source reports.
    }
    if (examined == 0) {
      alwaysUnknown.addAll(unknown);
    }
    alwaysUnknown.retainAll(unknown);
    examined++;
    if (examined == EXAMINED && !alwaysUnknown.isEmpty()) {
      log.accept(
          "unknown in each of the first "
              + EXAMINED
              + " checks that are indeterminate: "
              + words(alwaysUnknown)
              + "; load these layers"
              + orNone());
    }
  }
}
