package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.NameList;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reports misspelled services, partitions and Regions. */
final class ServiceNameCheck implements PolicyCheck {

  private static final String KMS = "kms";

  /** Other services whose prefixes differ from {@code kms} in one letter. */
  private static final Set<String> NEAR_KMS = Set.of("sms", "dms", "fms");

  private static final Pattern PRINCIPAL =
      Pattern.compile("([a-z0-9.-]+?)(\\.[a-z]{2}[a-z-]*-[0-9])?\\.amazonaws\\.com(\\.cn)?");

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.UNKNOWN_SERVICE, LintRule.UNKNOWN_REGION);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    for (StatementView view : policy.statements()) {
      view.principals().forEach(name -> checkPrincipal(view, name, report));
      view.actionPatterns().forEach(pattern -> checkPrefix(view, pattern, report));
      view.resourcePatterns().forEach(pattern -> checkArn(view, pattern, report));
    }
  }

  private static void checkPrincipal(StatementView view, PrincipalName name, Report report) {
    if (!(name instanceof PrincipalName.Service service)) {
      return;
    }
    var matcher = PRINCIPAL.matcher(LetterCase.lowerCase(service.name()));
    if (!matcher.matches()) {
      if (!service.name().endsWith(".amazon.com") && !service.name().endsWith(".aws.internal")) {
        add(
            view,
            service.name(),
            "service principals have the form `SERVICE.amazonaws.com`, some with a Region",
            report);
      }
      return;
    }
    String plain = matcher.group(1);
    if (!NameList.SERVICE_PRINCIPALS.has(plain)) {
      // The list is not complete: only a name that resembles one of it is a mistake.
      nearest(plain)
          .ifPresent(
              near ->
                  add(
                      view,
                      service.name(),
                      "did you mean "
                          + Quoting.quote(service.name().replaceFirst(Pattern.quote(plain), near))
                          + "?",
                      report));
    }
  }

  /** The known name that differs in one letter, or in two if the name is long. */
  private static Optional<String> nearest(String name) {
    return name.length() < 4
        ? Optional.empty()
        : Suggestions.nearest(name, NameList.SERVICE_PRINCIPALS.names())
            .filter(near -> near.length() >= 3);
  }

  private static void add(StatementView view, String name, String fix, Report report) {
    report.add(
        LintRule.UNKNOWN_SERVICE,
        view,
        view.at("Principal"),
        "there is no service principal " + Quoting.quote(name),
        fix);
  }

  /** A misspelled prefix before the name of an action of KMS. */
  private static void checkPrefix(StatementView view, ActionPattern pattern, Report report) {
    int colon = pattern.text().indexOf(':');
    String prefix = LetterCase.lowerCase(pattern.text().substring(0, Math.max(0, colon)));
    boolean near =
        !prefix.equals(KMS)
            && !NEAR_KMS.contains(prefix)
            && Suggestions.nearest(prefix, List.of(KMS)).isPresent();
    String name = KMS + pattern.text().substring(Math.max(0, colon));
    if (near && (name.equals("kms:*") || isAction(name))) {
      report.add(
          LintRule.UNKNOWN_SERVICE,
          view,
          pattern.location(),
          "there is no service with the prefix " + Quoting.quote(prefix + ":"),
          "did you mean " + Quoting.quote(name) + "?");
    }
  }

  private static boolean isAction(String name) {
    return KmsCatalogue.bundled().actions().stream()
        .map(KmsAction::name)
        .anyMatch(action -> action.equalsIgnoreCase(name));
  }

  private static void checkArn(StatementView view, ResourcePattern pattern, Report report) {
    Optional<Arn> parsed = Arn.parse(pattern.text());
    if (parsed.isEmpty() || !parsed.get().service().equals(KMS)) {
      return;
    }
    Arn arn = parsed.get();
    if (isPlain(arn.partition()) && !Partition.all().contains(arn.partition())) {
      region(
          view,
          pattern,
          "there is no partition " + Quoting.quote(arn.partition()),
          "the usual partition is `aws`",
          report);
    } else if (isPlain(arn.region()) && !NameList.REGIONS.has(arn.region())) {
      region(
          view,
          pattern,
          "there is no Region " + Quoting.quote(arn.region()) + " in the list of the linter",
          Suggestions.nearest(arn.region(), NameList.REGIONS.names())
              .map(near -> "did you mean " + Quoting.quote(near) + "?")
              .orElse("write a Region such as `us-west-2`"),
          report);
    } else if (isPlain(arn.region())
        && isPlain(arn.partition())
        && !Partition.ofRegion(arn.region()).equals(arn.partition())) {
      region(
          view,
          pattern,
          "the Region "
              + Quoting.quote(arn.region())
              + " is not in the partition "
              + Quoting.quote(arn.partition()),
          "write `arn:" + Partition.ofRegion(arn.region()) + ":kms:`",
          report);
    } else if (hasOnlyWildcards(arn.region()) && isPlain(arn.partition())) {
      checkRegions(view, pattern, arn, report);
    }
  }

  /** A Region with wildcards that matches no Region of its partition. */
  private static void checkRegions(
      StatementView view, ResourcePattern pattern, Arn arn, Report report) {
    Pattern regions =
        Pattern.compile(
            Pattern.quote(arn.region()).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
    List<String> matched =
        NameList.REGIONS.names().stream().filter(name -> regions.matcher(name).matches()).toList();
    if (matched.isEmpty()) {
      region(
          view,
          pattern,
          Quoting.quote(arn.region()) + " matches no Region in the list of the linter",
          "write a Region such as `us-west-2`, or `*`",
          report);
    } else if (matched.stream()
        .noneMatch(name -> Partition.ofRegion(name).equals(arn.partition()))) {
      region(
          view,
          pattern,
          Quoting.quote(arn.region())
              + " matches no Region of the partition "
              + Quoting.quote(arn.partition()),
          "write `arn:" + Partition.ofRegion(matched.get(0)) + ":kms:`",
          report);
    }
  }

  private static boolean hasOnlyWildcards(String region) {
    return region.indexOf('$') < 0 && (region.indexOf('*') >= 0 || region.indexOf('?') >= 0);
  }

  private static boolean isPlain(String field) {
    return !field.isEmpty()
        && field.indexOf('*') < 0
        && field.indexOf('?') < 0
        && field.indexOf('$') < 0;
  }

  private static void region(
      StatementView view, ResourcePattern pattern, String message, String fix, Report report) {
    report.add(LintRule.UNKNOWN_REGION, view, pattern.location(), message, fix);
  }
}
