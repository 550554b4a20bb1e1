package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.model.policy.Grant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The grants that may name a principal. */
final class GrantNames {

  private static final Set<String> COMMON =
      Set.of("", "arn", "aws", "iam", "sts", "role", "user", "assumed-role", "federated-user");
  private static final String SEPARATORS = "[:/]";

  private static final String USER = ":user/";

  private final Set<String> tokens;
  private final boolean isAnybody;

  GrantNames(Principal principal) {
    this.isAnybody = principal.isAnybody();
    Set<String> found = new HashSet<>(List.of(principal.caller().arn().split(SEPARATORS)));
    found.removeAll(COMMON);
    found.removeIf(token -> token.matches("[0-9]{12}"));
    this.tokens = found;
  }

  boolean mayName(Grant grant) {
    return mayBe(grant.grantee()) || mayBe(grant.retiring());
  }

  private boolean mayBe(Grant.GrantPrincipal named) {
    if (named instanceof Grant.GrantPrincipal.ServicePrincipal service) {
      return tokens.contains(service.name());
    }
    if (!(named instanceof Grant.GrantPrincipal.Principal principal)) {
      return false;
    }
    String text = principal.text();
    return !text.startsWith("arn:")
        || text.endsWith(":root")
        || (isAnybody && text.contains(USER)) // a session that the user made (rule 4.12)
        || List.of(text.split(SEPARATORS)).stream().anyMatch(tokens::contains);
  }
}
