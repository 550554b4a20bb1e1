package io.kmspolicy.benchmarks.peer;

/**
 * An engine that holds the identity statements of the population {@code statements}.
 *
 * @param <Q> a question in the engine's own form. It is made beforehand, so that only the answering
 *     is timed; this favours the engine
 */
public interface Peer<Q> {

  /**
   * Makes a question.
   *
   * @param action such as {@code kms:Decrypt}
   * @param keyArn the ARN of a key
   */
  Q question(String action, String keyArn);

  /** Answers a question. */
  boolean allows(Q question);
}
