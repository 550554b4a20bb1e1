package io.kmspolicy.replay.history;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.PolicyLayer;
import java.time.Instant;

/** A recorded change of one key. */
sealed interface KeyChange {

  /** When KMS completed the change. */
  Instant time();

  /** The key was created: it has this policy and no grants. */
  record Created(Instant time, PolicyLayer policy) implements KeyChange {}

  /** The key policy was replaced; the policy is unknown if the record does not hold it. */
  record PolicyPut(Instant time, PolicyLayer policy) implements KeyChange {}

  /** A grant was created. */
  record GrantCreated(Instant time, Grant grant) implements KeyChange {}

  /** A grant was revoked or retired. */
  record GrantEnded(Instant time, String grantId) implements KeyChange {}

  /** A change of grants that the record does not hold. */
  record GrantsLost(Instant time) implements KeyChange {}
}
