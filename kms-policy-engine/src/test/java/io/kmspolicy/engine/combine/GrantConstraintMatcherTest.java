package io.kmspolicy.engine.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source ARNs of grants, and the spelling of the names of encryption context pairs. */
class GrantConstraintMatcherTest {

  private static final String TOPIC = "arn:aws:sns:us-west-2:111122223333:topic";
  private static final String PAIR = "kms:EncryptionContext:";

  private static GrantConstraintMatcher matcher(String caller, RequestContext context) {
    RequestAttributes attributes =
        RequestAttributes.of(
            AuthorizationRequest.of(
                Caller.parse(caller),
                "kms:Decrypt",
                KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd"),
                context),
            KmsCatalogue.bundled());
    return new GrantConstraintMatcher(attributes, context);
  }

  private static Grant grant(ContextConstraint constraint, String sourceArn) {
    return new Grant(
        "g",
        "",
        "",
        new GrantPrincipal.ServicePrincipal("sns.amazonaws.com"),
        new GrantPrincipal.Nobody(),
        List.of("Decrypt"),
        new GrantConstraints(constraint, sourceArn),
        "",
        "");
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:sns:us-west-2:111122223333:topic, MATCH",
    "arn:aws:sns:us-west-2:111122223333:other, NO_MATCH",
    "arn:aws:sns:us-west-2:111122223333:topi?, MATCH",
    "arn:aws:sns:us-west-2:111122223333:?opic, MATCH",
    "arn:aws:sns:us-west-2:111122223333:topic?, NO_MATCH",
    "arn:aws:sns:*:*:t*, MATCH",
    "arn:aws:s3:*:*:*, NO_MATCH",
    "*:*:*:*:*:*, MATCH",
    "?rn:aws:sns:us-west-2:111122223333:topic, MATCH"
  })
  @DisplayName("5.9: the source ARN of a grant is compared as an ARN, with its wildcards")
  void of_sourceArn_isComparedWithTheSourceOfTheService(String sourceArn, MatchResult expected) {
    Grant grant = grant(new ContextConstraint.None(), sourceArn);
    RequestContext source = RequestContext.builder().put("aws:SourceArn", TOPIC).build();
    RequestContext two =
        RequestContext.builder().set("aws:SourceArn", ContextValue.of(TOPIC, "x")).build();
    RequestContext unknown = RequestContext.builder().unknown("aws:SourceArn").build();

    assertThat(matcher("sns.amazonaws.com", source).of(grant)).isEqualTo(expected);
    assertThat(matcher("sns.amazonaws.com", RequestContext.empty()).of(grant))
        .isEqualTo(MatchResult.NO_MATCH);
    assertThat(matcher("sns.amazonaws.com", two).of(grant)).isEqualTo(MatchResult.INDETERMINATE);
    assertThat(matcher("sns.amazonaws.com", unknown).of(grant))
        .isEqualTo(MatchResult.INDETERMINATE);
    assertThat(matcher("arn:aws:iam::111122223333:user/alice", source).of(grant))
        .as("documented for services only")
        .isEqualTo(MatchResult.INDETERMINATE);
  }

  @Test
  @DisplayName("5.9: the source that grants are looked up by is the only value of a service's call")
  void comparedSource_serviceWithOneSource_isIt() {
    RequestContext source = RequestContext.builder().put("aws:SourceArn", TOPIC).build();
    RequestContext two =
        RequestContext.builder().set("aws:SourceArn", ContextValue.of(TOPIC, "x")).build();

    assertThat(matcher("sns.amazonaws.com", source).comparedSource()).isEqualTo(TOPIC);
    assertThat(matcher("sns.amazonaws.com", two).comparedSource()).isNull();
    assertThat(matcher("sns.amazonaws.com", RequestContext.empty()).comparedSource()).isNull();
    assertThat(matcher("arn:aws:iam::111122223333:user/alice", source).comparedSource()).isNull();
  }

  @Test
  @DisplayName("5.9: a pair whose name the request lists in another letter case matches perhaps")
  void of_nameListedInAnotherCase_isIndeterminate() {
    Grant grant = grant(new ContextConstraint.Containing(Map.of("tenant", "t")), "");
    RequestContext.Builder pair = RequestContext.builder().put(PAIR + "tenant", "t");

    assertThat(matcher("sns.amazonaws.com", pair.build()).of(grant)).isEqualTo(MatchResult.MATCH);
    for (Map.Entry<String, MatchResult> listed :
        Map.of(
                "tenant", MatchResult.MATCH,
                "Tenant", MatchResult.INDETERMINATE,
                "other", MatchResult.MATCH)
            .entrySet()) {
      RequestContext context =
          pair.build().toBuilder().put("kms:EncryptionContextKeys", listed.getKey()).build();

      assertThat(matcher("sns.amazonaws.com", context).of(grant))
          .as("listed as %s", listed.getKey())
          .isEqualTo(listed.getValue());
    }
  }
}
