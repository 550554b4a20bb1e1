package io.kmspolicy.lint.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The rules of the linter. The ids are stable; {@code docs/lint-rules.md} explains each. */
public enum LintRule {
  /** The text is no policy that AWS would read. */
  INVALID_DOCUMENT(
      Severity.ERROR,
      "the text is no policy that AWS would read",
      Pages.IAM + "reference_policies_grammar.html"),
  /** An identity policy has a {@code Principal}. */
  PRINCIPAL_IN_IDENTITY_POLICY(
      Severity.ERROR,
      "an identity policy has a `Principal`",
      Pages.IAM + "reference_policies_elements_principal.html"),
  /** The policy is larger than its quota. */
  TOO_LARGE(
      Severity.ERROR,
      "the policy is larger than its quota",
      Pages.IAM + "reference_iam-quotas.html"),
  /** A statement id that AWS refuses. */
  SID(
      Severity.WARNING,
      "a statement id that AWS refuses",
      Pages.IAM + "reference_policies_elements_sid.html"),
  /** An action that KMS does not have. */
  UNKNOWN_ACTION(
      Severity.ERROR,
      "an action that KMS does not have",
      "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html"),
  /** A key is named by its id or an alias. */
  KEY_NOT_BY_ARN(
      Severity.ERROR,
      "a key is named by its id or an alias",
      Pages.KMS + "cmks-in-iam-policies.html"),
  /** A resource pattern that no KMS ARN matches. */
  RESOURCE_MATCHES_NOTHING(
      Severity.ERROR,
      "a resource pattern that no KMS ARN matches",
      Pages.KMS + "cmks-in-iam-policies.html"),
  /** An action without a key is given a key. */
  ACTION_NEEDS_STAR(
      Severity.ERROR,
      "an action without a key is given a key",
      Pages.KMS + "kms-api-permissions-reference.html"),
  /** A key policy statement without an action or a resource. */
  STATEMENT_WITHOUT_EFFECT(
      Severity.ERROR,
      "a key policy statement without an action or a resource",
      "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html"),
  /** An action in a key policy that only IAM policies can allow. */
  IAM_ONLY_ACTION(
      Severity.WARNING,
      "an action in a key policy that only IAM policies can allow",
      Pages.KMS + "kms-api-permissions-reference.html"),
  /** A condition key that requests to KMS never carry. */
  UNKNOWN_CONDITION_KEY(
      Severity.ERROR,
      "a condition key that requests to KMS never carry",
      Pages.KMS + "policy-conditions.html"),
  /** A condition key that requests of the action never carry. */
  CONDITION_KEY_NOT_FOR_ACTION(
      Severity.WARNING,
      "a condition key that requests of the action never carry",
      Pages.KMS + "conditions-kms.html"),
  /** A condition key that works in IAM policies only. */
  CONDITION_KEY_NOT_IN_KEY_POLICY(
      Severity.WARNING, "a condition key that works in IAM policies only", Pages.KMS + "abac.html"),
  /** A condition key with a newer name. */
  DEPRECATED_CONDITION_KEY(
      Severity.WARNING, "a condition key with a newer name", Pages.KMS + "conditions-kms.html"),
  /** An operator that does not fit the type of the key. */
  OPERATOR_TYPE(
      Severity.ERROR,
      "an operator that does not fit the type of the key",
      Pages.IAM + "reference_policies_elements_condition_operators.html"),
  /** A set operator on a key with one value. */
  SET_OPERATOR_ON_SINGLE_VALUE(
      Severity.WARNING,
      "a set operator on a key with one value",
      Pages.IAM + "reference_policies_condition-single-vs-multi-valued-context-keys.html"),
  /** No set operator on a key with several values. */
  PLAIN_OPERATOR_ON_MANY_VALUES(
      Severity.WARNING,
      "no set operator on a key with several values",
      Pages.IAM + "reference_policies_condition-single-vs-multi-valued-context-keys.html"),
  /** An Allow that holds where the key is left out. */
  FOR_ALL_VALUES_WITHOUT_NULL(
      Severity.WARNING,
      "an Allow that holds where the key is left out",
      Pages.IAM + "reference_policies_condition-single-vs-multi-valued-context-keys.html"),
  /** A policy variable in a version that has none. */
  VARIABLE_IN_OLD_VERSION(
      Severity.ERROR,
      "a policy variable in a version that has none",
      Pages.IAM + "reference_policies_variables.html"),
  /** A condition value that does not parse. */
  UNREADABLE_VALUE(
      Severity.ERROR,
      "a condition value that does not parse",
      Pages.IAM + "reference_policies_elements_condition_operators.html"),
  /** A value that the condition key never has. */
  UNKNOWN_VALUE(
      Severity.WARNING,
      "a value that the condition key never has",
      Pages.KMS + "conditions-kms.html"),
  /** {@code kms:ViaService} used as it does not work. */
  VIA_SERVICE(
      Severity.WARNING,
      "`kms:ViaService` used as it does not work",
      Pages.KMS + "conditions-kms.html#conditions-kms-via-service"),
  /** A statement that matches no request. */
  NEVER_MATCHES(
      Severity.ERROR,
      "a statement that matches no request",
      Pages.IAM + "reference_policies_elements_condition.html"),
  /** An Allow that a Deny of the same policy covers. */
  SHADOWED(
      Severity.WARNING,
      "an Allow that a Deny of the same policy covers",
      Pages.IAM + "reference_policies_evaluation-logic.html"),
  /** A statement that another one covers. */
  REDUNDANT(
      Severity.INFO,
      "a statement that another one covers",
      Pages.IAM + "reference_policies_evaluation-logic.html"),
  /** A Deny that no Allow elsewhere overcomes. */
  DENY_WINS(
      Severity.INFO,
      "a Deny that no Allow elsewhere overcomes",
      Pages.IAM + "reference_policies_evaluation-logic.html"),
  /** Operations allowed on keys of every account. */
  ALL_ACCOUNTS_RESOURCE(
      Severity.WARNING,
      "operations allowed on keys of every account",
      Pages.KMS + "iam-policies-best-practices.html"),
  /** Key policy changes or deletion allowed on more than named keys. */
  KEY_ADMINISTRATION_IN_IAM(
      Severity.WARNING,
      "key policy changes or deletion allowed on more than named keys",
      Pages.KMS + "iam-policies-best-practices.html"),
  /** Cryptographic operations allowed on more than named keys. */
  CRYPTOGRAPHY_IN_IAM(
      Severity.INFO,
      "cryptographic operations allowed on more than named keys",
      Pages.KMS + "iam-policies-best-practices.html"),
  /** {@code kms:CreateKey} without a condition. */
  CREATE_KEY_UNLIMITED(
      Severity.INFO,
      "`kms:CreateKey` without a condition",
      Pages.KMS + "iam-policies-best-practices.html"),
  /** {@code kms:CreateKey} without what its callers need besides. */
  CREATE_KEY_COMPANIONS(
      Severity.INFO,
      "`kms:CreateKey` without what its callers need besides",
      Pages.KMS + "customer-managed-policies.html"),
  /** {@code *} where a Region or account pattern would do. */
  STAR_RESOURCE(
      Severity.INFO,
      "`*` where a Region or account pattern would do",
      Pages.KMS + "iam-policies-best-practices.html"),
  /** An alias action on the key or the alias only. */
  ALIAS_HALF(
      Severity.WARNING,
      "an alias action on the key or the alias only",
      Pages.KMS + "alias-access.html"),
  /** Nobody can change the key policy any more. */
  LOCKED_OUT(
      Severity.ERROR,
      "nobody can change the key policy any more",
      Pages.KMS + "key-policy-default.html"),
  /** The key policy does not enable IAM policies. */
  IAM_NOT_ENABLED(
      Severity.WARNING,
      "the key policy does not enable IAM policies",
      Pages.KMS + "key-policy-default.html"),
  /** An IAM Allow on a key whose policy does not enable IAM policies. */
  IAM_ALLOW_WITHOUT_EFFECT(
      Severity.WARNING,
      "an IAM Allow on a key whose policy does not enable IAM policies",
      Pages.KMS + "key-policy-default.html"),
  /** Everybody is allowed. */
  WILDCARD_PRINCIPAL(
      Severity.ERROR, "everybody is allowed", Pages.KMS + "key-policy-overview.html"),
  /** A principal that no longer exists. */
  DELETED_PRINCIPAL(
      Severity.WARNING,
      "a principal that no longer exists",
      Pages.IAM + "reference_policies_elements_principal.html"),
  /** {@code NotPrincipal} with Deny. */
  NOT_PRINCIPAL(
      Severity.WARNING,
      "`NotPrincipal` with Deny",
      Pages.IAM + "reference_policies_elements_notprincipal.html"),
  /** Another account is allowed whatever organization it is in. */
  CROSS_ACCOUNT_WITHOUT_ORG(
      Severity.INFO,
      "another account is allowed whatever organization it is in",
      Pages.KMS + "key-policy-modifying-external-accounts.html"),
  /** Another account is allowed what works in the key's account only. */
  CROSS_ACCOUNT_USELESS(
      Severity.WARNING,
      "another account is allowed what works in the key's account only",
      Pages.KMS + "key-policy-modifying-external-accounts.html"),
  /** {@code kms:CreateGrant} without a limit. */
  GRANT_UNCONSTRAINED(
      Severity.WARNING, "`kms:CreateGrant` without a limit", Pages.KMS + "grants.html"),
  /** A grant that any encryption context fulfils. */
  GRANT_WITHOUT_CONSTRAINTS(
      Severity.WARNING,
      "a grant that any encryption context fulfils",
      Pages.KMS + "create-grant-overview.html"),
  /** A grant whose grantee may create grants. */
  GRANT_HANDS_ON(
      Severity.WARNING,
      "a grant whose grantee may create grants",
      Pages.KMS + "create-grant-overview.html"),
  /** A Deny that also stops AWS services. */
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

  /** The rule of that id. */
  public static Optional<LintRule> parse(String id) {
    return Arrays.stream(values()).filter(rule -> rule.id().equals(id)).findFirst();
  }

  /** The id, such as {@code all-accounts-resource}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The severity of its findings, unless a finding or the settings say another. */
  public Severity severity() {
    return severity;
  }

  /** What it finds, in a few words. */
  public String title() {
    return title;
  }

  /** The page of AWS that it follows. */
  public String page() {
    return page;
  }

  private static final class Pages {
    static final String KMS = "https://docs.aws.amazon.com/kms/latest/developerguide/";
    static final String IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/";
  }
}
