package io.kmspolicy.lint.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules of the linter. The title of each constant defines the rule, and {@code
 * docs/lint-rules.md} explains it with examples. The ids are stable.
 */
public enum LintRule {
  INVALID_DOCUMENT(
      Severity.ERROR,
      "the text is no policy that AWS would read",
      Pages.IAM + "reference_policies_grammar.html"),
  PRINCIPAL_IN_IDENTITY_POLICY(
      Severity.ERROR,
      "an identity policy has a `Principal`",
      Pages.IAM + "reference_policies_elements_principal.html"),
  PLACEHOLDER(
      Severity.INFO,
      "a placeholder that somebody has to replace",
      Pages.IAM + "reference_policies_grammar.html"),
  TOO_LARGE(
      Severity.ERROR,
      "the policy is larger than its quota",
      Pages.IAM + "reference_iam-quotas.html"),
  SID(
      Severity.WARNING,
      "a statement id that AWS refuses",
      Pages.IAM + "reference_policies_elements_sid.html"),
  UNKNOWN_ACTION(
      Severity.ERROR,
      "an action that KMS does not have",
      "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html"),
  KEY_NOT_BY_ARN(
      Severity.ERROR,
      "a key is named by its id or an alias",
      Pages.KMS + "cmks-in-iam-policies.html"),
  RESOURCE_MATCHES_NOTHING(
      Severity.ERROR,
      "a resource pattern that no KMS ARN matches",
      Pages.KMS + "cmks-in-iam-policies.html"),
  OTHER_SERVICE_RESOURCE(
      Severity.ERROR,
      "an action of KMS on resources of other services only",
      Pages.KMS + "kms-api-permissions-reference.html"),
  UNKNOWN_SERVICE(
      Severity.WARNING,
      "a service that AWS does not have",
      Pages.IAM + "reference_policies_elements_principal.html#principal-services"),
  UNKNOWN_REGION(
      Severity.WARNING,
      "a partition or Region that does not exist",
      Pages.KMS + "cmks-in-iam-policies.html"),
  RCP_FORM(
      Severity.ERROR,
      "a resource control policy that AWS refuses",
      "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html"),
  ACTION_NEEDS_STAR(
      Severity.ERROR,
      "an action without a key is given a key",
      Pages.KMS + "kms-api-permissions-reference.html"),
  STATEMENT_WITHOUT_EFFECT(
      Severity.ERROR,
      "a key policy statement without an action or a resource, or about another key",
      "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html"),
  IAM_ONLY_ACTION(
      Severity.WARNING,
      "an action in a key policy that only IAM policies can allow",
      Pages.KMS + "kms-api-permissions-reference.html"),
  UNKNOWN_CONDITION_KEY(
      Severity.ERROR,
      "a condition key that requests to KMS never carry",
      Pages.KMS + "policy-conditions.html"),
  CONDITION_KEY_NOT_FOR_ACTION(
      Severity.WARNING,
      "a condition key that requests of the action never carry",
      Pages.KMS + "conditions-kms.html"),
  CONDITION_KEY_NOT_IN_KEY_POLICY(
      Severity.WARNING, "a condition key that works in IAM policies only", Pages.KMS + "abac.html"),
  DEPRECATED_CONDITION_KEY(
      Severity.WARNING, "a condition key with a newer name", Pages.KMS + "conditions-kms.html"),
  OPERATOR_TYPE(
      Severity.ERROR,
      "an operator that does not fit the type of the key",
      Pages.IAM + "reference_policies_elements_condition_operators.html"),
  SET_OPERATOR_ON_SINGLE_VALUE(
      Severity.WARNING,
      "a set operator on a key with one value",
      Pages.IAM + "reference_policies_condition-single-vs-multi-valued-context-keys.html"),
  PLAIN_OPERATOR_ON_MANY_VALUES(
      Severity.WARNING,
      "no set operator on a key with several values",
      Pages.IAM + "reference_policies_condition-single-vs-multi-valued-context-keys.html"),
  FOR_ALL_VALUES_WITHOUT_NULL(
      Severity.WARNING,
      "an Allow that holds where the key is left out",
      Pages.IAM + "reference_policies_condition-single-vs-multi-valued-context-keys.html"),
  VARIABLE_IN_OLD_VERSION(
      Severity.ERROR,
      "a policy variable in a version that has none",
      Pages.IAM + "reference_policies_variables.html"),
  UNREADABLE_VALUE(
      Severity.ERROR,
      "a condition value that does not parse",
      Pages.IAM + "reference_policies_elements_condition_operators.html"),
  UNKNOWN_VALUE(
      Severity.WARNING,
      "a value that the condition key never has",
      Pages.KMS + "conditions-kms.html"),
  WILDCARD_WITHOUT_LIKE(
      Severity.WARNING,
      "a wildcard that is compared literally",
      Pages.IAM + "reference_policies_elements_condition_operators.html"),
  VALUE_FORM(
      Severity.WARNING,
      "a value in a form that the condition key never has",
      Pages.KMS + "conditions-kms.html"),
  DEBUG_ENCLAVE(
      Severity.WARNING,
      "the attestation of an enclave in debug mode",
      Pages.KMS + "conditions-nitro-enclaves.html"),
  EXPIRED(
      Severity.INFO,
      "a statement that ended at a date in the past",
      Pages.IAM + "reference_policies_elements_condition_operators.html"),
  VARIABLE_FORM(
      Severity.ERROR,
      "a policy variable that is malformed or unknown",
      Pages.IAM + "reference_policies_variables.html"),
  KEY_NOT_FOR_PRINCIPAL(
      Severity.ERROR,
      "a condition key that the principal never has",
      Pages.IAM + "reference_policies_condition-keys.html"),
  VIA_SERVICE(
      Severity.WARNING,
      "`kms:ViaService` used as it does not work",
      Pages.KMS + "conditions-kms.html#conditions-kms-via-service"),
  VIA_SERVICE_REGION(
      Severity.WARNING,
      "`kms:ViaService` of another Region than the keys",
      Pages.KMS + "conditions-kms.html#conditions-kms-via-service"),
  NEVER_MATCHES(
      Severity.ERROR,
      "a statement that matches no request",
      Pages.IAM + "reference_policies_elements_condition.html"),
  SHADOWED(
      Severity.WARNING,
      "an Allow that a Deny of the same policy covers",
      Pages.IAM + "reference_policies_evaluation-logic.html"),
  REDUNDANT(
      Severity.INFO,
      "a statement that another one covers",
      Pages.IAM + "reference_policies_evaluation-logic.html"),
  DENY_WINS(
      Severity.INFO,
      "a Deny that no Allow elsewhere overcomes",
      Pages.IAM + "reference_policies_evaluation-logic.html"),
  ALL_ACCOUNTS_RESOURCE(
      Severity.WARNING,
      "operations allowed on keys of every account",
      Pages.KMS + "iam-policies-best-practices.html"),
  ALL_ACCOUNTS_READ(
      Severity.INFO,
      "reading operations allowed on keys of every account",
      Pages.KMS + "iam-policies-best-practices.html"),
  KEY_ADMINISTRATION_IN_IAM(
      Severity.WARNING,
      "key policy changes or deletion allowed on more than named keys",
      Pages.KMS + "iam-policies-best-practices.html"),
  CRYPTOGRAPHY_IN_IAM(
      Severity.INFO,
      "cryptographic operations allowed on more than named keys",
      Pages.KMS + "iam-policies-best-practices.html"),
  CREATE_KEY_UNLIMITED(
      Severity.INFO,
      "`kms:CreateKey` without a condition",
      Pages.KMS + "iam-policies-best-practices.html"),
  CREATE_KEY_COMPANIONS(
      Severity.INFO,
      "`kms:CreateKey` without what its callers need besides",
      Pages.KMS + "customer-managed-policies.html"),
  ALL_ACTIONS(
      Severity.WARNING,
      "every action of KMS is allowed without naming KMS",
      Pages.KMS + "iam-policies-best-practices.html"),
  STAR_RESOURCE(
      Severity.INFO,
      "`*` where a Region or account pattern would do",
      Pages.KMS + "iam-policies-best-practices.html"),
  ALIAS_HALF(
      Severity.WARNING,
      "an alias action on the key or the alias only",
      Pages.KMS + "alias-access.html"),
  LOCKOUT(
      Severity.ERROR,
      "nobody can change the key policy any more",
      Pages.KMS + "key-policy-default.html"),
  SOLE_ADMINISTRATOR(
      Severity.WARNING,
      "only a role that may be lost can change the key policy",
      "https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html"),
  PRINCIPAL_NOT_FOUND(
      Severity.ERROR, "a user or role that does not exist", Pages.KMS + "key-policy-overview.html"),
  SERVICE_LINKED_ROLE(
      Severity.INFO,
      "a service-linked role that must exist before the key policy is set",
      "https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html"),
  IAM_NOT_ENABLED(
      Severity.WARNING,
      "the key policy does not enable IAM policies",
      Pages.KMS + "key-policy-default.html"),
  IAM_ALLOW_WITHOUT_EFFECT(
      Severity.WARNING,
      "an IAM Allow on a key whose policy does not enable IAM policies",
      Pages.KMS + "key-policy-default.html"),
  WILDCARD_PRINCIPAL(
      Severity.ERROR, "everybody is allowed", Pages.KMS + "key-policy-overview.html"),
  CONFUSED_DEPUTY(
      Severity.WARNING,
      "a service may use the key for any account",
      Pages.IAM + "confused-deputy.html"),
  SERVICE_NEVER_SENDS(
      Severity.WARNING,
      "a condition on a key that the service never sends",
      "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"),
  ENDPOINT_UNLIMITED(
      Severity.INFO, "an endpoint policy without a limit", Pages.KMS + "kms-vpc-endpoint.html"),
  DELETED_PRINCIPAL(
      Severity.WARNING,
      "a principal that no longer exists",
      Pages.IAM + "reference_policies_elements_principal.html"),
  NOT_PRINCIPAL(
      Severity.WARNING,
      "`NotPrincipal` with Deny",
      Pages.IAM + "reference_policies_elements_notprincipal.html"),
  FOREIGN_ADMINISTRATION(
      Severity.ERROR,
      "another account may administer the key",
      Pages.KMS + "key-policy-modifying-external-accounts.html"),
  CROSS_ACCOUNT_WITHOUT_ORG(
      Severity.INFO,
      "another account is allowed whatever organization it is in",
      Pages.KMS + "key-policy-modifying-external-accounts.html"),
  CROSS_ACCOUNT_USELESS(
      Severity.WARNING,
      "another account is allowed what works in the key's account only",
      Pages.KMS + "key-policy-modifying-external-accounts.html"),
  GRANT_UNCONSTRAINED(
      Severity.WARNING, "`kms:CreateGrant` without a limit", Pages.KMS + "grants.html"),
  GRANT_WITHOUT_CONSTRAINTS(
      Severity.WARNING,
      "a grant that any encryption context fulfils",
      Pages.KMS + "create-grant-overview.html"),
  GRANT_HANDS_ON(
      Severity.WARNING,
      "a grant whose grantee may create grants",
      Pages.KMS + "create-grant-overview.html"),
  DENY_BLOCKS_SERVICES(
      Severity.WARNING,
      "a Deny that also stops AWS services",
      Pages.IAM + "reference_policies_condition-keys.html#condition-keys-viaawsservice");

  private final Severity severity;
  private final String title;
  private final String page;

  LintRule(Severity severity, String title, String page) {
    this.severity = severity;
    this.title = title;
    this.page = page;
  }

  /** The rule with this id. */
  public static Optional<LintRule> parse(String id) {
    return Arrays.stream(values()).filter(rule -> rule.id().equals(id)).findFirst();
  }

  /** The id, such as {@code all-accounts-resource}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The severity of its findings, unless the check or the settings assign another one. */
  public Severity severity() {
    return severity;
  }

  /** Whether the rule reports only if the settings give it a severity. */
  public boolean isOffByDefault() {
    return this == ALL_ACCOUNTS_READ || this == CREATE_KEY_COMPANIONS || this == DENY_WINS;
  }

  /** The finding as a short phrase. */
  public String title() {
    return title;
  }

  /** The page of the AWS documentation that the rule is based on. */
  public String page() {
    return page;
  }

  private static final class Pages {
    static final String KMS = "https://docs.aws.amazon.com/kms/latest/developerguide/";
    static final String IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/";
  }
}
