package io.kmspolicy.directory;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a policy directory describes, in a few words: who operates an application looks there first
 * if calls stay undecided.
 */
final class DirectorySummary {

  private static final String GRANTS = "grants";

  /** The layers that are unknown for everyone and everything that was looked at. */
  private final Set<PolicyType> unknown = EnumSet.noneOf(PolicyType.class);

  private boolean unknownGrants;

  private DirectorySummary() {}

  /** Such as {@code 3 principals, 5 keys; unknown: permissions boundary, session policies}. */
  static String of(PolicyDirectory directory) {
    DirectorySummary summary = new DirectorySummary();
    List<Caller> callers =
        directory.callers().stream()
            .filter(caller -> !(caller instanceof Caller.RootUser))
            .toList();
    List<KmsResource.Key> keys = directory.keys();
    summary.callers(callers, directory);
    summary.keys(keys, directory);
    List<String> layers = new ArrayList<>();
    summary.unknown.forEach(type -> layers.add(type.words()));
    if (summary.unknownGrants) {
      layers.add(GRANTS);
    }
    return counted(callers.size(), "principal")
        + ", "
        + counted(keys.size(), "key")
        + (layers.isEmpty() ? "" : "; unknown: " + String.join(", ", layers));
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private void callers(List<Caller> callers, PolicyDirectory directory) {
    Set<PolicyType> layers =
        callers.isEmpty()
            ? EnumSet.noneOf(PolicyType.class)
            : EnumSet.of(
                PolicyType.IDENTITY,
                PolicyType.PERMISSIONS_BOUNDARY,
                PolicyType.SESSION,
                PolicyType.SERVICE_CONTROL,
                PolicyType.VPC_ENDPOINT);
    for (Caller caller : callers) {
      PrincipalPolicies known = directory.principal(caller);
      layers.removeIf(type -> !isUnknown(type, known));
    }
    unknown.addAll(layers);
  }

  private static boolean isUnknown(PolicyType type, PrincipalPolicies known) {
    return switch (type) {
      case IDENTITY -> known.identity() instanceof PolicyLayer.Unknown;
      case PERMISSIONS_BOUNDARY -> known.permissionsBoundary() instanceof PolicyLayer.Unknown;
      case SESSION -> known.session() instanceof PolicyLayer.Unknown;
      case SERVICE_CONTROL -> known.serviceControl() instanceof OrganizationLayer.Unknown;
      case VPC_ENDPOINT -> known.vpcEndpoint() instanceof PolicyLayer.Unknown;
      case KEY, RESOURCE_CONTROL -> false;
    };
  }

  private void keys(List<KmsResource.Key> keys, PolicyDirectory directory) {
    boolean policies = !keys.isEmpty();
    boolean control = policies;
    unknownGrants = policies;
    for (KmsResource.Key key : keys) {
      KeyPolicies known = directory.key(key, new Caller.RootUser(key.partition(), key.accountId()));
      policies &= known.key() instanceof PolicyLayer.Unknown;
      control &= known.resourceControl() instanceof OrganizationLayer.Unknown;
      unknownGrants &= known.grants() instanceof GrantLayer.Unknown;
    }
    if (policies) {
      unknown.add(PolicyType.KEY);
    }
    if (control) {
      unknown.add(PolicyType.RESOURCE_CONTROL);
    }
  }
}
