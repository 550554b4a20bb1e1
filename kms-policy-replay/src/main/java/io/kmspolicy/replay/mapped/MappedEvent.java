package io.kmspolicy.replay.mapped;

import java.util.List;

/** What can be judged of a recorded event. */
public sealed interface MappedEvent {

  /**
   * The checks of a call.
   *
   * @param checks the checks that KMS made, in the order of the catalogue
   * @param complete whether these are all; not if the record lacks the parameters that decide it
   */
  record Checks(List<RecordedCheck> checks, boolean complete) implements MappedEvent {
    /** Copies the list. */
    public Checks {
      checks = List.copyOf(checks);
    }
  }

  /**
   * An event that is not an authorization of an identified caller.
   *
   * @param reason why it cannot be judged
   */
  record NotJudged(String reason) implements MappedEvent {}

  /**
   * An event of an operation that the catalogue does not have.
   *
   * @param operation the operation
   */
  record UnknownOperation(String operation) implements MappedEvent {}
}
