package io.kmspolicy.directory;

import io.kmspolicy.directory.DirectoryContent.Principal;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a policy directory of policies that come from elsewhere, in memory or as files. Every layer
 * of a caller or key that is added is known, none or unknown, as it is given; layers that are not
 * given are unknown.
 *
 * <pre>{@code
 * PolicyDirectory directory =
 *     new PolicyDirectoryBuilder().key(key, policy, GrantLayer.unknown()).build();
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class PolicyDirectoryBuilder {

  private final DirectoryContent content = new DirectoryContent();

  /** A directory without anything. */
  public PolicyDirectoryBuilder() {}

  /**
   * Adds a user, or a role by any of its sessions. The path of a user is the one in its name; a
   * role may have an unknown path.
   *
   * @throws InvalidNameException if the caller is neither a user nor any session of a role
   */
  public PolicyDirectoryBuilder principal(
      Caller caller, PolicyLayer identity, PolicyLayer boundary) {
    Principal principal = principal(caller);
    content.identity.put(principal, identity);
    content.boundary.put(principal, boundary);
    if (caller instanceof Caller.AnyRoleSession role
        && role.path() instanceof Caller.RolePath.Known) {
      content.rolePaths.put(principal, role.path());
    }
    if (caller instanceof Caller.IamUser user) {
      content.userNames.put(principal, user.name());
    }
    return this;
  }

  private static Principal principal(Caller caller) {
    if (caller instanceof Caller.IamUser user) {
      return new Principal(user.accountId(), PolicyDirectoryReader.USERS, user.userName());
    }
    if (caller instanceof Caller.AnyRoleSession role) {
      return new Principal(role.accountId(), PolicyDirectoryReader.ROLES, role.roleName());
    }
    throw new InvalidNameException("`" + caller.arn() + "` is neither a user nor a role");
  }

  /** Adds a key. */
  public PolicyDirectoryBuilder key(KmsResource.Key key, PolicyLayer policy, GrantLayer grants) {
    content.add(key);
    content.keyPolicies.put(key, policy);
    content.grants.put(key, grants);
    return this;
  }

  /**
   * Adds an alias of a key.
   *
   * @param name the name with {@code alias/}
   */
  public PolicyDirectoryBuilder alias(KmsResource.Key key, String name) {
    String bare = name.startsWith("alias/") ? name.substring("alias/".length()) : name;
    content.aliases.put(key.alias(bare), key);
    return this;
  }

  /** Sets the policy of the VPC endpoint. */
  public PolicyDirectoryBuilder endpoint(PolicyLayer policy) {
    content.endpoint = policy;
    return this;
  }

  /** States the Region of the VPC endpoint; without it, it is in the Region of the keys. */
  public PolicyDirectoryBuilder endpointRegion(String region) {
    content.endpointRegion = region;
    return this;
  }

  /** Sets the service control policies of an account. */
  public PolicyDirectoryBuilder serviceControl(String accountId, OrganizationLayer levels) {
    content.serviceControl.put(accountId, levels);
    return this;
  }

  /** Sets the resource control policies of an account. */
  public PolicyDirectoryBuilder resourceControl(String accountId, OrganizationLayer levels) {
    content.resourceControl.put(accountId, levels);
    return this;
  }

  /**
   * States that a layer is none for every caller and key to which nothing else is given.
   *
   * @throws InvalidNameException for the key policy, which every key has
   */
  public PolicyDirectoryBuilder none(LayerName layer) {
    if (layer == LayerName.KEY) {
      throw new InvalidNameException("a key policy is never none, as each key has one");
    }
    content.none.add(layer);
    return this;
  }

  /** The directory in memory. */
  public PolicyDirectory build() {
    return new PolicyDirectory(content);
  }

  /**
   * The users and roles that {@link #write} leaves out, because the layout ignores their names,
   * such as a name that begins with a dot. Their policies are then unknown.
   */
  public List<String> withoutFiles() {
    Set<Principal> principals = new HashSet<>(content.identity.keySet());
    principals.addAll(content.boundary.keySet());
    return principals.stream()
        .map(Principal::name)
        .filter(DirectoryWriter::isIgnored)
        .sorted()
        .toList();
  }

  /**
   * Writes the directory as files, from which {@link PolicyDirectory#load} reads the same, except
   * those {@link #withoutFiles}.
   *
   * @param root a directory without files
   * @throws InvalidNameException if the layout cannot state what is unknown, because a layer that
   *     is stated to be none is unknown somewhere
   */
  public void write(Path root) throws IOException {
    new DirectoryWriter(content, root).write();
  }
}
