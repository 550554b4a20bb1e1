package io.kmspolicy.testing;

import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.Statement;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The accounts whose keys identity policies name. */
public final class NamedAccounts {

  private static final Pattern KEYS_OF_AN_ACCOUNT =
      Pattern.compile("arn:[^:]*:kms:[^:]*:([0-9]{12}):");

  private NamedAccounts() {}

  /** The accounts of ARNs in the resources of identity policies. */
  public static Set<String> of(Collection<PrincipalPolicies> callers) {
    Set<String> named = new LinkedHashSet<>();
    for (PrincipalPolicies policies : callers) {
      policies
          .identity()
          .known()
          .flatMap(policy -> policy.document().statements().stream())
          .map(Statement::resource)
          .filter(ResourceElement.Resource.class::isInstance)
          .flatMap(element -> ((ResourceElement.Resource) element).patterns().stream())
          .map(pattern -> KEYS_OF_AN_ACCOUNT.matcher(pattern.text()))
          .filter(Matcher::lookingAt)
          .forEach(found -> named.add(found.group(1)));
    }
    return named;
  }
}
