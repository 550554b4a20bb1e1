package io.kmspolicy.benchmarks.peer;

/**
 * An engine with the identity statements of the population {@code statements}.
 *
 * @param <Q> the type of requests of the engine. Requests are created beforehand, so that only
 *     decisions are timed; this favors the engine
 */
public interface Peer<Q> {

  /**
   * Creates a request.
   *
   * @param action such as {@code kms:Decrypt}
   * @param keyArn the ARN of a key
   */
  Q question(String action, String keyArn);

  /** Decides a request. */
  boolean allows(Q question);
}
