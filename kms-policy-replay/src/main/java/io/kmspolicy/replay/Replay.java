package io.kmspolicy.replay;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.RecentOutcomes.Outcome;
import io.kmspolicy.replay.ReplayOptions.Explanations;
import io.kmspolicy.replay.history.PolicyHistory;
import io.kmspolicy.replay.judge.Agreement;
import io.kmspolicy.replay.judge.Judge;
import io.kmspolicy.replay.judge.JudgedCheck;
import io.kmspolicy.replay.judge.Judgment;
import io.kmspolicy.replay.judge.OurAnswer;
import io.kmspolicy.replay.judge.Questions;
import io.kmspolicy.replay.judge.Reason;
import io.kmspolicy.replay.judge.Tightening;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.mapped.CheckSubject;
import io.kmspolicy.replay.mapped.EventMapper;
import io.kmspolicy.replay.mapped.MappedEvent;
import io.kmspolicy.replay.mapped.RecordedCheck;
import io.kmspolicy.replay.suggest.KeySuggestion;
import io.kmspolicy.replay.suggest.SuggestedPolicies;
import io.kmspolicy.replay.suggest.SuggestionCollector;
import io.kmspolicy.replay.trail.LostRecord;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.replay.trail.TrailReader;
import io.kmspolicy.replay.usage.PolicyUsage;
import io.kmspolicy.replay.usage.UncertainUses;
import io.kmspolicy.replay.usage.UsageReport;
import io.kmspolicy.spi.PolicySource;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Replays trails against policies: reads one file after the other, judges each KMS event, and
 * counts. Memory does not grow with the number of events. Not thread-safe.
 */
public final class Replay implements AutoCloseable {

  /** The number of questions of each kind that a report keeps by default. */
  public static final int MAX_QUESTIONS = 10_000;

  /** The number of lost records that a report names. */
  public static final int MAX_LOST = 1_000;

  /** A page with more is too large to be read. */
  private static final int MAX_EXPLANATIONS = 1_000;

  private static final String CONTEXT_KEYS = DerivedKey.ENCRYPTION_CONTEXT_KEYS.keyName();
  private static final Object NOTHING_PROPOSED = new Object();
  private static final Supplier<Reason> NO_REASON = Reason::none;

  private final SharedPolicies shared;

  /** Whether the policies are closed with this replay. */
  private final boolean closing;

  private final ReplayOptions options;
  private final TrailReader reader = new TrailReader();
  private final EventMapper mapper;
  private final Optional<PolicyHistory> history;
  private final PolicySource policies;
  private final Optional<PolicyUsage> usage;
  private final Optional<SuggestionCollector> suggestions;
  private final UncertainEvents uncertain;
  private final UnjudgedCalls unjudged;
  private final Judge current;
  private final Optional<Judge> proposed;
  private final EventQuestion questions = new EventQuestion();
  private final Tightening tightening = new Tightening();
  private final int maximumQuestions;
  private EqualEvents equalEvents = new EqualEvents();
  private final JudgedCalls calls = new JudgedCalls();
  private final RoleSessions sessions;
  private RecentOutcomes outcomes = new RecentOutcomes();
  private int keptExplanations;
  private ReplayCounts counts;

  /**
   * A replay.
   *
   * @param current the policies that are in force
   * @param proposed the policies that are to replace them
   */
  public Replay(Policies current, Optional<Policies> proposed, ReplayOptions options) {
    this(current, proposed, options, MAX_QUESTIONS);
  }

  /**
   * A replay whose reports keep another number of questions.
   *
   * @param current the policies that are in force
   * @param proposed the policies that are to replace them
   * @param maximumQuestions the number of questions of each kind that a report keeps
   */
  public Replay(
      Policies current, Optional<Policies> proposed, ReplayOptions options, int maximumQuestions) {
    this(new SharedPolicies(current, proposed, options), maximumQuestions, true);
  }

  /** A replay on policies that others use, too. */
  Replay(SharedPolicies shared, int maximumQuestions) {
    this(shared, maximumQuestions, false);
  }

  private Replay(SharedPolicies shared, int maximumQuestions, boolean closing) {
    this.shared = shared;
    this.closing = closing;
    this.options = shared.options();
    this.maximumQuestions = maximumQuestions;
    this.counts = new ReplayCounts(maximumQuestions);
    this.mapper =
        new EventMapper(
            shared.current().source(),
            shared.current().keys(),
            options.stated(),
            options.inferServices());
    this.sessions = new RoleSessions(mapper);
    this.history = shared.history();
    this.policies = shared.current().source();
    this.uncertain = new UncertainEvents(mapper, options.usage());
    this.unjudged = new UnjudgedCalls(mapper, shared);
    this.usage = options.usage() ? Optional.of(new PolicyUsage()) : Optional.empty();
    this.suggestions =
        options.suggestions()
            ? Optional.of(new SuggestionCollector(uncertain.allowed()))
            : Optional.empty();
    this.current = new Judge(shared.completed());
    this.proposed = shared.proposed().map(Judge::new);
  }

