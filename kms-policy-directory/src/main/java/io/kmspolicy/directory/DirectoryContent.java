package io.kmspolicy.directory;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.resource.AliasTarget;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a policy directory holds. A layer without files is absent from its map; a layer whose files
 * have a problem is there and unknown.
 */
final class DirectoryContent {

  /** A layer that {@code directory.properties} may state to be none. */
  enum Layer {
    IDENTITY("identity"),
    PERMISSIONS_BOUNDARY("permissionsBoundary"),
    SESSION("session"),
    SERVICE_CONTROL("serviceControl"),
    RESOURCE_CONTROL("resourceControl"),
    GRANTS("grants"),
    VPC_ENDPOINT("vpcEndpoint");

    private final String text;

    Layer(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    static Optional<Layer> ofText(String text) {
      for (Layer layer : values()) {
        if (layer.text.equals(text)) {
          return Optional.of(layer);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * A user or role.
   *
   * @param kind the directory of its kind: {@code users} or {@code roles}
   * @param name its name, without a path
   */
  record Principal(String accountId, String kind, String name) {}

  final Set<Layer> none = EnumSet.noneOf(Layer.class);
  final Map<Principal, PolicyLayer> identity = new HashMap<>();
  final Map<Principal, PolicyLayer> boundary = new HashMap<>();
  final Map<Principal, PolicyLayer> session = new HashMap<>();

  /** The paths of the roles that have a description. */
  final Map<Principal, RolePath> rolePaths = new HashMap<>();

  /** The names with their paths of the users that have a description. */
  final Map<Principal, String> userNames = new HashMap<>();

  final Map<String, OrganizationLayer> serviceControl = new HashMap<>();
  final Map<String, OrganizationLayer> resourceControl = new HashMap<>();
  final Map<KmsResource.Key, PolicyLayer> keyPolicies = new HashMap<>();
  final Map<KmsResource.Key, GrantLayer> grants = new HashMap<>();
  final Map<KmsResource.Key, KeyMetadata> metadata = new HashMap<>();
  final Map<KmsResource.Alias, KmsResource.Key> aliases = new HashMap<>();
  final Map<String, KmsResource.Key> keysByRegionAndId = new HashMap<>();
  @Nullable PolicyLayer endpoint;

  /** The organization of the accounts that have a directory. */
  @Nullable String organization;

  /** What was wrong with the parts that are unknown. */
  List<String> problems = List.of();

  void add(KmsResource.Key key) {
    keysByRegionAndId.put(regionAndId(key.region(), key.keyId()), key);
  }

  void add(KmsResource.Key key, List<AliasTarget> targets) {
    for (AliasTarget target : targets) {
      if (target.targetKeyId().equals(key.keyId())) {
        aliases.put(target.alias(), key);
      }
    }
  }

  static String regionAndId(String region, String keyId) {
    return region + "/" + keyId;
  }
}
