package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.fleet.FleetKeys.Facts;
import io.kmspolicy.analysis.fleet.FleetRisks.Missing;
import io.kmspolicy.analysis.query.AtMost;
import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Sums up the risks of the keys of a grid, and what was not known. */
final class RiskSummary {

  private final FleetCells cells;
  private final List<Principal> principals;
  private final CellAnswers answers;

  RiskSummary(FleetCells cells, List<Principal> principals) {
    this.cells = cells;
    this.principals = principals;
    this.answers = new CellAnswers(cells);
  }

  FleetRisks risks() {
    List<Facts> keys = cells.keys().keys();
    RiskFinder finder =
        new RiskFinder(cells.keys(), principals, answers, new Reaches(cells.names(), cells.keys()));
    long indeterminate = 0;
    for (int row = 0; row < principals.size(); row++) {
      for (Facts key : keys) {
        indeterminate += answers.indeterminate(row, key);
      }
    }
    return new FleetRisks(
        finder.of(keys),
        notKnown(keys),
        (long) principals.size() * keys.size() * answers.actions().size(),
        indeterminate);
  }

  private List<Missing> notKnown(List<Facts> keys) {
    PolicyDirectory directory = cells.names().directory();
    List<KeyPolicies> ofKeys = keys.stream().map(key -> cells.keys().layers(key.key())).toList();
    List<PrincipalPolicies> ofPrincipals =
        principals.stream()
            .filter(principal -> !principal.isAnyone())
            .filter(principal -> principal.caller() instanceof Caller.AccountCaller)
            .map(principal -> directory.principal(principal.caller()))
            .toList();
    List<Missing> missing = new ArrayList<>();
    add(PolicyType.KEY.word(), "key", ofKeys, of -> isUnknown(of.key()), missing);
    add(AtMost.GRANTS, "key", ofKeys, of -> of.grants() instanceof GrantLayer.Unknown, missing);
    add(
        PolicyType.RESOURCE_CONTROL.word(),
        "key",
        ofKeys,
        of -> of.resourceControl() instanceof OrganizationLayer.Unknown,
        missing);
    String principal = "principal";
    add(
        PolicyType.IDENTITY.word(),
        principal,
        ofPrincipals,
        of -> isUnknown(of.identity()),
        missing);
    add(
        PolicyType.PERMISSIONS_BOUNDARY.word(),
        principal,
        ofPrincipals,
        of -> isUnknown(of.permissionsBoundary()),
        missing);
    add(PolicyType.SESSION.word(), principal, ofPrincipals, of -> isUnknown(of.session()), missing);
    add(
        PolicyType.SERVICE_CONTROL.word(),
        principal,
        ofPrincipals,
        of -> of.serviceControl() instanceof OrganizationLayer.Unknown,
        missing);
    add(
        PolicyType.VPC_ENDPOINT.word(),
        principal,
        ofPrincipals,
        of -> isUnknown(of.vpcEndpoint()),
        missing);
    return missing;
  }

  private static boolean isUnknown(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Unknown;
  }

  private static <T> void add(
      String layer, String of, List<T> all, Predicate<T> isMissing, List<Missing> missing) {
    int count = (int) all.stream().filter(isMissing).count();
    if (count > 0) {
      missing.add(new Missing(layer, count, all.size(), of));
    }
  }
}
