package io.kmspolicy.model.report;

import io.kmspolicy.model.policy.SourceLocation;

/** Finds what a location in a file is about. */
public interface ResourcePlaces {

  /**
   * The place of a location.
   *
   * @param policy the name of the policy in the file; empty if the location is in none
   */
  ResourcePlace of(String policy, SourceLocation location);
}
