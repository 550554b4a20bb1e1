package io.kmspolicy.model.writer;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import java.util.Map;
import java.util.TreeMap;

/** Writes one entry of a list of grants. */
final class GrantEntryWriter {

  private final JsonWriter out;

  private GrantEntryWriter(JsonWriter out) {
    this.out = out;
  }

  /** Writes the grant as one value. */
  static void write(JsonWriter out, Grant grant) {
    new GrantEntryWriter(out).grant(grant);
  }

  private void grant(Grant grant) {
    out.object(
        () -> {
          out.optionalMember("KeyId", grant.keyId());
          out.optionalMember("GrantId", grant.grantId());
          out.optionalMember("Name", grant.name());
          if (!grant.creationDate().isEmpty()) {
            out.member("CreationDate").numberOrString(grant.creationDate());
          }
          principal("Grantee", grant.grantee());
          principal("Retiring", grant.retiring());
          out.optionalMember("IssuingAccount", grant.issuingAccount());
          out.member("Operations").array(grant.operations(), out::string);
          if (!grant.constraints().equals(GrantConstraints.none())) {
            out.member("Constraints").object(() -> constraints(grant.constraints()));
          }
        });
  }

  private void principal(String role, GrantPrincipal principal) {
    if (principal instanceof GrantPrincipal.Principal identity) {
      out.member(role + "Principal", identity.text());
    } else if (principal instanceof GrantPrincipal.ServicePrincipal service) {
      out.member(role + "ServicePrincipal", service.name());
    }
  }

  private void constraints(GrantConstraints constraints) {
    ContextConstraint context = constraints.encryptionContext();
    if (context instanceof ContextConstraint.EqualTo equalTo) {
      out.member("EncryptionContextEquals").object(() -> pairs(equalTo.pairs()));
    } else if (context instanceof ContextConstraint.Containing containing) {
      out.member("EncryptionContextSubset").object(() -> pairs(containing.pairs()));
    }
    out.optionalMember("SourceArn", constraints.sourceArn());
  }

  /** Writes the pairs in the order of their keys; their order has no meaning. */
  private void pairs(Map<String, String> pairs) {
    for (Map.Entry<String, String> pair : new TreeMap<>(pairs).entrySet()) {
      out.member(pair.getKey(), pair.getValue());
    }
  }
}
