package io.kmspolicy.interceptor;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.TimeDependence;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.interceptor.OpenTally.Found;
import io.kmspolicy.interceptor.decide.DenialMessage;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.interceptor.decision.CheckDecision.NotEvaluated;
import io.kmspolicy.interceptor.decision.DecisionReason;
import io.kmspolicy.interceptor.decision.OpenReason;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls that stay open by caller, operation, key and unknown layers, and finds what has
 * to be known to settle them: once for each such group and the policies of the source, on the
 * thread of explanations. Bounded. Calls that are certain pay nothing for it. Thread-safe.
 */
final class OpenReasons {

  /** The greatest number of groups that are told apart. */
  private static final int MAX_KEPT = 1_000;

  /** The greatest number of groups of one reason in a report. */
  private static final int MAX_LISTED = 100;

  private final PolicyEvaluator evaluator;
  private final ExplanationQueue explanations;
  private final OpenCallWarnings warnings;
  private final Map<Group, OpenTally> tallies = new ConcurrentHashMap<>();
  private final LongAdder others = new LongAdder();

  /**
   * Calls that are open for the same reason.
   *
   * @param caller the role or user; empty if the check was not evaluated
   * @param subject the resource, an alias that is not known, or why the check was not evaluated
   * @param unknown the unknown layers
   */
  private record Group(String caller, String operation, Object subject, Set<LayerName> unknown) {}

  OpenReasons(PolicyEvaluator evaluator, ExplanationQueue explanations, OpenCallWarnings warnings) {
    this.evaluator = evaluator;
    this.explanations = explanations;
    this.warnings = warnings;
  }

  /** Counts a call if it is open. Never blocks. */
  void note(CallDecision call) {
    if (call.decision() != Decision.INDETERMINATE) {
      return;
    }
    CheckDecision check = openCheck(call);
    OpenTally tally = tally(call, check);
    if (tally == null) {
      others.increment();
      return;
    }
    if (check instanceof Evaluated evaluated && !tally.policies().areOf(evaluated)) {
      tally.restart(evaluated, byLayers(evaluated));
    }
    tally.count();
    if (check instanceof Evaluated evaluated && tally.isFirst() && !submit(evaluated, tally)) {
      tally.giveUp();
    }
  }

  private boolean submit(Evaluated check, OpenTally tally) {
    OpenTally.Policies policies = tally.policies();
    return explanations.submit(() -> tally.settle(policies, find(check, tally.example())));
  }

  /** Takes back a decision on a request that was changed after it. */
  void replace(CallDecision call) {
    if (call.decision() == Decision.INDETERMINATE) {
      OpenTally tally = tallies.get(group(call, openCheck(call)));
      if (tally == null) {
        others.decrement();
      } else {
        tally.uncount();
      }
    }
  }

  /** Tells why a call that was noted is open: at once if it is known, or when it is found. */
  void tell(CallDecision call, Consumer<DecisionReason> receiver) {
    OpenTally tally = tallies.get(group(call, openCheck(call)));
    if (tally == null || tally.found() != null) {
      receiver.accept(kind(tally));
    } else if (!explanations.submit(() -> receiver.accept(kind(tally)))) {
      receiver.accept(DecisionReason.NOT_EVALUATED);
    }
  }

  private static DecisionReason kind(@Nullable OpenTally tally) {
    Found found = tally == null ? null : tally.found();
    return found == null ? DecisionReason.NOT_EVALUATED : found.kind();
  }

  /** The first check that is open, one that was evaluated if there is one. */
  private static CheckDecision openCheck(CallDecision call) {
    CheckDecision open = call.checks().get(0);
    for (CheckDecision check : call.checks()) {
      if (check.decision() == Decision.INDETERMINATE) {
        open = check;
        if (check instanceof Evaluated) {
          break;
        }
      }
    }
    return open;
  }

  private static Group group(CallDecision call, CheckDecision check) {
    if (check instanceof Evaluated evaluated) {
      Caller caller = evaluated.request().caller();
      return new Group(
          caller instanceof Caller.AccountCaller member ? member.identity() : caller.arn(),
          call.operation(),
          subject(evaluated),
          LayerName.unknownIn(evaluated.policies()));
    }
    String reason = ((NotEvaluated) check).reason().name().toLowerCase(Locale.ROOT);
    return new Group("", call.operation(), reason, Set.of());
  }

  private static KmsResource subject(Evaluated check) {
    KmsResource unknown = check.unknownAlias().orElse(null);
    return unknown == null ? check.request().resource() : unknown;
  }

