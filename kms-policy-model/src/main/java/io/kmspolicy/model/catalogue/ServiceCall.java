package io.kmspolicy.model.catalogue;

import java.util.List;

/**
 * One call to KMS that an AWS service makes with a customer's key. Immutable.
 *
 * @param action such as {@code kms:GenerateDataKey}
 * @param when the occasion, if the service does not make the call each time; otherwise empty
 * @param byGrant whether the caller may have its permission from a grant that the service creates
 *     for the same use, so that known grants are not all grants
 * @param certainty whether it is certain that the service makes the call
 * @param caller the principal
 * @param keys what is known of the condition keys of the call
 * @param hasOtherPairs whether the encryption context may have pairs besides these keys
 */
public record ServiceCall(
    String action,
    String when,
    boolean byGrant,
    Certainty certainty,
    Principal caller,
    List<SentKey> keys,
    boolean hasOtherPairs) {

  /** Copies the list. */
  public ServiceCall {
    keys = List.copyOf(keys);
  }

  /** How well a fact about a service is supported. */
  public enum Certainty {
    /** A page of AWS says it in words. */
    DOCUMENTED,
    /** Records of calls show it. They prove presence, never absence. */
    SEEN,
    /** Nobody says it; an answer that depends on it is indeterminate. */
    UNKNOWN
  }

  /** Whether the calls of a service carry a condition key. */
  public enum Presence {
    /** Every call carries it. */
    ALWAYS,
    /** Some calls carry it. */
    SOMETIMES,
    /** No call carries it. */
    NEVER
  }

  /**
   * A condition key of the call.
   *
   * @param name such as {@code aws:SourceAccount}
   * @param value the value, in which <code>${region}</code> is the Region of the key; empty if it
   *     depends on the resource of the service
   * @param instead what AWS's page proposes in place of a condition on the key; empty if nothing
   */
  public record SentKey(
      String name, Presence presence, String value, String instead, Certainty certainty) {}

  /** Who calls KMS. */
  public sealed interface Principal {}

  /**
   * The service itself.
   *
   * @param name the service principal, in which <code>${region}</code> is the Region of the key
   */
  public record Service(String name) implements Principal {}

  /**
   * The service with the credentials of somebody who uses it (forward access session).
   *
   * @param who the part that the principal has in this use, such as {@code reader}
   */
  public record Session(String who) implements Principal {}

  /**
   * The service-linked role of an account. AWS defines its permissions; none of them is for
   * customer managed keys.
   *
   * @param service the service that assumes it
   * @param name the name of the role without its path
   */
  public record LinkedRole(String service, String name) implements Principal {}
}
