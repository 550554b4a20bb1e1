package io.kmspolicy.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resource patterns with variables, and patterns that meet a request without a resource. */
class ResourceMatcherTest {

  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/ab";

  private static MatchResult match(
      String pattern, PolicyType type, String resource, RequestContext context) {
    ResourceMatcher matcher =
        new ResourceMatcher(
            new VariableResolver(KmsCatalogue.bundled()), KmsResource.parse(resource));
    ResourceElement element = new ResourceElement.Resource(List.of(ResourcePattern.of(pattern)));
    return matcher.match(element, type, /* hasVariables= */ true, context);
  }

  @ParameterizedTest
  @CsvSource({
    "${aws:PrincipalTag/t}, true",
    "arn:${aws:PrincipalTag/t}, true",
    "arn:aws:kms:us-west-2:${aws:PrincipalAccount}:key/ab, true",
    "arn:aws:kms:us-west-2:111122223333:${aws:PrincipalTag/t}, false",
    "arn:aws:kms:us-west-2:111122223333:key/${aws:PrincipalTag/t}, false",
    "arn:aws:kms:us-west-2:111122223333:key/ab, false"
  })
  @DisplayName("2.10: a variable is early if it stands before the fifth colon")
  void hasEarlyVariable_position_isBeforeTheFifthColon(String pattern, boolean expected) {
    assertThat(ResourceMatcher.hasEarlyVariable(pattern)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:kms:us-west-2:111122223333:key/${aws:PrincipalTag/t}, INDETERMINATE",
    "arn:aws:kms:us-west-2:111122223333:KEY/${aws:PrincipalTag/t}, NO_MATCH",
    "arn:aws:kms:us-west-2:444455556666:key/${aws:PrincipalTag/t}, NO_MATCH",
    "arn:aws:kms:${aws:PrincipalTag/t}:111122223333:key/ab, INDETERMINATE",
    "arn:aws:kms:${aws:PrincipalTag/t}:444455556666:key/ab, NO_MATCH"
  })
  @DisplayName("2.4, 2.12: an unknown variable leaves open what its values can make match")
  void match_unknownVariable_isOpenOnlyWhereSomeValueMatches(String pattern, MatchResult expected) {
    RequestContext unknown = RequestContext.builder().unknown("aws:PrincipalTag/t").build();

    assertThat(match(pattern, PolicyType.IDENTITY, KEY, unknown)).isEqualTo(expected);
  }

  @Test
  @DisplayName("5.17: a key policy with a variable of a tag of the key is open where it matters")
  void match_tagOfTheKeyInAKeyPolicy_isOpenUnlessTheAbsentTagAgrees() {
    String pattern = "arn:aws:kms:us-west-2:111122223333:key/${aws:ResourceTag/id}";
    RequestContext same = RequestContext.builder().put("aws:ResourceTag/id", "ab").build();
    RequestContext other = RequestContext.builder().put("aws:ResourceTag/id", "cd").build();

    assertThat(match(pattern, PolicyType.IDENTITY, KEY, same)).isEqualTo(MatchResult.MATCH);
    assertThat(match(pattern, PolicyType.KEY, KEY, same)).isEqualTo(MatchResult.INDETERMINATE);
    assertThat(match(pattern, PolicyType.KEY, KEY, other)).isEqualTo(MatchResult.NO_MATCH);
    assertThat(match(pattern.replace("Resource", "Principal"), PolicyType.KEY, KEY, principal()))
        .isEqualTo(MatchResult.MATCH);
  }

  private static RequestContext principal() {
    return RequestContext.builder().set("aws:PrincipalTag/id", ContextValue.of("ab")).build();
  }

  @ParameterizedTest
  @CsvSource({
    "*, MATCH",
    "arn:aws:kms:us-west-2:999999999999, INDETERMINATE",
    "arn:aws:kms:us-west-2:000000000000, INDETERMINATE",
    "arn:aws:kms:us-west-2:1?*, INDETERMINATE",
    "arn:aws:kms:us-west-2:a*, NO_MATCH",
    "arn:aws:kms:us-west-2:12345678901a, NO_MATCH",
    "arn:aws:s3:us-west-2:999999999999, NO_MATCH",
    "arn:aws:kms:us-west-2:111122223333:*, INDETERMINATE",
    "arn:aws:kms:us-west-2:111122223333:key/*, NO_MATCH"
  })
  @DisplayName("2.7: a request without a resource is left open by patterns of whole accounts")
  void match_noResource_isOpenForPatternsOfAccounts(String pattern, MatchResult expected) {
    assertThat(match(pattern, PolicyType.IDENTITY, "*", RequestContext.empty()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:kms:us-west-2:111122223333:*, us-west-2, INDETERMINATE",
    "arn:aws:kms:us-west-2:111122223333:*, us-east-1, NO_MATCH",
    "arn:aws:kms:US-WEST-2:111122223333:*, us-west-2, INDETERMINATE",
    "arn:aws:kms:us-*:111122223333:*, us-east-1, INDETERMINATE",
    "arn:aws:kms:us-*:111122223333:*, eu-west-1, NO_MATCH",
    "arn:aws:kms:us-west-2, us-east-1, NO_MATCH",
    "arn:aws:kms::111122223333:*, us-east-1, NO_MATCH",
    "arn:aws:kms:*:111122223333:*, us-east-1, INDETERMINATE",
    "arn:aws:kms, us-east-1, INDETERMINATE"
  })
  @DisplayName("2.7: the pattern of a whole account covers nothing in another Region")
  void match_noResourceInARegion_isOpenInTheRegionOfThePattern(
      String pattern, String region, MatchResult expected) {
    RequestContext context = RequestContext.builder().put("aws:RequestedRegion", region).build();

    assertThat(match(pattern, PolicyType.IDENTITY, "*", context)).isEqualTo(expected);
  }
}
