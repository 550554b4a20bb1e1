package io.kmspolicy.interceptor.source;

import static io.kmspolicy.interceptor.source.AwsCalls.required;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.source.SourceException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kms.model.GrantListEntry;

/** Converts the entries of {@code ListGrants} responses to grants. */
final class GrantEntries {

  private GrantEntries() {}

  static Grant grant(GrantListEntry entry) {
    if (!entry.hasOperations()) {
      throw new SourceException("incomplete response: a grant has no operations");
    }
    GrantPrincipal grantee =
        principal(entry.granteePrincipal(), member(entry, "GranteeServicePrincipal"));
    if (grantee instanceof GrantPrincipal.Nobody) {
      throw new SourceException("incomplete response: a grant has no grantee");
    }
    return new Grant(
        required(entry.grantId(), "grant id"),
        orEmpty(entry.name()),
        orEmpty(entry.keyId()),
        grantee,
        principal(entry.retiringPrincipal(), member(entry, "RetiringServicePrincipal")),
        entry.operationsAsStrings(),
        constraints(entry.constraints()),
        orEmpty(entry.issuingAccount()),
        date(entry.creationDate()));
  }

  private static GrantPrincipal principal(@Nullable String arn, @Nullable String service) {
    if (service != null) {
      return new GrantPrincipal.ServicePrincipal(service);
    }
    return arn == null ? new GrantPrincipal.Nobody() : new GrantPrincipal.Principal(arn);
  }

  private static GrantConstraints constraints(
      software.amazon.awssdk.services.kms.model.@Nullable GrantConstraints constraints) {
    return constraints == null
        ? GrantConstraints.none()
        : new GrantConstraints(context(constraints), orEmpty(member(constraints, "SourceArn")));
  }

  private static ContextConstraint context(
      software.amazon.awssdk.services.kms.model.GrantConstraints constraints) {
    if (constraints.hasEncryptionContextEquals()) {
      return new ContextConstraint.EqualTo(constraints.encryptionContextEquals());
    }
    return constraints.hasEncryptionContextSubset()
        ? new ContextConstraint.Containing(constraints.encryptionContextSubset())
        : new ContextConstraint.None();
  }

  /** A member that the oldest supported SDK does not have; null if it is absent. */
  private static @Nullable String member(SdkPojo structure, String name) {
    for (SdkField<?> field : structure.sdkFields()) {
      if (field.memberName().equals(name)) {
        return (String) field.getValueOrDefault(structure);
      }
    }
    return null;
  }

  private static String date(@Nullable Instant time) {
    return time == null ? "" : time.toString();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
