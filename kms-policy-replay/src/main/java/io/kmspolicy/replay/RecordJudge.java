package io.kmspolicy.replay;

import io.kmspolicy.replay.history.PolicyHistory;
import io.kmspolicy.replay.judge.Judge;
import io.kmspolicy.replay.judge.Judgment;
import io.kmspolicy.replay.judge.Reason;
import io.kmspolicy.replay.judge.Tightening;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.mapped.EventMapper;
import io.kmspolicy.replay.mapped.MappedEvent;
import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.trail.TrailEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Judges one KMS event after the other: maps it to its checks, decides them on the current and the
 * proposed policies, and counts. Not thread-safe.
 */
final class RecordJudge {

  private static final Supplier<Reason> NO_REASON = Reason::none;

  private final ReplayOptions options;
  private final EventMapper mapper;
  private final Optional<PolicyHistory> history;
  private final Judge current;
  private final Optional<Judge> proposed;
  private final CollectedUses uses;
  private final UnjudgedCalls unjudged;
  private final EventQuestion questions = new EventQuestion();
  private final Tightening tightening = new Tightening();
  private final Reasons reasons;
  private final int maximumQuestions;
  private ReplayCounts counts;

  /** Finds again where an event counts; everything is the same without it, and slower. */
  private CountedEvents counted = new CountedEvents();

  RecordJudge(SharedPolicies shared, int maximumQuestions) {
    this.options = shared.options();
    this.mapper =
        new EventMapper(
            shared.current().source(),
            shared.current().keys(),
            options.stated(),
            options.inferServices());
    this.history = shared.history();
    this.current = new Judge(shared.completed());
    this.proposed = shared.proposed().map(Judge::new);
    this.uses = new CollectedUses(mapper, current, options);
    this.unjudged = new UnjudgedCalls(mapper, shared);
    this.reasons = new Reasons(options.explanations());
    this.maximumQuestions = maximumQuestions;
    this.counts = new ReplayCounts(maximumQuestions);
  }

  ReplayCounts counts() {
    return counts;
  }

  CollectedUses uses() {
    return uses;
  }

  /** Begins to count again; what was decided is remembered. */
  void countAnew() {
    counts = new ReplayCounts(maximumQuestions);
    counted = new CountedEvents(); // They refer to the counts.
  }

  /** Judges and counts an event. */
  void accept(TrailEvent event) {
    counts.addKmsEvent();
    if (!isInTime(event)) {
      counts.skip();
    } else if (!isOfAccount(event)) {
      counts.skip();
      uses.addOfOtherAccount(event);
    } else {
      judge(event, mapper.map(event));
    }
  }

  private boolean isInTime(TrailEvent event) {
    if (options.since().isPresent() && event.time().isBefore(options.since().get())) {
      return false;
    }
    return options.until().isEmpty() || event.time().isBefore(options.until().get());
  }

  private boolean isOfAccount(TrailEvent event) {
    return options.account().isEmpty()
        || options.account().get().equals(event.identity().get("accountId"));
  }

  private void judge(TrailEvent event, MappedEvent mapped) {
    if (mapped instanceof MappedEvent.Checks checks) {
      judge(event, checks);
    } else if (mapped instanceof MappedEvent.NotJudged notJudged) {
      counts.addNotJudged(notJudged.reason(), unjudged.mayBreak(event));
      uses.addUnjudged(event);
    } else if (mapped instanceof MappedEvent.UnknownOperation unknown) {
      counts.lose(event.lost("the catalogue has no operation `" + unknown.operation() + "`"));
    }
  }

  private void judge(TrailEvent event, MappedEvent.Checks checks) {
    AwsAnswer aws = mapper.answerIn(event);
    if (history.isPresent()) {
      Duration error = event.isLogged() ? TrailEvent.CLOCK_ERROR : Duration.ZERO;
      history.get().moveTo(event.time().minus(error), event.time().plus(error));
    }
    Judgment now = current.judge(checks);
    count(event, checks, aws, now);
    uses.add(event, checks, aws, now);
    if (proposed.isPresent()) {
      compare(event, checks, aws, now);
    }
  }

  private void count(TrailEvent event, MappedEvent.Checks checks, AwsAnswer aws, Judgment now) {
    counts.addJudged();
    Agreement agreement = agreement(aws, now);
    CountedEvents.EqualEvents equal = counted.find(event, aws, now, agreement);
    if (equal != null) {
      equal.add(event);
      return;
    }
    ReplayCounts.Events cell = counts.cell(aws, now.answer(), agreement);
    cell.add();
    counts
        .addQuestion(
            agreement,
            questions.of(event, checks, aws, now.answer()),
            event,
            agreement == Agreement.SAME ? NO_REASON : reasons.of(current, now))
        .ifPresent(tally -> counted.keep(event, aws, now, agreement, cell, tally));
  }

  private Agreement agreement(AwsAnswer aws, Judgment now) {
    Agreement agreement = agreement(aws, now.answer());
    return agreement == Agreement.SAME
            && aws instanceof AwsAnswer.Denied denied
            && !current.explains(now, denied)
        ? Agreement.OTHER_LAYER
        : agreement;
  }

  private void compare(TrailEvent event, MappedEvent.Checks checks, AwsAnswer aws, Judgment now) {
    Judge next = proposed.orElseThrow();
    Judgment then = next.judge(checks);
    Change change = Change.of(aws, now.answer(), then.answer(), () -> mayDeny(now, then));
    if (change != Change.NONE) {
      counts.addChange(
          change, questions.of(event, checks, aws, then.answer()), event, reasons.of(next, then));
    }
  }

  /** Whether proposed policies may deny a check of a call that both leave open. */
  private boolean mayDeny(Judgment now, Judgment then) {
    for (int i = 0; i < now.checks().size(); i++) {
      if (tightening.mayDeny(now.checks().get(i), then.checks().get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Compares two answers. */
  private static Agreement agreement(AwsAnswer aws, OurAnswer ours) {
    if (aws instanceof AwsAnswer.NoEvidence || aws instanceof AwsAnswer.NotRecorded) {
      return Agreement.NO_EVIDENCE;
    }
    if (ours == OurAnswer.INDETERMINATE) {
      return Agreement.INDETERMINATE;
    }
    boolean allowed = !(aws instanceof AwsAnswer.Denied);
    if (allowed == (ours == OurAnswer.ALLOWED)) {
      return Agreement.SAME;
    }
    return allowed ? Agreement.FALSE_DENIAL : Agreement.FALSE_ALLOW;
  }
}
