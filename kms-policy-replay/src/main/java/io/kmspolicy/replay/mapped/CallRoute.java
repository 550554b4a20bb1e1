package io.kmspolicy.replay.mapped;

import io.kmspolicy.replay.trail.TrailEvent;

/**
 * How a call reached KMS. The policy of a VPC endpoint limits only the calls that go through the
 * endpoint (rule 4.2).
 */
public enum CallRoute {
  /** Through a VPC endpoint of the caller. */
  ENDPOINT,

  /** From an address, and through no VPC endpoint. */
  PUBLIC,

  /** Through an AWS service, whose endpoint is its own, or from a source that is not recorded. */
  NOT_KNOWN;

  static CallRoute of(TrailEvent event) {
    if (!event.service().isEmpty()) {
      return NOT_KNOWN;
    }
    if (event.isThroughEndpoint()) {
      return ENDPOINT;
    }
    return event.sourceAddress().isEmpty() ? NOT_KNOWN : PUBLIC;
  }
}
