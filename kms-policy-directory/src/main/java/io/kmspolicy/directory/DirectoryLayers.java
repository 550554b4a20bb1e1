package io.kmspolicy.directory;

import io.kmspolicy.mapping.ApplicableLayers;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.resource.UnnamedKey;

/** The layers of a policy directory that apply to a request. */
public final class DirectoryLayers {

  private DirectoryLayers() {}

  /** All layers that may bear on a caller's use of a resource. */
  public static PolicySet of(PolicyDirectory directory, Caller caller, KmsResource resource) {
    return PolicySet.of(directory.principal(caller), ofResource(directory, caller, resource));
  }

  /**
   * The layers of a resource. It is not known whether resource control policies apply to a key
   * without {@code key.json}, unless a template or plan makes the key (rule 4.2).
   */
  public static KeyPolicies ofResource(
      PolicyDirectory directory, Caller caller, KmsResource resource) {
    KeyPolicies found = directory.key(resource, caller);
    return resource instanceof KmsResource.Key key && !UnnamedKey.is(key)
        ? ApplicableLayers.ofKey(directory.metadata(key), found)
        : found;
  }

  /** Who manages the key, if the directory has its description. */
  public static KeyManager manager(PolicyDirectory directory, KmsResource resource) {
    return resource instanceof KmsResource.Key key
        ? directory.metadata(key).map(KeyMetadata::manager).orElse(KeyManager.CUSTOMER)
        : KeyManager.CUSTOMER;
  }
}
