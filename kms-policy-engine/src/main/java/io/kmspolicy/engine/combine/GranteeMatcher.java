package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.request.MatchResult;

/** Compares the principals of grants with a request (rule 5.7). */
final class GranteeMatcher {

  private final RequestAttributes attributes;
  private final PrincipalMatcher principals;

  GranteeMatcher(RequestAttributes attributes) {
    this.attributes = attributes;
    this.principals = new PrincipalMatcher(attributes.caller());
  }

  Forms forms(GrantPrincipal principal) {
    return forms(Grantee.of(principal));
  }

  Forms forms(Grantee grantee) {
    if (grantee instanceof Grantee.Named named) {
      return principals.match(named.name());
    }
    return switch ((Grantee.Unnamed) grantee) {
      case INTERNAL ->
          attributes.mayHaveInternalName() ? Forms.direct(MatchResult.INDETERMINATE) : Forms.NONE;
      case UNREADABLE -> Forms.direct(MatchResult.INDETERMINATE);
      case NOBODY -> Forms.NONE;
    };
  }
}
