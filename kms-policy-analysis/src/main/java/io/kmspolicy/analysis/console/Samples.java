package io.kmspolicy.analysis.console;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.resource.KmsResource;

/** Sample resources, one for each kind. */
public final class Samples {

  /** An account id of the documentation. */
  public static final String ACCOUNT = "111122223333";

  private Samples() {}

  /** A resource on which an action is checked. */
  public static KmsResource resource(KmsAction action) {
    return action.needsNoKey() ? new KmsResource.Any() : key(ACCOUNT, "us-east-1");
  }

  static KmsResource key(String account, String region) {
    return new KmsResource.Key(
        Partition.ofRegion(region), region, account, "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f");
  }

  static KmsResource alias(String account, String region) {
    return new KmsResource.Alias(Partition.ofRegion(region), region, account, "any-alias");
  }
}
