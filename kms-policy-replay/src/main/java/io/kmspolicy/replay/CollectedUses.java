package io.kmspolicy.replay;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.judge.Judge;
import io.kmspolicy.replay.judge.JudgedCheck;
import io.kmspolicy.replay.judge.Judgment;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.mapped.EventMapper;
import io.kmspolicy.replay.mapped.MappedEvent;
import io.kmspolicy.replay.mapped.RecordedCheck;
import io.kmspolicy.replay.result.KeySuggestion;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.result.UsageReport;
import io.kmspolicy.replay.suggest.SuggestionCollector;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.replay.usage.PolicyUsage;
import io.kmspolicy.replay.usage.UncertainUses;
import io.kmspolicy.spi.PolicySource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Collects what judged calls use of the current policies, as far as the options ask for a report of
 * it or for suggestions. Not thread-safe.
 */
final class CollectedUses {

  private static final String CONTEXT_KEYS = DerivedKey.ENCRYPTION_CONTEXT_KEYS.keyName();

  private final Judge current;
  private final UncertainEvents uncertain;
  private final Optional<PolicyUsage> usage;
  private final Optional<SuggestionCollector> suggestions;

  CollectedUses(EventMapper mapper, Judge current, ReplayOptions options) {
    this.current = current;
    this.uncertain = new UncertainEvents(mapper, options.usage());
    this.usage = options.usage() ? Optional.of(new PolicyUsage()) : Optional.empty();
    this.suggestions =
        options.suggestions()
            ? Optional.of(new SuggestionCollector(uncertain.allowed()))
            : Optional.empty();
  }

  /** Adds an event of another account, which may use these policies, too. */
  void addOfOtherAccount(TrailEvent event) {
    if (usage.isPresent()) {
      uncertain.addUnjudged(event);
    }
  }

  /** Adds an event that is not judged. */
  void addUnjudged(TrailEvent event) {
    if (usage.isPresent() || suggestions.isPresent()) {
      uncertain.addUnjudged(event);
    }
  }

  /** Adds a judged event. */
  void add(TrailEvent event, MappedEvent.Checks checks, AwsAnswer aws, Judgment now) {
    if (usage.isEmpty() && suggestions.isEmpty()) {
      return;
    }
    usage.ifPresent(collected -> use(collected, event, aws, now));
    uncertain.add(event, checks, aws, now);
    if (suggestions.isPresent() && UncertainEvents.mayBeAllowed(aws)) {
      now.checks().forEach(check -> addNeed(suggestions.get(), check));
    }
  }

  private void use(PolicyUsage collected, TrailEvent event, AwsAnswer aws, Judgment now) {
    boolean logged = aws instanceof AwsAnswer.NotRecorded;
    if (aws instanceof AwsAnswer.NoEvidence
        || (logged && now.answer() == OurAnswer.INDETERMINATE)) {
      return;
    }
    boolean allowed =
        logged ? now.answer() == OurAnswer.ALLOWED : !(aws instanceof AwsAnswer.Denied);
    for (JudgedCheck check : now.checks()) {
      collected.add(
          current.used(check, allowed),
          check.check().action(),
          check.check().caller(),
          event.time());
    }
  }

  private void addNeed(SuggestionCollector collected, JudgedCheck judged) {
    RecordedCheck check = judged.check();
    if (check.resource() instanceof KmsResource.Key key) {
      collected.add(
          key,
          current.allowing(judged),
          check.action(),
          check.early(),
          check.plan().readsRequestFor(CONTEXT_KEYS));
    }
  }

  /** How the judged calls have used the policies of some keys and callers. */
  Optional<UsageReport> usage(
      PolicySource policies, Collection<KmsResource.Key> keys, Collection<Caller> callers) {
    return usage.map(
        collected ->
            collected.report(
                policies,
                keys,
                callers,
                new UncertainUses(uncertain.allowed(), uncertain.denied())));
  }

  /** A suggestion for the policy of each key. */
  List<KeySuggestion> suggestions(
      PolicySource policies, Collection<KmsResource.Key> keys, Collection<Caller> callers) {
    return suggestions
        .map(collected -> collected.suggestions(policies, keys, callers))
        .orElse(List.of());
  }
}
