package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Representative keys that no policy names; a statement that matches one matches others too. */
public final class SampleKeys {

  private static final List<String> REGIONS =
      List.of("aws:us-east-1", "aws:eu-west-1", "aws-us-gov:us-gov-west-1", "aws-cn:cn-north-1");
  private static final List<String> IDS =
      List.of("0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f", "mrk-0f0f0f0f0f0f4f0f8f0f0f0f0f0f0f0f");

  private SampleKeys() {}

  /** Whether a statement matches a key that it does not name, in an account it does not name. */
  public static boolean reachesForeignAccounts(StatementView view) {
    return foreign(List.of(view)).stream().anyMatch(key -> matches(view, key));
  }

  /** Whether a statement matches a key that it does not name, in any account. */
  public static boolean reachesUnnamedKeys(StatementView view) {
    return unnamed(List.of(view)).stream().anyMatch(key -> matches(view, key));
  }

  /**
   * The actions to which an Allow may apply and that no Deny of its policy certainly denies on all
   * keys of accounts that they do not name.
   */
  public static List<KmsAction> onForeignKeys(StatementView allow) {
    return left(allow, SampleKeys::foreign, SampleContexts.foreignKey());
  }

  /**
   * The actions to which an Allow may apply and that no Deny of its policy certainly denies on all
   * keys that they do not name.
   */
  public static List<KmsAction> onUnnamedKeys(StatementView allow) {
    return left(allow, SampleKeys::unnamed, StatementAnalysis.anyContext());
  }

  private static List<KmsAction> left(
      StatementView allow,
      Function<List<StatementView>, List<KmsResource.Key>> samples,
      RequestContext context) {
    List<StatementView> denies =
        allow
            .policy()
            .denies()
            .filter(deny -> deny.condition(context).isMatch())
            .filter(
                deny ->
                    samples.apply(List.of(allow, deny)).stream()
                        .filter(key -> matches(allow, key))
                        .allMatch(key -> matches(deny, key)))
            .toList();
    return allow.actions().stream()
        .filter(allow::mayApplyTo)
        .filter(action -> denies.stream().noneMatch(deny -> deny.includes(action.name())))
        .toList();
  }

  private static List<KmsResource.Key> foreign(List<StatementView> views) {
    return keys(views, Set.of(SampleContexts.STRANGER));
  }

  private static List<KmsResource.Key> unnamed(List<StatementView> views) {
    Set<String> accounts = new LinkedHashSet<>();
    accounts.add(SampleContexts.STRANGER);
    arns(views).map(Arn::accountId).filter(Arn::isAccountId).forEach(accounts::add);
    return keys(views, accounts);
  }

  private static Stream<Arn> arns(List<StatementView> views) {
    return views.stream()
        .flatMap(view -> view.resourcePatterns().stream())
        .flatMap(pattern -> Arn.parse(pattern.text()).stream());
  }

  private static List<KmsResource.Key> keys(List<StatementView> views, Set<String> accounts) {
    Set<String> regions = new LinkedHashSet<>(REGIONS);
    arns(views)
        .forEach(
            named ->
                regions.add(
                    (isPlain(named.partition()) ? named.partition() : "aws")
                        + ":"
                        + (isPlain(named.region()) ? named.region() : "us-east-1")));
    List<KmsResource.Key> keys = new ArrayList<>();
    for (String region : regions) {
      int colon = region.indexOf(':');
      for (String account : accounts) {
        for (String id : IDS) {
          keys.add(
              new KmsResource.Key(
                  region.substring(0, colon), region.substring(colon + 1), account, id));
        }
      }
    }
    return keys;
  }

  private static boolean isPlain(String field) {
    return !field.isEmpty() && field.indexOf('*') < 0 && field.indexOf('?') < 0;
  }

  private static boolean matches(StatementView view, KmsResource.Key key) {
    return view.analysis().resource(view.statement(), key).isMatch();
  }
}
