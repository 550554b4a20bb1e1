package io.kmspolicy.lint.analysis;

import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Representative keys that no policy names; a statement that matches one matches others too. */
public final class SampleKeys {

  private static final Set<String> REGIONS =
      Set.of("aws:us-east-1", "aws:eu-west-1", "aws-us-gov:us-gov-west-1", "aws-cn:cn-north-1");
  private static final Set<String> IDS =
      Set.of("0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f", "mrk-0f0f0f0f0f0f4f0f8f0f0f0f0f0f0f0f");

  private SampleKeys() {}

  /** Whether a statement matches a key that it does not name, in an account it does not name. */
  public static boolean reachesForeignAccounts(StatementView view) {
    return reaches(view, Set.of(SampleContexts.STRANGER));
  }

  /** Whether a statement matches a key that it does not name, in any account. */
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
    Set<String> regions = new LinkedHashSet<>(REGIONS);
    for (ResourcePattern pattern : view.resourcePatterns()) {
      Optional<Arn> arn = Arn.parse(pattern.text());
      arn.ifPresent(
          named ->
              regions.add(
                  (isPlain(named.partition()) ? named.partition() : "aws")
                      + ":"
                      + (isPlain(named.region()) ? named.region() : "us-east-1")));
    }
    return regions.stream()
        .anyMatch(
            region ->
                accounts.stream()
                    .anyMatch(
                        account ->
                            IDS.stream().anyMatch(id -> matches(view, region, account, id))));
  }

  private static boolean isPlain(String field) {
    return !field.isEmpty() && field.indexOf('*') < 0 && field.indexOf('?') < 0;
  }

  private static boolean matches(StatementView view, String region, String account, String id) {
    int colon = region.indexOf(':');
    KmsResource.Key key =
        new KmsResource.Key(region.substring(0, colon), region.substring(colon + 1), account, id);
    return view.analysis().resource(view.statement(), key).isCertain();
  }
}
