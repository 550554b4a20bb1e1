package io.kmspolicy.replay;

import io.kmspolicy.replay.history.PolicyHistory;
import io.kmspolicy.replay.judge.CompletedPolicies;
import io.kmspolicy.spi.PolicySource;
import java.util.Optional;

/**
 * The policies of several replays that run at the same time, compiled once for all of them.
 *
 * <pre>{@code
 * try (SharedPolicies shared = SharedPolicies.of(policies, Optional.empty(), options)) {
 *   Replay first = shared.replay(Replay.MAX_QUESTIONS); // for one thread
 *   Replay second = shared.replay(Replay.MAX_QUESTIONS); // for another one
 * }
 * }</pre>
 *
 * <p>Thread-safe if the policies are; each replay serves one thread.
 */
public final class SharedPolicies implements AutoCloseable {

  private final Policies current;
  private final ReplayOptions options;
  private final Optional<PolicyHistory> history;
  private final CompletedPolicies completed;
  private final Optional<CompletedPolicies> proposed;
  private final Optional<PolicySource> proposedSource;

  /** The policies, also with a history, which only one replay can have. */
  SharedPolicies(Policies current, Optional<Policies> proposed, ReplayOptions options) {
    this.current = current;
    this.options = options;
    this.history =
        options.history() ? Optional.of(new PolicyHistory(current.source())) : Optional.empty();
    PolicySource source = history.<PolicySource>map(of -> of).orElse(current.source());
    this.completed = new CompletedPolicies(source, current.keys());
    this.proposedSource = proposed.map(Policies::source);
    this.proposed = proposed.map(next -> new CompletedPolicies(next.source(), next.keys()));
  }

  /**
   * The policies.
   *
   * @param current the policies that are in force
   * @param proposed the policies that are to replace them
   * @param options what each replay takes for granted
   * @throws IllegalArgumentException if the options ask for history: each replay has its own
   */
  public static SharedPolicies of(
      Policies current, Optional<Policies> proposed, ReplayOptions options) {
    if (options.history()) {
      throw new IllegalArgumentException("replays with history cannot share policies");
    }
    return new SharedPolicies(current, proposed, options);
  }

  /**
   * A new replay. Closing it does not close the policies.
   *
   * @param maximumQuestions the number of questions of each kind that its reports keep
   */
  public Replay replay(int maximumQuestions) {
    return new Replay(this, maximumQuestions);
  }

  /**
   * The number of rows that the authorizers of these policies have made so far: as many for several
   * replays of the same calls as for one, unless two threads make a row at the same time.
   */
  public long rowsMade() {
    return completed.rowStatistics().made()
        + proposed.map(next -> next.rowStatistics().made()).orElse(0L);
  }

  Policies current() {
    return current;
  }

  ReplayOptions options() {
    return options;
  }

  Optional<PolicyHistory> history() {
    return history;
  }

  CompletedPolicies completed() {
    return completed;
  }

  Optional<CompletedPolicies> proposed() {
    return proposed;
  }

  Optional<PolicySource> proposedSource() {
    return proposedSource;
  }

  /** Replays that go on afterwards fail with {@link IllegalStateException}. */
  @Override
  public void close() {
    completed.close();
    proposed.ifPresent(CompletedPolicies::close);
  }
}
