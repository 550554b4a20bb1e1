package io.kmspolicy.engine.proof;

/**
 * The reference does not confirm a request that a diagram found. This is an error of the engine,
 * never a finding about the policies.
 */
public final class UnconfirmedWitnessException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnconfirmedWitnessException(String message) {
    super(message);
  }
}