  /** The calls like this one; null if there are too many others. */
  private @Nullable OpenTally tally(CallDecision call, CheckDecision check) {
    Group group = group(call, check);
    OpenTally known = tallies.get(group); // Takes no lock.
    if (known != null || tallies.size() >= MAX_KEPT) {
      return known;
    }
    OpenTally added =
        check instanceof Evaluated evaluated
            ? new OpenTally(
                call.operation() + " " + DenialMessage.subject(evaluated),
                OpenTally.Policies.of(evaluated),
                byLayers(evaluated))
            : new OpenTally(
                call.operation(),
                OpenTally.Policies.NONE,
                new Found(DecisionReason.NOT_EVALUATED, List.of(group.subject().toString())));
    OpenTally raced = tallies.putIfAbsent(group, added);
    return raced == null ? added : raced;
  }

  /** What the unknown layers say without an explanation; null if none is unknown. */
  private static @Nullable Found byLayers(Evaluated check) {
    Set<LayerName> unknown = LayerName.unknownIn(check.policies());
    DecisionReason kind;
    if (unknown.contains(LayerName.IDENTITY)) {
      kind = DecisionReason.UNKNOWN_CALLER;
    } else if (unknown.contains(LayerName.KEY)
        || check.request().resource() instanceof KmsResource.UnknownKey) {
      kind = DecisionReason.UNKNOWN_KEY;
    } else if (unknown.isEmpty()) {
      return null;
    } else {
      kind = DecisionReason.UNKNOWN_LAYER;
    }
    return new Found(kind, check.missing(unknown.stream().map(LayerName::word).toList()));
  }

  /** Takes seconds on the slowest policies; runs on the thread of explanations. */
  private Found find(Evaluated check, String example) {
    Explanation explanation = evaluator.explain(check.request(), check.policies());
    if (explanation.decision() != Decision.INDETERMINATE) {
      return isTimed(check)
          ? new Found(
              DecisionReason.UNKNOWN_CONDITION_KEY, List.of(DerivedKey.CURRENT_TIME.spelling()))
          : new Found(DecisionReason.BUDGET, List.of());
    }
    warnings.examine(explanation, example);
    List<String> missing = explanation.missing();
    Found layers = byLayers(check);
    if (layers != null) {
      return missing.isEmpty() ? layers : new Found(layers.kind(), check.missing(missing));
    }
    if (!explanation.unknown().request().isEmpty()) {
      return new Found(DecisionReason.UNKNOWN_CALLER, missing);
    }
    return missing.isEmpty()
        ? new Found(DecisionReason.UNDOCUMENTED_RULE, explanation.undocumented())
        : new Found(DecisionReason.UNKNOWN_CONDITION_KEY, missing);
  }

  /** Whether the decision may differ within the time that the call may arrive at (rule 6.15). */
  private static boolean isTimed(Evaluated check) {
    return TimeDependence.of(check.policies()).mayChangeBetween(Instant.MIN, Instant.MAX);
  }

  /** The reasons so far, the most frequent first. */
  List<OpenReason> report() {
    Map<DecisionReason, List<OpenReason>> byKind = new EnumMap<>(DecisionReason.class);
    for (OpenTally tally : tallies.values()) {
      tally
          .reasons()
          .forEach(
              (found, count) -> {
                if (count > 0) {
                  byKind
                      .computeIfAbsent(found.kind(), kind -> new ArrayList<>())
                      .add(new OpenReason(found.kind(), found.missing(), count, tally.example()));
                }
              });
    }
    List<OpenReason> all = new ArrayList<>();
    byKind.forEach((kind, reasons) -> all.addAll(listed(kind, reasons)));
    if (others.sum() > 0) {
      all.add(new OpenReason(DecisionReason.NOT_EVALUATED, List.of(), others.sum(), "others"));
    }
    return all;
  }

  private static List<OpenReason> listed(DecisionReason kind, List<OpenReason> reasons) {
    reasons.sort(
        Comparator.comparingLong(OpenReason::count)
            .reversed()
            .thenComparing(OpenReason::example)
            .thenComparing(reason -> reason.missing().toString()));
    if (reasons.size() <= MAX_LISTED) {
      return reasons;
    }
    long rest =
        reasons.subList(MAX_LISTED, reasons.size()).stream().mapToLong(OpenReason::count).sum();
    List<OpenReason> listed = new ArrayList<>(reasons.subList(0, MAX_LISTED));
    listed.add(new OpenReason(kind, List.of(), rest, "others"));
    return listed;
  }
}
