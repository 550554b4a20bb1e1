package io.kmspolicy.replay;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.history.PolicyHistory;
import io.kmspolicy.replay.result.KeySuggestion;
import io.kmspolicy.replay.result.LostRecord;
import io.kmspolicy.replay.result.UsageReport;
import io.kmspolicy.replay.suggest.SuggestedPolicies;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.replay.trail.TrailReader;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Replays trails against policies: reads one file after the other, has each KMS event judged, and
 * reports. Memory does not grow with the number of events. Not thread-safe.
 */
public final class Replay implements AutoCloseable {

  /** The number of questions of each kind that a report keeps by default. */
  public static final int MAX_QUESTIONS = 10_000;

  /** The number of lost records that a report names. */
  public static final int MAX_LOST = 1_000;

  private final SharedPolicies shared;

  /** Whether the policies are closed with this replay. */
  private final boolean closing;

  private final TrailReader reader = new TrailReader();
  private final RecordJudge judge;

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
    this.judge = new RecordJudge(shared, maximumQuestions);
  }

  /**
   * Reads a file to its end.
   *
   * @param file the file's name, for messages
   * @param in the content, which is not closed
   */
  public void read(String file, InputStream in) {
    judge.counts().addOtherServices(reader.readFile(file, in, judge::accept, this::lose));
  }

  /**
   * Reads the changes of key policies and grants in a file, if the options ask for history. All
   * files are read for their changes before the first is judged.
   *
   * @param file the file's name, for messages
   * @param in the content, which is not closed
   */
  public void readChanges(String file, InputStream in) {
    shared
        .history()
        .ifPresent(
            changes -> reader.readFile(file, in, event -> addChange(changes, event), unread -> {}));
  }

  private void addChange(PolicyHistory changes, TrailEvent event) {
    if (!changes.add(event)) {
      lose(event.lost("the record does not name the changed key"));
    }
  }

  /** Reports a file that cannot be opened. */
  public void lose(LostRecord file) {
    judge.counts().lose(file);
  }

  /**
   * How the judged calls have used the current policies, if the options ask for it.
   *
   * @param keys the keys whose policies are reported
   * @param callers the users and roles whose identity policies are reported
   */
  public Optional<UsageReport> usage(Collection<KmsResource.Key> keys, Collection<Caller> callers) {
    return judge.uses().usage(shared.current().source(), keys, callers);
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
    return judge.uses().suggestions(shared.current().source(), keys, callers);
  }

  /** The result so far. */
  public ReplayReport report() {
    return judge.counts().report(shared.proposed().isPresent());
  }

  /**
   * The result since the last call of this method, or since the beginning. What was decided so far
   * is remembered, and only the counts start again: for files whose results are combined elsewhere.
   */
  public ReplayReport take() {
    ReplayReport report = report();
    judge.countAnew();
    return report;
  }

  @Override
  public void close() {
    if (closing) {
      shared.close();
    }
  }
}
