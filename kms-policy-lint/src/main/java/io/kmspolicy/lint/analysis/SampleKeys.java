package io.kmspolicy.lint.analysis;

import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Keys that no policy names, to see how far a statement reaches. */
public final class SampleKeys {

  private static final Set<String> PLACES =
      Set.of("aws:us-east-1", "aws:eu-west-1", "aws-us-gov:us-gov-west-1", "aws-cn:cn-north-1");
  private static final Set<String> IDS =
      Set.of("0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f", "mrk-0f0f0f0f0f0f4f0f8f0f0f0f0f0f0f0f");

  private SampleKeys() {}

  /** Whether a statement matches a key that it does not name, in an account it does not name. */
  public static boolean reachesForeignAccounts(StatementView view) {
    return reaches(view, Set.of(SampleContexts.STRANGER));
  }

  /** Whether a statement matches a key that it does not name, in whatever account. */
  public static boolean reachesUnnamedKeys(StatementView view) {
    Set<String> accounts = new LinkedHashSet<>();
    accounts.add(SampleContexts.STRANGER);
    for (ResourcePattern pattern : view.resourcePatterns()) {
      Arn.parse(pattern.text())
          .map(Arn::accountId)
          .filter(Arn::isAccountId)
          .ifPresent(accounts::add);
    }
    return reaches(view, accounts);
  }

  private static boolean reaches(StatementView view, Set<String> accounts) {
    Set<String> places = new LinkedHashSet<>(PLACES);
    for (ResourcePattern pattern : view.resourcePatterns()) {
      Optional<Arn> arn = Arn.parse(pattern.text());
      arn.ifPresent(
          one ->
              places.add(
                  (isPlain(one.partition()) ? one.partition() : "aws")
                      + ":"
                      + (isPlain(one.region()) ? one.region() : "us-east-1")));
    }
    return places.stream()
        .anyMatch(
            place ->
                accounts.stream()
                    .anyMatch(
                        account -> IDS.stream().anyMatch(id -> matches(view, place, account, id))));
  }

  private static boolean isPlain(String field) {
    return !field.isEmpty() && field.indexOf('*') < 0 && field.indexOf('?') < 0;
  }

  private static boolean matches(StatementView view, String place, String account, String id) {
    int colon = place.indexOf(':');
    KmsResource.Key key =
        new KmsResource.Key(place.substring(0, colon), place.substring(colon + 1), account, id);
    return view.analysis().resource(view.statement(), key).isCertain();
  }
}
