package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.OrganizationLayer.Level;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;

/** The fleet's organization: service control policies at three levels, resource control at two. */
final class FleetOrganization {

  static final String ID = "o-a1b2c3d4e5";

  private static final int UNITS = 4;

  private final List<PolicyText> texts = new ArrayList<>();
  private final List<OrganizationLayer> serviceControl = new ArrayList<>();
  private final List<OrganizationLayer> resourceControl = new ArrayList<>();

  FleetOrganization() {
    List<StatementText> everything = List.of(StatementText.allow().actions("*").resources("*"));
    NamedPolicy service = read(PolicyType.SERVICE_CONTROL, "FullAWSAccess", everything);
    NamedPolicy resource =
        read(
            PolicyType.RESOURCE_CONTROL,
            "RCPFullAWSAccess",
            List.of(StatementText.allow().everybody().actions("*").resources("*")));
    NamedPolicy regions = read(PolicyType.SERVICE_CONTROL, "regions", List.of(onlyRegions()));
    NamedPolicy deletion = read(PolicyType.SERVICE_CONTROL, "deletion", List.of(noDeletion()));
    NamedPolicy perimeter = read(PolicyType.RESOURCE_CONTROL, "perimeter", List.of(perimeter()));
    for (int account = 0; account < Places.ACCOUNTS; account++) {
      String id = Places.account(account);
      int unit = account % UNITS;
      serviceControl.add(
          OrganizationLayer.of(
              new Level("r-root", List.of(service)),
              new Level("ou-" + unit, unit % 2 == 0 ? List.of(service, regions) : List.of(service)),
              new Level(id, List.of(service, deletion))));
      resourceControl.add(
          OrganizationLayer.of(
              new Level("r-root", List.of(resource)), new Level(id, List.of(resource, perimeter))));
    }
  }

  private static StatementText onlyRegions() {
    return StatementText.deny()
        .notActions("iam:*", "sts:*", "organizations:*", "support:*")
        .resources("*")
        .when("StringNotEquals", "aws:RequestedRegion", Places.REGIONS.toArray(String[]::new));
  }

  private static StatementText noDeletion() {
    return StatementText.deny()
        .actions("kms:ScheduleKeyDeletion", "kms:DeleteImportedKeyMaterial")
        .resources("*")
        .when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/break-glass");
  }

  private static StatementText perimeter() {
    return StatementText.deny()
        .everybody()
        .actions("kms:*")
        .resources("*")
        .when("StringNotEqualsIfExists", "aws:PrincipalOrgID", ID)
        .when("BoolIfExists", "aws:PrincipalIsAWSService", "false");
  }

  private NamedPolicy read(PolicyType type, String name, List<StatementText> statements) {
    PolicyText text = PolicyText.of(type, name, statements);
    texts.add(text);
    return text.read();
  }

  OrganizationLayer serviceControl(int account) {
    return serviceControl.get(account);
  }

  OrganizationLayer resourceControl(int account) {
    return resourceControl.get(account);
  }

  List<PolicyText> texts() {
    return texts;
  }
}
