package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The fleet's roles: ten in each account, each with five identity policies. */
final class FleetRoles {

  /** The number of roles. */
  static final int COUNT = 200;

  private static final int ROLES_PER_BOUNDARY = 3;

  private final FleetIdentities identities;
  private final FleetOrganization organization;
  private final List<PolicyText> texts = new ArrayList<>();
  private final List<PrincipalEntry> entries = new ArrayList<>();

  FleetRoles(FleetKeys keys, Random random, FleetOrganization organization) {
    this.identities = new FleetIdentities(keys, random);
    this.organization = organization;
    PolicyText boundary = boundary();
    texts.add(boundary);
    for (int role = 0; role < COUNT; role++) {
      entries.add(entry(role, boundary.read()));
    }
  }

  /** The account of a role, by the role's number. */
  static int accountOf(int role) {
    return role % Places.ACCOUNTS;
  }

  /** The role's ARN. */
  static String arn(int role) {
    return "arn:aws:iam::" + Places.account(accountOf(role)) + ":role/" + name(role);
  }

  /** The ARNs of every second role of an account. */
  static String[] arnsIn(int account) {
    List<String> arns = new ArrayList<>();
    for (int role = account; role < COUNT; role += 2 * Places.ACCOUNTS) {
      arns.add(arn(role));
    }
    return arns.toArray(String[]::new);
  }

  private static String name(int role) {
    return "app-" + role;
  }

  private PrincipalEntry entry(int role, NamedPolicy boundary) {
    List<NamedPolicy> policies = new ArrayList<>();
    for (PolicyText text : identities.of(role)) {
      texts.add(text);
      policies.add(text.read());
    }
    String session =
        "arn:aws:sts::" + Places.account(accountOf(role)) + ":assumed-role/" + name(role) + "/i-1";
    return new PrincipalEntry(
        Caller.parse(session).takenLiterally(),
        new PolicyLayer.Attached(policies),
        role % ROLES_PER_BOUNDARY == 0 ? PolicyLayer.of(boundary) : PolicyLayer.none(),
        organization.serviceControl(accountOf(role)));
  }

  private static PolicyText boundary() {
    return PolicyText.of(
        PolicyType.PERMISSIONS_BOUNDARY,
        "application-boundary",
        List.of(
            StatementText.allow()
                .actions(
                    "kms:Encrypt",
                    "kms:Decrypt",
                    "kms:ReEncrypt*",
                    "kms:GenerateDataKey*",
                    "kms:Describe*",
                    "kms:List*",
                    "s3:*",
                    "dynamodb:*",
                    "sqs:*")
                .resources("*"),
            StatementText.deny().actions("kms:CreateGrant").resources("*")));
  }

  List<PrincipalEntry> entries() {
    return entries;
  }

  List<PolicyText> texts() {
    return texts;
  }
}
