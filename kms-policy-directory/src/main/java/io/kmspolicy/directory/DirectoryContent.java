package io.kmspolicy.directory;

import io.kmspolicy.engine.facts.Tags;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.reader.AliasReader;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.resource.AliasTarget;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a policy directory holds. A layer without files is absent from its map; a layer whose files
 * have a problem is there and unknown.
 */
final class DirectoryContent {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryContent.class);

  /**
   * A user or role.
   *
   * @param kind the directory of its kind: {@code users} or {@code roles}
   * @param name its name, without a path
   */
  record Principal(String accountId, String kind, String name) {

    private static final int PRIME = 31;

    /** Written out: the equality that the JVM makes for records is slow in large methods. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Principal that
          && name.equals(that.name)
          && accountId.equals(that.accountId)
          && kind.equals(that.kind);
    }

    @Override
    public int hashCode() {
      return PRIME * (PRIME * name.hashCode() + accountId.hashCode()) + kind.hashCode();
    }
  }

  /** The layers that are stated to be none. */
  final Set<LayerName> none = EnumSet.noneOf(LayerName.class);

  final Map<Principal, PolicyLayer> identity = new HashMap<>();
  final Map<Principal, PolicyLayer> boundary = new HashMap<>();
  final Map<Principal, PolicyLayer> session = new HashMap<>();

  /** The paths of the roles that have a description. */
  final Map<Principal, RolePath> rolePaths = new HashMap<>();

  /** The names with their paths of the users that have a description. */
  final Map<Principal, String> userNames = new HashMap<>();

  /** The tags of the users and roles that have a description. */
  final Map<Principal, Tags> tags = new HashMap<>();

  /** A unique id, and the partition in the ARN of its user or role. */
  record UniqueId(String id, String partition) {}

  /** The unique ids of the users and roles whose description states one. */
  final Map<Principal, UniqueId> uniqueIds = new HashMap<>();

  /** The accounts that have a folder. */
  final Set<String> accountFolders = new HashSet<>();

  /** The users and roles that have a folder, which may be empty. */
  final Set<Principal> principalFolders = new HashSet<>();

  /** The time at which all users and roles of these accounts had a folder, if it is stated. */
  @Nullable Instant allPrincipalsAt;

  final Map<String, OrganizationLayer> serviceControl = new HashMap<>();
  final Map<String, OrganizationLayer> resourceControl = new HashMap<>();
  final Map<KmsResource.Key, PolicyLayer> keyPolicies = new HashMap<>();
  final Map<KmsResource.Key, GrantLayer> grants = new HashMap<>();
  final Map<KmsResource.Key, KeyMetadata> metadata = new HashMap<>();
  final Map<KmsResource.Alias, KmsResource.Key> aliases = new HashMap<>();
  final Map<String, KmsResource.Key> keysByRegionAndId = new HashMap<>();

  /** The id of the key that the first entry about an alias states. */
  private final Map<KmsResource.Alias, String> targets = new HashMap<>();

  private final Set<KmsResource.Alias> disputedAliases = new HashSet<>();

  /** The keys of which all aliases are listed. */
  private final Set<KmsResource.Key> withAllAliases = new HashSet<>();

  @Nullable PolicyLayer endpoint;

  /** The Region of the VPC endpoint, if it is stated. */
  @Nullable String endpointRegion;

  /** The organization of the accounts that have a directory. */
  @Nullable String organization;

  /** The spellings that the next version refuses, one line each. */
  final List<String> warnings = new ArrayList<>();

  /** What was wrong with the parts that are unknown. */
  List<String> problems = List.of();

  void add(KmsResource.Key key) {
    keysByRegionAndId.put(regionAndId(key.region(), key.keyId()), key);
  }

  /**
   * Adds the aliases that a file of a key lists.
   *
   * @return those of which another entry states another key; which key they have is not known
   */
  Set<KmsResource.Alias> add(KmsResource.Key key, AliasReader.Listed listed) {
    Set<KmsResource.Alias> disputed = new LinkedHashSet<>();
    if (listed.complete()) {
      withAllAliases.add(key);
    }
    for (AliasTarget target : listed.aliases()) {
      if (areTogether(target.alias(), key)) {
        String id = target.targetKeyId();
        if (!targets.computeIfAbsent(target.alias(), first -> id).equals(id)) {
          disputed.add(target.alias());
        } else if (id.equals(key.keyId()) && !disputedAliases.contains(target.alias())) {
          aliases.put(target.alias(), key);
        }
      }
    }
    disputedAliases.addAll(disputed);
    disputed.forEach(aliases::remove);
    return disputed;
  }

  /**
   * The keys whose aliases are known, with the names of these. AWS has described such a key and
   * listed its aliases; a template lists only those that it makes itself.
   */
  Map<KmsResource.Key, List<String>> aliasNames() {
    Map<KmsResource.Key, List<String>> names = new HashMap<>();
    if (disputedAliases.isEmpty()) {
      withAllAliases.stream()
          .filter(metadata::containsKey)
          .forEach(key -> names.put(key, new ArrayList<>()));
    }
    aliases.forEach(
        (alias, key) -> {
          List<String> known = names.get(key);
          if (known != null) {
            known.add("alias/" + alias.name());
          }
        });
    names.values().forEach(Collections::sort);
    return names;
  }

  /**
   * Whether an alias can point to a key: both have one account and Region. The id alone does not
   * tell, since related multi-Region keys share it.
   */
  private static boolean areTogether(KmsResource.Alias alias, KmsResource.Key key) {
    return alias.partition().equals(key.partition())
        && alias.region().equals(key.region())
        && alias.accountId().equals(key.accountId());
  }

  /**
   * Whether what the files say of a resource is the same as in another state.
   *
   * @param resource a key or an alias; {@link KmsResource.Any} for all of them
   */
  boolean isSame(KmsResource resource, DirectoryContent other) {
    if (resource instanceof KmsResource.Key key) {
      return Objects.equals(keyPolicies.get(key), other.keyPolicies.get(key))
          && Objects.equals(grants.get(key), other.grants.get(key))
          && Objects.equals(metadata.get(key), other.metadata.get(key));
    }
    if (resource instanceof KmsResource.Alias alias) {
      return Objects.equals(aliases.get(alias), other.aliases.get(alias));
    }
    return keyPolicies.equals(other.keyPolicies)
        && grants.equals(other.grants)
        && metadata.equals(other.metadata)
        && aliases.equals(other.aliases);
  }

  static String regionAndId(String region, String keyId) {
    return region + "/" + keyId;
  }

  /** A spelling of earlier versions, which the log and a program that reads the files name. */
  void warn(String text) {
    warnings.add(text);
    LOG.warn("{}", Quoting.oneLine(text));
  }
}
