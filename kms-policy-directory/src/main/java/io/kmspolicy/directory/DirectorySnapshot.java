package io.kmspolicy.directory;

import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the snapshot of a directory. */
final class DirectorySnapshot {

  /** An account without a folder. */
  private static final String ELSEWHERE = "";

  private final DirectoryContent content;
  private final DirectoryMembers members;
  private final PolicySource policies;

  DirectorySnapshot(DirectoryContent content, PolicySource policies) {
    this.content = content;
    this.members = new DirectoryMembers(content);
    this.policies = policies;
  }

  PolicySnapshot snapshot() {
    PolicySnapshot.Builder snapshot = PolicySnapshot.builder();
    for (Caller caller : members.callers()) {
      snapshot.principal(caller, policies.principal(caller));
    }
    for (KmsResource.Key key : members.keys()) {
      snapshot.key(key, policies.key(key, owner(key)));
    }
    for (KmsResource.Alias alias : content.aliases.keySet()) {
      snapshot.key(alias, policies.key(alias, owner(alias)));
    }
    return snapshot.key(new KmsResource.Any(), withoutKey()).build();
  }

  private static Caller owner(KmsResource.Owned resource) {
    return new Caller.RootUser(resource.partition(), resource.accountId());
  }

  /**
   * The layers of calls without a key. Their resource control policies are those of the caller's
   * account, so they are unknown if accounts have different ones, accounts elsewhere included.
   */
  private KeyPolicies withoutKey() {
    Set<OrganizationLayer> layers =
        Stream.concat(Stream.of(ELSEWHERE), members.accounts().stream())
            .map(account -> new Caller.RootUser("aws", account))
            .map(caller -> policies.key(new KmsResource.Any(), caller).resourceControl())
            .collect(Collectors.toSet());
    return new KeyPolicies(
        PolicyLayer.none(),
        GrantLayer.none(),
        layers.size() == 1 ? layers.iterator().next() : OrganizationLayer.unknown(),
        KeyManager.CUSTOMER);
  }
}
