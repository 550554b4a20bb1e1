package io.kmspolicy.replay;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;

/**
 * Policies to replay against.
 *
 * @param source the policies
 * @param keys the properties of keys
 */
public record Policies(PolicySource source, KeyDirectory keys) {

  /** The policies of a directory. */
  public static Policies of(PolicyDirectory directory) {
    return new Policies(directory, directory);
  }
}
