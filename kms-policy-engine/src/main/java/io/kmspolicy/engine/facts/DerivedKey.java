package io.kmspolicy.engine.facts;

import io.kmspolicy.model.request.ConditionContext;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The condition keys whose value can follow from the caller, the resource, the organization, the
 * Region or the transport of a request. No other place spells their names.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS
 *     global condition context keys</a>
 */
public enum DerivedKey {
  PRINCIPAL_ARN("aws:PrincipalArn"),
  PRINCIPAL_ACCOUNT("aws:PrincipalAccount"),
  PRINCIPAL_TYPE("aws:PrincipalType"),
  PRINCIPAL_IS_AWS_SERVICE("aws:PrincipalIsAWSService"),
  PRINCIPAL_SERVICE_NAME("aws:PrincipalServiceName"),
  PRINCIPAL_ORG_ID("aws:PrincipalOrgID"),
  PRINCIPAL_ORG_PATHS("aws:PrincipalOrgPaths"),
  USER_ID("aws:userid"),
  USER_NAME("aws:username"),
  CALLER_ACCOUNT("kms:CallerAccount"),
  VIA_SERVICE("kms:ViaService"),
  RESOURCE_ACCOUNT("aws:ResourceAccount"),
  RESOURCE_ORG_ID("aws:ResourceOrgID"),
  RESOURCE_ALIASES("kms:ResourceAliases"),
  KEY_SPEC("kms:KeySpec"),
  CUSTOMER_MASTER_KEY_SPEC("kms:CustomerMasterKeySpec"),
  KEY_USAGE("kms:KeyUsage"),
  CUSTOMER_MASTER_KEY_USAGE("kms:CustomerMasterKeyUsage"),
  KEY_ORIGIN("kms:KeyOrigin"),
  MULTI_REGION("kms:MultiRegion"),
  MULTI_REGION_KEY_TYPE("kms:MultiRegionKeyType"),
  REQUESTED_REGION("aws:RequestedRegion"),
  SECURE_TRANSPORT("aws:SecureTransport"),
  VIA_AWS_SERVICE("aws:ViaAWSService"),
  USER_AGENT("aws:UserAgent"),
  CURRENT_TIME("aws:CurrentTime"),
  EPOCH_TIME("aws:EpochTime"),
  ENCRYPTION_CONTEXT_KEYS("kms:EncryptionContextKeys");

  private static final Map<String, DerivedKey> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(DerivedKey::keyName, Function.identity()));

  private final String spelling;
  private final String keyName;

  DerivedKey(String spelling) {
    this.spelling = spelling;
    this.keyName = ConditionContext.name(spelling);
  }

  /** The key as AWS writes it. */
  public String spelling() {
    return spelling;
  }

  /** The key in lower case, as {@link ConditionContext#get} takes it. */
  public String keyName() {
    return keyName;
  }

  /** The key of a name in lower case; null for all other keys. */
  static @Nullable DerivedKey of(String name) {
    return BY_NAME.get(name);
  }
}
