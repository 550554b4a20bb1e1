package io.kmspolicy.inputs.shape;

import io.kmspolicy.model.catalogue.Partition;
import java.util.Optional;

/**
 * The account and the Region of resources whose ARNs a plan or state does not hold yet.
 *
 * @param account the account; empty if it is not known
 * @param region the Region of resources that do not state their own; empty if it is not known
 */
record TerraformPlace(String account, String region) {

  /** What the user states, or else what the data sources and the provider of the file say. */
  static TerraformPlace of(
      TerraformResources before, TerraformResources after, String account, String region) {
    String inFile =
        after
            .onlyData("aws_caller_identity", "account_id")
            .or(() -> before.onlyData("aws_caller_identity", "account_id"))
            .orElse("");
    String regionInFile =
        after
            .onlyData("aws_region", "name")
            .or(() -> before.onlyData("aws_region", "name"))
            .or(after::providerRegion)
            .orElse("");
    return new TerraformPlace(
        account.isEmpty() ? inFile : account, region.isEmpty() ? regionInFile : region);
  }

  Optional<String> regionOf(TerraformResource resource) {
    return resource
        .string("region")
        .or(() -> region.isEmpty() ? Optional.empty() : Optional.of(region));
  }

  /** The ARN of a user or role; empty if its name or the account is not known. */
  Optional<String> principalArn(TerraformResource principal, String kind) {
    Optional<String> known = principal.string("arn");
    Optional<String> name = principal.string("name");
    if (known.isPresent() || name.isEmpty() || account.isEmpty()) {
      return known;
    }
    String path = principal.string("path").orElse("/");
    return Optional.of(
        "arn:" + Partition.ofRegion(region) + ":iam::" + account + ":" + kind + path + name.get());
  }
}
