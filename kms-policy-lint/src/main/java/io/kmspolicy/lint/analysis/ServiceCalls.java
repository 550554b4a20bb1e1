package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Calls that a service makes for itself, on behalf of an account that no policy names. */
public final class ServiceCalls {

  /** An account that stands for all that no policy names. */
  public static final String ANY_STRANGER = SampleContexts.STRANGER;

  private static final Pattern ACCOUNTS = Pattern.compile("(?=.*[*?])(?=.*[0-9?])[0-9*?]+");
  private static final int ACCOUNT_DIGITS = 12;

  private static final int ARN_FIELDS = 6;
  private static final int ACCOUNT = 4;

  private ServiceCalls() {}

  /**
   * An account that the policy does not name, for which a service may satisfy the condition of an
   * Allow, and no Deny of the policy certainly denies that; {@link #ANY_STRANGER} unless the
   * condition has a pattern of accounts.
   *
   * @param service the service principal; empty if the statement names everybody
   */
  public static Optional<String> stranger(
      StatementView view, Optional<PrincipalName.Service> service) {
    List<String> values =
        view.statement().condition().tests().stream()
            .flatMap(test -> test.values().stream())
            .map(ConditionValue::text)
            .toList();
    Set<String> strangers = new LinkedHashSet<>();
    values.forEach(text -> accountOf(text).ifPresent(strangers::add));
    strangers.removeIf(
        account ->
            values.stream().anyMatch(text -> text.contains(account))
                || view.policy().account().filter(account::equals).isPresent());
    strangers.add(ANY_STRANGER);
    return strangers.stream().filter(one -> isAllowedFor(one, view, service)).findFirst();
  }

  /** An account that a pattern matches, of the value or of the ARN in it. */
  private static Optional<String> accountOf(String text) {
    String[] fields = text.split(":", ARN_FIELDS);
    String pattern = fields.length == ARN_FIELDS ? fields[ACCOUNT] : text;
    int missing = ACCOUNT_DIGITS - pattern.replace("*", "").length();
    if (!ACCOUNTS.matcher(pattern).matches()
        || missing < 0
        || (missing > 0 && pattern.indexOf('*') < 0)) {
      return Optional.empty();
    }
    return Optional.of(
        pattern.replaceFirst("\\*", "0".repeat(missing)).replace("*", "").replace('?', '0'));
  }

  private static boolean isAllowedFor(
      String stranger, StatementView view, Optional<PrincipalName.Service> service) {
    List<String> sourceArns =
        List.of("arn:aws:*:*:" + stranger + ":*", "arn:aws:s3:::*-0000stranger");
    RequestContext.Builder context =
        SampleContexts.serviceItself().toBuilder()
            .put("aws:SourceAccount", stranger)
            .put("aws:SourceOrgID", "o-0000stranger")
            .put("aws:SourceOrgPaths", "o-0000stranger/r-0000/")
            .put(DerivedKey.CALLER_ACCOUNT.spelling(), stranger)
            .set("aws:MultiFactorAuthAge", ContextValue.absent())
            .set("aws:MultiFactorAuthPresent", ContextValue.absent())
            .set("aws:SourceArn", ContextValue.presentUnknown());
    for (Condition test : view.statement().condition().tests()) {
      String key = LetterCase.lowerCase(test.key());
      if (key.startsWith("kms:encryptioncontext:")) {
        context.set(key, ContextValue.of(valueOf(stranger, test)));
      } else if (key.startsWith("aws:principaltag/")) {
        context.set(key, ContextValue.absent());
      }
    }
    RequestContext stated = context.build();
    RequestContext unstated =
        context
            .set("aws:SourceAccount", ContextValue.absent())
            .set("aws:SourceOrgID", ContextValue.absent())
            .set("aws:SourceOrgPaths", ContextValue.absent())
            .set("aws:SourceArn", ContextValue.absent())
            .build();
    boolean mayBeStranger =
        StatementAnalysis.given(view.statement(), "aws:SourceArn", sourceArns)
            .filter(given -> !view.analysis().condition(given, stated).isNoMatch())
            .isPresent();
    return (mayBeStranger && !isDenied(view, service, stated))
        || (!view.condition(unstated).isNoMatch() && !isDenied(view, service, unstated));
  }

  /** A value of a stranger's resource, if a pattern matches ARNs of its account. */
  private static String valueOf(String stranger, Condition test) {
    return test.values().stream()
        .map(ConditionValue::text)
        .filter(text -> text.split(":", ARN_FIELDS).length == ARN_FIELDS)
        .filter(
            text ->
                text.split(":", ARN_FIELDS)[ACCOUNT].equals("*")
                    || accountOf(text).filter(stranger::equals).isPresent())
        .findFirst()
        .map(text -> resourceOf(stranger, text.split(":", ARN_FIELDS)))
        .orElse("0000stranger");
  }

  private static String resourceOf(String stranger, String[] pattern) {
    List<String> fields = new ArrayList<>(List.of(pattern));
    fields.set(ACCOUNT, stranger);
    return String.join(":", fields).replace("*", "0000stranger").replace('?', '0');
  }

  private static boolean isDenied(
      StatementView view, Optional<PrincipalName.Service> service, RequestContext context) {
    List<StatementView> denies =
        view.policy()
            .denies()
            .filter(deny -> deny.isOnEverything() && isAbout(deny, service))
            .filter(deny -> deny.condition(context).isMatch())
            .toList();
    return view.actions().stream()
        .filter(action -> !action.isRead())
        .allMatch(action -> denies.stream().anyMatch(deny -> deny.includes(action.name())));
  }

  private static boolean isAbout(StatementView deny, Optional<PrincipalName.Service> service) {
    return deny.principals().stream()
        .anyMatch(
            name ->
                name instanceof PrincipalName.Everyone || service.filter(name::equals).isPresent());
  }

  /** Whether the condition of a statement keeps out everybody but AWS services. */
  public static boolean onlyServices(StatementView view) {
    RequestContext others =
        SampleContexts.ofMember()
            .set("aws:PrincipalServiceNamesList", ContextValue.absent())
            .build();
    return view.condition(others).isNoMatch()
        && !view.condition(SampleContexts.serviceItself()).isNoMatch();
  }
}
