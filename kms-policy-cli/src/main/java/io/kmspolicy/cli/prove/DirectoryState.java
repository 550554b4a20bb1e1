package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.input.MadeUpIds;
import io.kmspolicy.cli.input.PolicyInput;
import io.kmspolicy.cli.query.DirectoryNames;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A policy directory, or a file of another form, as the state of a claim. */
final class DirectoryState {

  private static final String SOME_ID = "00000000-0000-0000-0000-000000000000";

  private final PolicyDirectory directory;
  private final @Nullable String key;
  private final Map<Caller, PrincipalPolicies> callers = new LinkedHashMap<>();
  private final Map<KmsResource.Key, KeyPolicies> keys = new LinkedHashMap<>();

  /**
   * Reads a policy directory, or a file of another form.
   *
   * @param key the ARN of the only key that the claim is about; null if it is about all keys
   */
  DirectoryState(PolicyInput policies, @Nullable String key) throws IOException {
    this.directory = policies.directory();
    this.key = key;
    DirectoryNames names = DirectoryNames.of(policies);
    for (Caller caller : names.callers()) {
      callers.put(caller, MadeUpIds.narrow(directory.principal(caller), names.keys()));
    }
    for (KmsResource.Key one : names.keys()) {
      if (key == null || one.arn().equals(key)) {
        Caller owner = new Caller.RootUser(one.partition(), one.accountId());
        keys.put(one, directory.key(one, owner));
      }
    }
  }

  /** The keys that have a folder. */
  Set<KmsResource.Key> keys() {
    return keys.keySet();
  }

  /**
   * The state.
   *
   * @param listed keys of the accounts whose other keys and aliases are compared, too
   */
  PolicyState state(Collection<KmsResource.Key> listed) {
    PolicyState state = new PolicyState(callers, keys);
    return key == null ? state.withOtherKeys(others(listed)) : state;
  }

  /** The policies of the keys of each account that have no folder. */
  private Map<String, KeyPolicies> others(Collection<KmsResource.Key> listed) {
    Map<String, KeyPolicies> others = new LinkedHashMap<>();
    for (KmsResource.Key one : listed) {
      others.computeIfAbsent(
          one.accountId(),
          account -> {
            KmsResource.Key other =
                new KmsResource.Key(one.partition(), one.region(), account, SOME_ID);
            return directory.key(other, new Caller.RootUser(one.partition(), account));
          });
    }
    return others;
  }
}
