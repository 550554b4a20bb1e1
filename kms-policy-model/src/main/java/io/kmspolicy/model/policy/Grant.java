package io.kmspolicy.model.policy;

import java.util.List;

/**
 * A grant on a key, in the shape of the {@code ListGrants} response (rules 5.6-5.9).
 *
 * @param grantId the grant's id; empty if not given
 * @param name the grant's name; empty if not given
 * @param keyId the key's ARN or id; empty if not given, which means the key of the request
 * @param grantee who may use the grant
 * @param retiring who may retire it besides the issuing account
 * @param operations the operations it allows, such as {@code Decrypt}
 * @param constraints the limits on its use
 * @param issuingAccount the account that created it, as twelve digits or root ARN; empty if not
 *     given
 * @param creationDate the time of creation as written; empty if not given
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html">AWS
 *     KMS API: GrantListEntry</a>
 */
public record Grant(
    String grantId,
    String name,
    String keyId,
    GrantPrincipal grantee,
    GrantPrincipal retiring,
    List<String> operations,
    GrantConstraints constraints,
    String issuingAccount,
    String creationDate) {

  /** Copies the list. */
  public Grant {
    operations = List.copyOf(operations);
  }

  /** The same grant to another user or role. */
  public Grant withGrantee(String arn) {
    return new Grant(
        grantId,
        name,
        keyId,
        new GrantPrincipal.Principal(arn),
        retiring,
        operations,
        constraints,
        issuingAccount,
        creationDate);
  }

  /** The same grant with other operations. */
  public Grant withOperations(List<String> others) {
    return new Grant(
        grantId, name, keyId, grantee, retiring, others, constraints, issuingAccount, creationDate);
  }

  /** The same grant with other limits on its use. */
  public Grant withConstraints(GrantConstraints others) {
    return new Grant(
        grantId, name, keyId, grantee, retiring, operations, others, issuingAccount, creationDate);
  }

  /** Who a grant names as grantee or as retiring principal (rule 5.7). */
  public sealed interface GrantPrincipal {
    /**
     * A user, role, session, federated user or account, or the internal name of a service that
     * {@code ListGrants} shows in place of several principals.
     *
     * @param text the ARN or name as written
     */
    record Principal(String text) implements GrantPrincipal {}

    /** An AWS service, from {@code GranteeServicePrincipal} or {@code RetiringServicePrincipal}. */
    record ServicePrincipal(String name) implements GrantPrincipal {}

    /** No principal. */
    record Nobody() implements GrantPrincipal {}
  }
}
