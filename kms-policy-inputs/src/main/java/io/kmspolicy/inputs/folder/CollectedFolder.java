package io.kmspolicy.inputs.folder;

import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.directory.PolicyDirectoryBuilder;
import io.kmspolicy.inputs.InputGap;
import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.InputPolicy;
import io.kmspolicy.inputs.InputPrincipal;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.join.InputSource;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that iam-collect fills: {@code aws/PARTITION/accounts/ID/SERVICE/REGION/TYPE/NAME/}
 * with a file for each property. An empty property has no file.
 *
 * @see <a
 *     href="https://github.com/cloud-copilot/iam-collect/blob/main/docs/Storage.md">iam-collect:
 *     storage layout</a>
 */
public final class CollectedFolder {

  private static final String METADATA = "metadata";

  private final CollectedFiles files;
  private final List<InputKey> keys = new ArrayList<>();
  private final List<InputPrincipal> principals = new ArrayList<>();
  private final List<InputPolicy> endpoints = new ArrayList<>();
  private final List<InputGap> gaps = new ArrayList<>();

  /** The folders of managed policies and groups by ARN. */
  private final Map<String, Path> byArn = new HashMap<>();

  private CollectedFolder(CollectedFiles files) {
    this.files = files;
  }

  /** Whether a folder has this layout. */
  public static boolean is(Path root) throws IOException {
    for (Path partition : CollectedFiles.folders(root.resolve("aws"))) {
      if (Files.isDirectory(partition.resolve("accounts"))) {
        return true;
      }
    }
    return false;
  }

  /** Reads a folder. */
  public static PolicyInput read(Path root, String name, AssumedNone none) throws IOException {
    CollectedFolder folder = new CollectedFolder(new CollectedFiles(root, name));
    List<CollectedOrganization> organizations = new ArrayList<>();
    for (Path partition : CollectedFiles.folders(root.resolve("aws"))) {
      List<Path> accounts = CollectedFiles.folders(partition.resolve("accounts"));
      for (Path account : accounts) {
        folder.addAccount(partition.getFileName().toString(), account);
      }
      for (Path organization : CollectedFiles.folders(partition.resolve("organizations"))) {
        organizations.add(CollectedOrganization.read(folder.files, organization));
      }
    }
    InputState state =
        new InputState(
            InputShape.AWS_OUTPUT, folder.keys, folder.principals, folder.endpoints, folder.gaps);
    return PolicyInput.of(
        List.of(new InputSource(name, state)),
        none,
        builder -> addOrganizations(organizations, builder));
  }

  private static void addOrganizations(
      List<CollectedOrganization> organizations, PolicyDirectoryBuilder builder) {
    for (CollectedOrganization organization : organizations) {
      organization.serviceControl().forEach(builder::serviceControl);
      organization.resourceControl().forEach(builder::resourceControl);
    }
  }

  private void addAccount(String partition, Path account) throws IOException {
    Path iam = account.resolve("iam");
    for (Path kind :
        List.of(iam.resolve("policy"), iam.resolve("aws/policy"), iam.resolve("group"))) {
      for (Path folder : CollectedFiles.folders(kind)) {
        files.text(folder, METADATA, "arn").ifPresent(arn -> byArn.put(arn, folder));
      }
    }
    for (String kind : List.of("user", "role")) {
      for (Path folder : CollectedFiles.folders(iam.resolve(kind))) {
        addPrincipal(folder);
      }
    }
    for (Path region : CollectedFiles.folders(account.resolve("kms"))) {
      for (Path key : CollectedFiles.folders(region.resolve("key"))) {
        addKey(
            new KmsResource.Key(
                partition,
                region.getFileName().toString(),
                account.getFileName().toString(),
                key.getFileName().toString()),
            key);
      }
    }
    for (Path region : CollectedFiles.folders(account.resolve("ec2"))) {
      for (Path endpoint : CollectedFiles.folders(region.resolve("vpc-endpoint"))) {
        addEndpoint(region.getFileName().toString(), endpoint);
      }
    }
  }

