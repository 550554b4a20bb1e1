package io.kmspolicy.collect.aws;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * How AWS is reached.
 *
 * @param regions the Regions of the keys; empty for the one that the environment names
 * @param profile the profile of the shared configuration; empty for the default credentials
 * @param organizationsProfile the profile for requests to Organizations; empty for the same
 * @param endpoint the address of a stand-in for AWS; empty for AWS
 * @param rate the greatest number of requests per second
 */
public record AwsSettings(
    List<String> regions,
    Optional<String> profile,
    Optional<String> organizationsProfile,
    Optional<URI> endpoint,
    double rate) {

  /** Copies the list. */
  public AwsSettings {
    regions = List.copyOf(regions);
  }
}
