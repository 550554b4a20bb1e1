package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Calls that a service makes for itself, on behalf of an account that no policy names. */
public final class ServiceCalls {

  private static final String STRANGER = SampleContexts.STRANGER;
  private static final List<String> SOURCE_ARNS =
      List.of("arn:aws:*:*:" + STRANGER + ":*", "arn:aws:s3:::*-0000stranger");

  private static final int ARN_FIELDS = 6;
  private static final int ACCOUNT = 4;

  private ServiceCalls() {}

  /**
   * Whether a service may satisfy the condition of an Allow when it calls for a stranger, and no
   * Deny of the policy certainly denies that.
   *
   * @param service the service principal; empty if the statement names everybody
   */
  public static boolean forStrangers(StatementView view, Optional<PrincipalName.Service> service) {
    RequestContext.Builder context =
        SampleContexts.serviceItself().toBuilder()
            .put("aws:SourceAccount", STRANGER)
            .put("aws:SourceOrgID", "o-0000stranger")
            .put("aws:SourceOrgPaths", "o-0000stranger/r-0000/")
            .put("kms:CallerAccount", STRANGER)
            .set("aws:SourceArn", ContextValue.presentUnknown());
    for (Condition test : view.statement().condition().tests()) {
      String key = test.key().toLowerCase(Locale.ROOT);
      if (key.startsWith("kms:encryptioncontext:")) {
        context.set(key, ContextValue.of(strangersValue(test)));
      }
    }
    RequestContext stranger = context.build();
    RequestContext unstated =
        context
            .set("aws:SourceAccount", ContextValue.absent())
            .set("aws:SourceOrgID", ContextValue.absent())
            .set("aws:SourceOrgPaths", ContextValue.absent())
            .set("aws:SourceArn", ContextValue.absent())
            .build();
    boolean mayBeStranger =
        StatementAnalysis.given(view.statement(), "aws:SourceArn", SOURCE_ARNS)
            .filter(given -> !view.analysis().condition(given, stranger).isImpossible())
            .isPresent();
    return (mayBeStranger && !isDenied(view, service, stranger))
        || (!view.condition(unstated).isImpossible() && !isDenied(view, service, unstated));
  }

  /** A value of a stranger's resource, if a pattern matches ARNs of every account. */
  private static String strangersValue(Condition test) {
    return test.values().stream()
        .map(ConditionValue::text)
        .map(text -> text.split(":", ARN_FIELDS))
        .filter(fields -> fields.length == ARN_FIELDS && fields[ACCOUNT].equals("*"))
        .findFirst()
        .map(ServiceCalls::ofStranger)
        .orElse("0000stranger");
  }

  private static String ofStranger(String[] pattern) {
    List<String> fields = new ArrayList<>(List.of(pattern));
    fields.set(ACCOUNT, STRANGER);
    return String.join(":", fields).replace("*", "0000stranger").replace('?', '0');
  }

  private static boolean isDenied(
      StatementView view, Optional<PrincipalName.Service> service, RequestContext context) {
    List<StatementView> denies =
        view.policy()
            .denies()
            .filter(deny -> isOnEveryKey(deny) && isAbout(deny, service))
            .filter(deny -> deny.condition(context).isCertain())
            .toList();
    return view.actions().stream()
        .filter(action -> !action.isRead())
        .allMatch(action -> denies.stream().anyMatch(deny -> deny.includes(action.name())));
  }

  private static boolean isOnEveryKey(StatementView deny) {
    return deny.statement().resource() instanceof ResourceElement.Resource listed
        && listed.patterns().stream().anyMatch(pattern -> pattern.text().equals("*"));
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
        StatementAnalysis.anyContext().toBuilder()
            .put("aws:PrincipalIsAWSService", "false")
            .set("aws:PrincipalServiceName", ContextValue.absent())
            .set("aws:PrincipalServiceNamesList", ContextValue.absent())
            .build();
    return view.condition(others).isImpossible()
        && !view.condition(SampleContexts.serviceItself()).isImpossible();
  }
}
