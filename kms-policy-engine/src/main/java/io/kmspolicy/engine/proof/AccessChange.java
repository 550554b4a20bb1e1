package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.AccessCondition;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;

/**
 * What a change of policies does to one caller, resource and action. At least one of {@link #gains}
 * and {@link #losses} is not {@link MatchResult#NO_MATCH}. Immutable.
 *
 * @param caller the caller; a role stands for all its sessions
 * @param resource the key or alias, or {@link KmsResource.Any} for an action without a key
 * @param action the action in the spelling of the catalogue
 * @param gains whether some request is allowed after the change and denied before: proven, refuted,
 *     or not settled
 * @param losses whether some request is allowed before the change and denied after
 * @param before the condition under which the action was allowed
 * @param after the condition under which it is allowed now
 */
public record AccessChange(
    Caller caller,
    KmsResource resource,
    String action,
    MatchResult gains,
    MatchResult losses,
    AccessCondition before,
    AccessCondition after) {

  /** Whether it is not settled whether a request is gained, or whether one is lost. */
  public boolean isIndeterminate() {
    return gains == MatchResult.INDETERMINATE || losses == MatchResult.INDETERMINATE;
  }

  /** One line: what is gained or lost, and both conditions. */
  public String text() {
    return word()
        + ": "
        + caller.arn()
        + " "
        + action
        + " on "
        + resource.arn()
        + ": before "
        + before.text()
        + "; after "
        + after.text();
  }

  private String word() {
    if (isIndeterminate()) {
      return "indeterminate";
    }
    if (gains == MatchResult.NO_MATCH) {
      return "lost";
    }
    return losses == MatchResult.NO_MATCH ? "gained" : "changed";
  }
}