  /**
   * Reads a file to its end.
   *
   * @param file the file's name, for messages
   * @param in the content, which is not closed
   */
  public void read(String file, InputStream in) {
    counts.addOtherServices(reader.readFile(file, in, this::accept, this::lose));
  }

  /**
   * Reads the changes of key policies and grants in a file, if the options ask for history. All
   * files are read for their changes before the first is judged.
   *
   * @param file the file's name, for messages
   * @param in the content, which is not closed
   */
  public void readChanges(String file, InputStream in) {
    history.ifPresent(
        changes -> reader.readFile(file, in, event -> addChange(changes, event), unread -> {}));
  }

  private void addChange(PolicyHistory changes, TrailEvent event) {
    if (!changes.add(event)) {
      counts.lose(event.lost("the record does not name the changed key"));
    }
  }

  /** Reports a file that cannot be opened. */
  public void lose(LostRecord file) {
    counts.lose(file);
  }

  /**
   * How the judged calls have used the current policies, if the options ask for it.
   *
   * @param keys the keys whose policies are reported
   * @param callers the users and roles whose identity policies are reported
   */
  public Optional<UsageReport> usage(Collection<KmsResource.Key> keys, Collection<Caller> callers) {
    return usage.map(collected -> collected.report(policies, keys, callers, uncertain()));
  }

  private UncertainUses uncertain() {
    return new UncertainUses(uncertain.allowed(), uncertain.denied());
  }

  /**
   * A suggestion for each key policy, if the options ask for it: a policy that the judged calls
   * need, and that is proven to allow nothing new. Whether it breaks a call is seen when the trail
   * is replayed with {@link SuggestedPolicies}.
   *
   * @param keys the keys
   * @param callers the users and roles whose policies are known
   */
  public List<KeySuggestion> suggestions(
      Collection<KmsResource.Key> keys, Collection<Caller> callers) {
    return suggestions
        .map(collected -> collected.suggestions(policies, keys, callers))
        .orElse(List.of());
  }

  /** The result so far. */
  public ReplayReport report() {
    return counts.report(proposed.isPresent());
  }

  /**
   * The result since the last call of this method, or since the beginning. What was decided so far
   * is remembered, and only the counts start again: for files whose results are combined elsewhere.
   */
  public ReplayReport take() {
    ReplayReport report = report();
    counts = new ReplayCounts(maximumQuestions);
    equalEvents = new EqualEvents(); // They refer to the counts.
    outcomes = new RecentOutcomes();
    return report;
  }

  @Override
  public void close() {
    if (closing) {
      shared.close();
    }
  }