  private void addKey(KmsResource.Key key, Path folder) {
    PolicyLayer policy =
        files
            .policy(folder.resolve("policy.json"), key.keyId(), PolicyType.KEY)
            .map(PolicyLayer::of)
            .orElse(PolicyLayer.unknown());
    keys.add(new InputKey(key.keyId(), key, policy, GrantLayer.unknown(), List.of(), List.of()));
  }

  private void addEndpoint(String region, Path folder) {
    boolean isForKms =
        files
            .text(folder, METADATA, "serviceName")
            .map(name -> name.endsWith(".kms") || name.endsWith(".kms-fips"))
            .orElse(true);
    if (isForKms) {
      String name = folder.getFileName().toString();
      Path file = folder.resolve("endpoint-policy.json");
      Optional<NamedPolicy> policy = files.policy(file, name, PolicyType.VPC_ENDPOINT);
      if (policy.isEmpty()) {
        gaps.add(gap(name, "endpoint policy", "endpoint-policy.json is missing", folder));
      }
      PolicyLayer layer = policy.map(PolicyLayer::of).orElse(PolicyLayer.unknown());
      endpoints.add(new InputPolicy(name, PolicyType.VPC_ENDPOINT, layer, region));
    }
  }

  private void addPrincipal(Path folder) {
    String arn = files.text(folder, METADATA, "arn").orElse("");
    Optional<Caller.AccountCaller> caller = caller(arn);
    if (caller.isEmpty()) {
      gaps.add(gap(arn, "", "metadata.json does not hold its ARN", folder));
      return;
    }
    principals.add(
        new InputPrincipal(arn, caller.get(), identity(arn, folder), boundary(arn, folder)));
  }

  private static Optional<Caller.AccountCaller> caller(String arn) {
    try {
      return Caller.parse(arn) instanceof Caller.AccountCaller member
          ? Optional.of(member)
          : Optional.empty();
    } catch (InvalidNameException invalid) {
      return Optional.empty();
    }
  }

  private PolicyLayer identity(String arn, Path folder) {
    List<NamedPolicy> policies = new ArrayList<>();
    boolean complete = addPolicies(arn, folder, policies);
    for (String group : files.strings(folder, "groups")) {
      Path known = byArn.get(group);
      if (known == null) {
        gaps.add(gap(arn, InputGap.IDENTITY, "the group `" + group + "` is missing", folder));
        complete = false;
      } else {
        complete &= addPolicies(arn, known, policies);
      }
    }
    return complete ? new PolicyLayer.Attached(policies) : PolicyLayer.unknown();
  }

  /** Adds the policies of a user, role or group; false if one is missing. */
  private boolean addPolicies(String arn, Path folder, List<NamedPolicy> policies) {
    policies.addAll(files.inline(folder.resolve("inline-policies.json")));
    boolean complete = true;
    for (String attached : files.strings(folder, "managed-policies")) {
      Optional<NamedPolicy> policy = managed(attached, PolicyType.IDENTITY);
      policy.ifPresent(policies::add);
      if (policy.isEmpty()) {
        gaps.add(gap(arn, InputGap.IDENTITY, "the policy `" + attached + "` is missing", folder));
        complete = false;
      }
    }
    return complete;
  }

  private Optional<NamedPolicy> managed(String arn, PolicyType type) {
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    return Optional.ofNullable(byArn.get(arn))
        .flatMap(folder -> files.policy(folder.resolve("current-policy.json"), name, type));
  }

  private PolicyLayer boundary(String arn, Path folder) {
    Optional<String> attached = files.text(folder, METADATA, "permissionBoundary");
    if (attached.isEmpty()) {
      return PolicyLayer.none();
    }
    Optional<NamedPolicy> policy = managed(attached.get(), PolicyType.PERMISSIONS_BOUNDARY);
    if (policy.isEmpty()) {
      String reason = "the policy `" + attached.get() + "` is missing";
      gaps.add(gap(arn, InputGap.BOUNDARY, reason, folder));
    }
    return policy.map(PolicyLayer::of).orElse(PolicyLayer.unknown());
  }

  private InputGap gap(String name, String layer, String reason, Path folder) {
    SourceLocation place = SourceLocation.at(files.name(folder.resolve("metadata.json")), "", 1, 1);
    return new InputGap(name, layer, reason, place);
  }
}
