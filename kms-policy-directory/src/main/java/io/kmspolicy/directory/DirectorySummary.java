package io.kmspolicy.directory;

import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a policy directory describes, in a few words: who operates an application looks there first
 * if calls stay undecided.
 */
final class DirectorySummary {

  private static final KeyPolicies NO_KEY =
      new KeyPolicies(
          PolicyLayer.none(), GrantLayer.none(), OrganizationLayer.none(), KeyManager.CUSTOMER);
  private static final Set<LayerName> OF_CALLERS =
      EnumSet.of(
          LayerName.IDENTITY,
          LayerName.PERMISSIONS_BOUNDARY,
          LayerName.SESSION,
          LayerName.SERVICE_CONTROL,
          LayerName.VPC_ENDPOINT);

  private DirectorySummary() {}

  /** Such as {@code 3 principals, 5 keys; unknown: boundary, session}. */
  static String of(PolicyDirectory directory) {
    List<Caller> callers =
        directory.callers().stream()
            .filter(caller -> !(caller instanceof Caller.RootUser))
            .toList();
    List<KmsResource.Key> keys = directory.keys();
    Set<LayerName> unknown = ofCallers(callers, directory);
    unknown.addAll(ofKeys(keys, directory));
    return counted(callers.size(), "principal")
        + ", "
        + counted(keys.size(), "key")
        + (unknown.isEmpty()
            ? ""
            : "; unknown: " + String.join(", ", unknown.stream().map(LayerName::word).toList()));
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** The layers that are unknown for every caller. */
  private static Set<LayerName> ofCallers(List<Caller> callers, PolicyDirectory directory) {
    Set<LayerName> unknown = EnumSet.noneOf(LayerName.class);
    if (!callers.isEmpty()) {
      unknown.addAll(OF_CALLERS);
    }
    for (Caller caller : callers) {
      unknown.retainAll(LayerName.unknownIn(PolicySet.of(directory.principal(caller), NO_KEY)));
    }
    return unknown;
  }

  /** The layers that are unknown for every key. */
  private static Set<LayerName> ofKeys(List<KmsResource.Key> keys, PolicyDirectory directory) {
    Set<LayerName> unknown = EnumSet.noneOf(LayerName.class);
    if (!keys.isEmpty()) {
      unknown.addAll(EnumSet.complementOf(EnumSet.copyOf(OF_CALLERS)));
    }
    for (KmsResource.Key key : keys) {
      Caller root = new Caller.RootUser(key.partition(), key.accountId());
      unknown.retainAll(
          LayerName.unknownIn(PolicySet.of(directory.principal(root), directory.key(key, root))));
    }
    return unknown;
  }
}
