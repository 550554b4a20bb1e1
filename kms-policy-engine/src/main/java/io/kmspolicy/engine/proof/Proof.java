package io.kmspolicy.engine.proof;

import java.util.List;

/** The answer to a question about all requests. */
public sealed interface Proof {

  /** How much was compared. */
  ProofStatistics statistics();

  /** The answer to two claims that must both hold: a refutation, if there is one. */
  default Proof and(Proof other) {
    if (this instanceof Refuted || other instanceof Refuted) {
      return this instanceof Refuted ? this : other;
    }
    if (this instanceof Proven && other instanceof Proven) {
      return new Proven(statistics().and(other.statistics()));
    }
    return other instanceof Proven ? this : other;
  }

  /** No request is a counterexample. */
  record Proven(ProofStatistics statistics) implements Proof {}

  /**
   * A request is a counterexample.
   *
   * @param witness the request with its policies and decisions
   */
  record Refuted(Witness witness, ProofStatistics statistics) implements Proof {}

  /**
   * It is not known whether a request is a counterexample.
   *
   * @param reasons what the answer depends on, at least one
   */
  record Indeterminate(List<OpenReason> reasons, ProofStatistics statistics) implements Proof {
    public Indeterminate {
      reasons = List.copyOf(reasons);
    }
  }
}
