package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import java.util.Arrays;
import java.util.List;

/**
 * Contexts of kinds of requests. Keys that the kind determines are known, all others are unknown.
 * If a statement does not match in such a context, it matches no request of the kind.
 */
public final class SampleContexts {

  /** An account that no policy names. */
  static final String STRANGER = "999999999999";

  private static final String ORGANIZATION = "o-0000stranger";

  /** No action of KMS: what is known then holds for all. */
  private static final String ANY_ACTION = "";

  private static final List<String> DERIVED =
      Arrays.stream(DerivedKey.values()).map(DerivedKey::spelling).toList();

  private SampleContexts() {}

  /** A direct call, which no service makes on behalf of a user. */
  public static RequestContext directCall() {
    return direct().put("kms:GrantIsForAWSResource", "false").build();
  }

  /** A call of a user, a role or a session, of whom nothing is known. */
  static RequestContext.Builder ofMember() {
    return any(new Caller.RootUser("aws", STRANGER)).toBuilder();
  }

  /** What is known of all requests of a kind of caller, whatever they ask for. */
  private static RequestContext any(Caller example) {
    return RequestFacts.of(
            CallerFacts.of(example).known(CallerFacts.Identity.KIND),
            ANY_ACTION,
            ResourceFacts.of(new KmsResource.Any()))
        .of(DERIVED);
  }

  private static RequestContext.Builder direct() {
    return ofMember()
        .set(DerivedKey.VIA_SERVICE.spelling(), ContextValue.absent())
        .set("aws:CalledVia", ContextValue.absent())
        .set("aws:CalledViaFirst", ContextValue.absent())
        .set("aws:CalledViaLast", ContextValue.absent())
        .put(DerivedKey.VIA_AWS_SERVICE.spelling(), "false");
  }

  /** A call with a condition key. */
  public static RequestContext with(String key) {
    return StatementAnalysis.anyContext().toBuilder()
        .set(LetterCase.lowerCase(key), ContextValue.presentUnknown())
        .build();
  }

  /** A call on a key whose account and organization no policy names. */
  public static RequestContext foreignKey() {
    return ofMember()
        .put(DerivedKey.RESOURCE_ACCOUNT.spelling(), STRANGER)
        .put(DerivedKey.RESOURCE_ORG_ID.spelling(), ORGANIZATION)
        .put("aws:ResourceOrgPaths", ORGANIZATION + "/r-0000/")
        .put(DerivedKey.PRINCIPAL_ACCOUNT.spelling(), "000000000000")
        .put(DerivedKey.PRINCIPAL_ORG_ID.spelling(), "o-0000own")
        .build();
  }

  /** A call without an alias, on a key without the tags and aliases that the statement tests. */
  public static RequestContext withoutTagsAndAliases(StatementView view) {
    RequestContext.Builder context = StatementAnalysis.anyContext().toBuilder();
    for (Condition test : view.statement().condition().tests()) {
      String key = LetterCase.lowerCase(test.key());
      if (key.startsWith("aws:resourcetag/")
          || key.equals(DerivedKey.RESOURCE_ALIASES.keyName())
          || key.equals("kms:requestalias")) {
        context.set(key, ContextValue.absent());
      }
    }
    return context.build();
  }

  /** The check of a call on an alias: no property of a key counts there (rule 2.18). */
  public static RequestContext onAlias(StatementView view) {
    RequestContext.Builder context = StatementAnalysis.anyContext().toBuilder();
    for (Condition test : view.statement().condition().tests()) {
      String key = LetterCase.lowerCase(test.key());
      if (key.startsWith("aws:resourcetag/") || (key.startsWith("kms:") && isOfKey(key))) {
        context.set(key, ContextValue.absent());
      }
    }
    return context.build();
  }

  private static boolean isOfKey(String name) {
    return KmsCatalogue.bundled()
        .conditionKey(name)
        .filter(facts -> facts.sources().contains(ConditionKeyFacts.Source.RESOURCE))
        .isPresent();
  }

  /**
   * A direct call of CreateGrant for an unnamed grantee, every operation and no constraint: without
   * one, the request has no pair of an encryption context that the statement may test (rule 5.25).
   */
  public static RequestContext unlimitedGrant(StatementView view) {
    RequestContext.Builder context = direct();
    for (Condition test : view.statement().condition().tests()) {
      String key = LetterCase.lowerCase(test.key());
      if (key.startsWith("kms:encryptioncontext:")) {
        context.set(key, ContextValue.absent());
      }
    }
    return context
        .put("kms:GrantIsForAWSResource", "false")
        .set("kms:GrantConstraintType", ContextValue.absent())
        .set("kms:GrantConstraintSourceArn", ContextValue.absent())
        .set("kms:GranteeServicePrincipal", ContextValue.absent())
        .set("kms:RetiringServicePrincipal", ContextValue.absent())
        .set(DerivedKey.ENCRYPTION_CONTEXT_KEYS.spelling(), ContextValue.absent())
        .put("kms:GranteePrincipal", "arn:aws:iam::" + STRANGER + ":user/stranger")
        .put("kms:RetiringPrincipal", "arn:aws:iam::" + STRANGER + ":user/stranger")
        .put("kms:GrantOperations", grantOperations())
        .build();
  }

  private static List<String> grantOperations() {
    return KmsCatalogue.bundled()
        .conditionKey("kms:GrantOperations")
        .map(ConditionKeyFacts::values)
        .orElse(List.of());
  }

  /** A call that a service makes on behalf of a user: a forward access session (rule 4.14). */
  public static RequestContext onBehalf(String viaService) {
    String service = viaService.substring(0, Math.max(0, viaService.indexOf('.')));
    return ofMember()
        .put(DerivedKey.VIA_SERVICE.spelling(), viaService)
        .put("aws:CalledVia", service + ".amazonaws.com")
        .put("aws:CalledViaFirst", service + ".amazonaws.com")
        .put("aws:CalledViaLast", service + ".amazonaws.com")
        .put(DerivedKey.VIA_AWS_SERVICE.spelling(), "true")
        .set("aws:SourceVpce", ContextValue.absent())
        .set("aws:SourceVpc", ContextValue.absent())
        .set("aws:SourceVpcArn", ContextValue.absent())
        .set("aws:VpcSourceIp", ContextValue.absent())
        .build();
  }

  /** A call that a service makes for itself (rule 4.13). */
  public static RequestContext serviceItself() {
    return any(new Caller.ServicePrincipal("service.amazonaws.com")).toBuilder()
        .set("aws:SourceVpce", ContextValue.absent())
        .set("aws:SourceVpc", ContextValue.absent())
        .build();
  }
}
