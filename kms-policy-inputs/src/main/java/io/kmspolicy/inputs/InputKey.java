package io.kmspolicy.inputs;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;

/**
 * A key in a file.
 *
 * @param name its name in the file, such as the logical name or the address of a resource
 * @param key the key; {@link io.kmspolicy.model.resource.UnnamedKey} says whether its id is made up
 * @param policy the key policy; unknown if the file does not determine it
 * @param grants all grants; unknown if the file may not list all of them
 * @param listedGrants the grants that the file lists, also if there may be others
 * @param aliases the names of its aliases, with {@code alias/}
 */
public record InputKey(
    String name,
    KmsResource.Key key,
    PolicyLayer policy,
    GrantLayer grants,
    List<Grant> listedGrants,
    List<String> aliases) {

  /** Copies the lists. */
  public InputKey {
    listedGrants = List.copyOf(listedGrants);
    aliases = List.copyOf(aliases);
  }
}
