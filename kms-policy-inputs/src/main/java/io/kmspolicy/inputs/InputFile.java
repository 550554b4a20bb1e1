package io.kmspolicy.inputs;

import java.util.List;

/**
 * The policies of a file.
 *
 * @param shape the form of the file
 * @param policies the policies whose whole text is known
 * @param unresolved the policies whose text is not, or not wholly, known
 * @param addresses the addresses of its resources
 */
public record InputFile(
    InputShape shape,
    List<FoundPolicy> policies,
    List<UnresolvedPolicy> unresolved,
    ResourceAddresses addresses) {

  /** Copies the lists. */
  public InputFile {
    policies = List.copyOf(policies);
    unresolved = List.copyOf(unresolved);
  }
}
