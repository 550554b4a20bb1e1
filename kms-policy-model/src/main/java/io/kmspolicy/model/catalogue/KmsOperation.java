package io.kmspolicy.model.catalogue;

import java.util.List;
import java.util.Set;

/**
 * An operation of the KMS API with the checks that authorize it. All checks must pass.
 *
 * @param name the operation, such as {@code ReEncrypt}
 * @param clientMethod the method of the SDK's client, such as {@code reEncrypt}
 * @param requestClass the simple name of the SDK's request class
 * @param crossAccount whether it can be used on a resource of another account
 * @param foreignIdentifiers the forms in which it can identify a key of another account
 * @param grantTokensMember the request member that carries grant tokens; empty if there is none
 * @param supportsDryRun whether the operation has a {@code DryRun} parameter, which checks only the
 *     authorization
 * @param checks the checks
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html">AWS KMS
 *     API: Actions</a>
 */
public record KmsOperation(
    String name,
    String clientMethod,
    String requestClass,
    CrossAccountUse crossAccount,
    Set<KeyIdentifierForm> foreignIdentifiers,
    String grantTokensMember,
    boolean supportsDryRun,
    List<OperationCheck> checks) {

  /** Copies the collections. */
  public KmsOperation {
    foreignIdentifiers = Set.copyOf(foreignIdentifiers);
    checks = List.copyOf(checks);
  }
}
