package io.kmspolicy.analysis.query;

import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;

/**
 * Asks how far a key opens itself to callers where the answer as a whole is not known, because the
 * policies of the callers are not. Callers of other accounts are taken to be allowed everything by
 * their own accounts, as {@link Principal#isAnyone anyone} is, and callers of the key's account
 * nothing, so that what remains is given by the key. Not thread-safe.
 */
public final class ReachQuery {

  private final AccessQuery ofOthers;
  private final AccessQuery ofOthersAtMost;
  private final AccessQuery ofOwn;
  private final AccessQuery ofOwnAtMost;

  /**
   * What a key gives.
   *
   * @param given the answer if nothing of the caller's own account forbids the request
   * @param atMost the same if resource control policies that are not known do not either; there are
   *     no grants beside those that are known
   * @param dependsOn the condition keys of what is given
   */
  public record Reach(Result given, Result atMost, List<String> dependsOn) {

    /** Copies the list. */
    public Reach {
      dependsOn = List.copyOf(dependsOn);
    }
  }

  private ReachQuery(AccessQuery query) {
    this.ofOthers = query.with(LeastRestriction.IDENTITY_POLICIES_ALLOW.ofCaller());
    this.ofOthersAtMost = query.with(LeastRestriction.IDENTITY_POLICIES_ALLOW);
    this.ofOwn = query.with(LeastRestriction.IDENTITY_POLICIES_DO_NOT_ALLOW.ofCaller());
    this.ofOwnAtMost = query.with(LeastRestriction.IDENTITY_POLICIES_DO_NOT_ALLOW);
  }

  /** Questions about the principals and keys of a directory. */
  public static ReachQuery of(DirectoryNames names) {
    return new ReachQuery(AccessQuery.ofAllowed(names));
  }

  /** What a key gives to a principal. */
  public Reach ask(Principal principal, KmsAction action, KmsResource.Key key) {
    boolean isOther = isOfAnotherAccount(principal, key);
    Answer given = (isOther ? ofOthers : ofOwn).ask(principal, action, key);
    Result atMost =
        given.result() == Result.INDETERMINATE
            ? (isOther ? ofOthersAtMost : ofOwnAtMost).ask(principal, action, key).result()
            : given.result();
    return new Reach(
        given.result(),
        atMost,
        given.dependsOn().stream().filter(each -> each.contains(":")).toList());
  }

  /** Whether a principal is of another account than the key; a service is of none. */
  public static boolean isOfAnotherAccount(Principal principal, KmsResource.Key key) {
    return principal.caller() instanceof Caller.AccountCaller member
        && !member.accountId().equals(key.accountId());
  }
}