  private void accept(TrailEvent event) {
    counts.addKmsEvent();
    if (!isInTime(event)) {
      counts.skip();
      return;
    }
    if (!isOfAccount(event)) {
      counts.skip();
      if (usage.isPresent()) {
        uncertain.addUnjudged(event);
      }
      return;
    }
    boolean mayBeKnown = isCounting() && event.isCall();
    JudgedCalls.Call call = mayBeKnown ? known(event) : null;
    if (call != null && isCountedAgain(event, call)) {
      return;
    }
    MappedEvent mapped = call == null ? mapper.map(event) : mapper.map(event, call.check());
    if (mapped instanceof MappedEvent.UnknownOperation unknown) {
      counts.lose(event.lost("the catalogue has no operation `" + unknown.operation() + "`"));
    } else if (mapped instanceof MappedEvent.NotJudged notJudged) {
      counts.addNotJudged(notJudged.reason(), unjudged.mayBreak(event));
      if (usage.isPresent() || suggestions.isPresent()) {
        uncertain.addUnjudged(event);
      }
    } else if (mapped instanceof MappedEvent.Checks checks) {
      judge(event, checks, call);
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

  /** Whether nothing but the numbers of events is wanted. */
  private boolean isCounting() {
    return history.isEmpty() && usage.isEmpty() && suggestions.isEmpty();
  }

  /** Counts an event that differs from an earlier one in nothing that a decision reads. */
  private boolean isCountedAgain(TrailEvent event, JudgedCalls.Call call) {
    RecentOutcomes.Entry known = outcomes.find(event, call, mapper.answerIn(event));
    if (known == null) {
      return false;
    }
    counts.addJudged();
    known.add(event);
    return true;
  }

  /** The call of an event, if its caller or another session of the role has made it before. */
  private JudgedCalls.@Nullable Call known(TrailEvent event) {
    RoleSessions.Session session = sessions.of(event);
    if (session != null) {
      JudgedCalls.Call ofRole = calls.of(session.role(), event);
      if (ofRole != null && shares(session, ofRole)) {
        return ofRole;
      }
    }
    return calls.of(event.identity(), event);
  }

  /** Whether a call of a session's role is also the session's; most are known to be. */
  private boolean shares(RoleSessions.Session session, JudgedCalls.Call call) {
    if (session.shares(call)) {
      return true;
    }
    boolean shared = isOf(session, call.group(), call.proposed());
    if (shared) {
      session.share(call);
    }
    return shared;
  }

  /** Whether checks of these groups would be in them, too, if a session had made them. */
  private boolean isOf(RoleSessions.Session session, Object group, Object ofProposed) {
    return current.isAlsoOf(group, session.caller())
        && (proposed.isEmpty() || proposed.get().isAlsoOf(ofProposed, session.caller()));
  }

  private void judge(TrailEvent event, MappedEvent.Checks checks, JudgedCalls.@Nullable Call call) {
    AwsAnswer aws = mapper.answerIn(event);
    if (history.isPresent()) {
      Duration error = event.isLogged() ? TrailEvent.CLOCK_ERROR : Duration.ZERO;
      history.get().moveTo(event.time().minus(error), event.time().plus(error));
    }
    Judgment now = current.judge(checks);
    EqualEvents.Known counted = count(event, checks, aws, now);
    if (usage.isPresent()) {
      use(usage.get(), event, aws, now);
    }
    if (usage.isPresent() || suggestions.isPresent()) {
      uncertain.add(event, checks, aws, now);
    }
    if (suggestions.isPresent() && UncertainEvents.mayBeAllowed(aws)) {
      now.checks().forEach(check -> addNeed(suggestions.get(), check));
    }
    if (proposed.isPresent()) {
      compare(event, checks, new Answers(aws, now, counted, call), proposed.get());
    } else if (counted != null) {
      Outcome outcome = new Outcome(counted.cell(), counted.tally(), null);
      keep(event, new Answers(aws, now, counted, call), now, outcome);
    }
  }

  /**
   * What is known of an event before the proposed policies are asked.
   *
   * @param call the known call of the event
   */
  private record Answers(
      AwsAnswer aws,
      Judgment now,
      EqualEvents.@Nullable Known counted,
      JudgedCalls.@Nullable Call call) {

    /** Whether all events of the known call have this check only. */
    boolean isOnlyCheck(CheckSubject subject) {
      return call != null && call.check() == subject;
    }
  }

  /** Keeps where an event counts, unless a decision on it has read the clock. */
  private void keep(TrailEvent event, Answers answers, Judgment then, Outcome outcome) {
    Judgment now = answers.now();
    if (!isCounting() || now.checks().size() != 1 || !outcomes.areMet(event)) {
      return;
    }
    JudgedCheck check = now.checks().get(0);
    JudgedCheck next = then.checks().get(0);
    CheckSubject subject = check.check().subject();
    boolean ofParameters = check.isOfParameters() && next.isOfParameters();
    if ((answers.isOnlyCheck(subject) || mapper.known(event) == subject)
        && (ofParameters || !check.check().hasReadClock())) {
      Object group = proposed.isEmpty() ? NOTHING_PROPOSED : next.group();
      JudgedCalls.Call known = answers.call();
      JudgedCalls.Call call =
          known != null && known.isOf(check.group(), group)
              ? known
              : calls.of(who(event, check.group(), group), event, check.group(), group, subject);
      outcomes.keep(event, call, answers.aws(), ofParameters, outcome);
    }
  }

  /** By whom a call is kept: the role, if its sessions share it, or else the identity. */
  private Object who(TrailEvent event, Object group, Object ofProposed) {
    RoleSessions.Session session = sessions.of(event);
    if (session == null || !isOf(session, group, ofProposed)) {
      return event.identity();
    }
    JudgedCalls.Call before = calls.of(session.role(), event);
    return before == null || shares(session, before) ? session.role() : event.identity();
  }

  /** Counts a judged event; returns where it counts, or null if its question is not kept. */
  private EqualEvents.@Nullable Known count(
      TrailEvent event, MappedEvent.Checks checks, AwsAnswer aws, Judgment now) {
    Agreement agreement = agreement(aws, now);
    counts.addJudged();
    EqualEvents.Known equal = equalEvents.find(event, aws, now, agreement);
    if (equal != null) {
      equal.add(event);
      return equal;
    }
    ReplayCounts.Events cell = counts.cell(aws, now.answer(), agreement);
    cell.add();
    Optional<Questions.Tally> tally =
        counts.addQuestion(
            agreement,
            questions.of(event, checks, aws, now.answer()),
            event,
            agreement == Agreement.SAME ? NO_REASON : new LateReason(current, now));
    if (tally.isEmpty()) {
      return null;
    }
    EqualEvents.Known counted =
        new EqualEvents.Known(
            event.service(),
            EventQuestion.contextNames(event),
            aws,
            now.answer(),
            agreement,
            cell,
            tally.get());
    equalEvents.keep(now, counted);
    return counted;
  }

  private Agreement agreement(AwsAnswer aws, Judgment now) {
    Agreement agreement = Agreement.of(aws, now.answer());
    return agreement == Agreement.SAME
            && aws instanceof AwsAnswer.Denied denied
            && !current.explains(now, denied)
        ? Agreement.OTHER_LAYER
        : agreement;
  }

  private void use(PolicyUsage collected, TrailEvent event, AwsAnswer aws, Judgment now) {
    boolean logged = aws instanceof AwsAnswer.NotRecorded;
    if (aws instanceof AwsAnswer.NoEvidence || (logged && now.answer() == OurAnswer.OPEN)) {
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

  private void compare(TrailEvent event, MappedEvent.Checks checks, Answers answers, Judge next) {
    Judgment now = answers.now();
    Judgment then = next.judge(checks);
    Change change = Change.of(answers.aws(), now.answer(), then.answer(), () -> mayDeny(now, then));
    Optional<Questions.Tally> tally = Optional.empty();
    if (change != Change.NONE) {
      tally =
          counts.addChange(
              change,
              questions.of(event, checks, answers.aws(), then.answer()),
              event,
              new LateReason(next, then));
    }
    EqualEvents.Known counted = answers.counted();
    if (counted != null
        && (change == Change.NONE || tally.isPresent())
        && (!areOpen(now, then) || areEqual(now, then))) {
      Outcome outcome = new Outcome(counted.cell(), counted.tally(), tally.orElse(null));
      keep(event, answers, then, outcome);
    }
  }

  private static boolean areOpen(Judgment now, Judgment then) {
    return now.answer() == OurAnswer.OPEN && then.answer() == OurAnswer.OPEN;
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

  /** Whether the policies of all checks are equal: others may differ in what no decision reads. */
  private boolean areEqual(Judgment now, Judgment then) {
    for (int i = 0; i < now.checks().size(); i++) {
      if (!tightening.isOnEqualPolicies(now.checks().get(i), then.checks().get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The reason of a decision, found when it is asked for. A class and no lambda: in a method as
   * large as its callers, the JVM did not compile in place the call that makes a lambda.
   */
  private final class LateReason implements Supplier<Reason> {

    private final Judge judge;
    private final Judgment judgment;

    LateReason(Judge judge, Judgment judgment) {
      this.judge = judge;
      this.judgment = judgment;
    }

    @Override
    public Reason get() {
      return reason(judge, judgment);
    }
  }

  /** The reason of the check that decides: the first that is not allowed, or else the first. */
  private Reason reason(Judge judge, Judgment judgment) {
    for (JudgedCheck check : judgment.checks()) {
      if (isDecisive(check, judgment.answer())) {
        return reason(judge.explain(check));
      }
    }
    return new Reason("the record does not name the resource", "");
  }

  private static boolean isDecisive(JudgedCheck check, OurAnswer answer) {
    return switch (answer) {
      case ALLOWED -> true;
      case DENIED -> check.decision().isCertainDenial();
      case OPEN -> check.decision() != Decision.ALLOWED;
    };
  }

  private Reason reason(Explanation explanation) {
    List<String> unknown = explanation.unknown().all();
    String sentence =
        unknown.isEmpty()
            ? String.join("; ", explanation.reasons())
            : "unknown: " + String.join(", ", unknown);
    return new Reason(
        sentence,
        switch (keptExplanations++ < MAX_EXPLANATIONS
            ? options.explanations()
            : Explanations.NONE) {
          case NONE -> "";
          case REDACTED -> explanation.redacted().toText();
          case FULL -> explanation.toText();
        });
  }
}
