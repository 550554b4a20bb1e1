package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.List;
import java.util.Locale;

/** Calls that a service makes for itself, on behalf of an account that no policy names. */
public final class ServiceCalls {

  private static final String STRANGER = SampleContexts.STRANGER;
  private static final List<String> SOURCE_ARNS =
      List.of("arn:aws:*:*:" + STRANGER + ":*", "arn:aws:s3:::*-0000stranger");

  private ServiceCalls() {}

  /** Whether a service may satisfy the condition of a statement when it calls for a stranger. */
  public static boolean forStrangers(StatementView view) {
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
        context.set(key, ContextValue.of("0000stranger"));
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
    return StatementAnalysis.given(view.statement(), "aws:SourceArn", SOURCE_ARNS)
            .filter(given -> !view.analysis().condition(given, stranger).isImpossible())
            .isPresent()
        || !view.condition(unstated).isImpossible();
  }
}
