package io.kmspolicy.interceptor.decide;

import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static io.kmspolicy.interceptor.Fixtures.OTHER_ARN;
import static io.kmspolicy.interceptor.Fixtures.attributes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.interceptor.InterceptorBuilder;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.GrantOperation;

class AssertionsTest {

  private static final String ALLOW_ALL =
      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
          + "\"111122223333\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}}";
  private static final String ALLOW_GRANTS =
      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\","
          + "\"Action\":[\"kms:CreateGrant\",\"kms:RetireGrant\"],\"Resource\":\"*\"}}";
  private static final String DENY_ADDRESS =
      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\","
          + "\"Action\":\"kms:*\",\"Resource\":\"*\",\"Condition\":{\"IpAddress\":"
          + "{\"aws:SourceIp\":\"203.0.113.0/24\"}}}}";
  private static final EncryptRequest ENCRYPT = encrypt(KEY_ARN);

  private static EncryptRequest encrypt(String keyArn) {
    return EncryptRequest.builder().keyId(keyArn).plaintext(BYTES).build();
  }

  private static PolicyLayer key(String json) {
    return PolicyLayer.of(
        new NamedPolicy("key", PolicyReader.forType(PolicyType.KEY).source("key").read(json)));
  }

  private static KmsPolicyInterceptor enforcing(PolicySet known, String... assertions) {
    InterceptorBuilder builder =
        KmsPolicyInterceptor.builder()
            .caller(Fixtures.CALLER)
            .source(Fixtures.source(known))
            .mode(EnforcementMode.ENFORCE);
    for (String assertion : assertions) {
      builder.assertion(Assertion.parse(assertion));
    }
    return builder.build();
  }

  private static KmsAccessDeniedException denial(KmsPolicyInterceptor interceptor) {
    return denial(interceptor, ENCRYPT);
  }

  private static KmsAccessDeniedException denial(
      KmsPolicyInterceptor interceptor, EncryptRequest request) {
    return catchThrowableOfType(
        KmsAccessDeniedException.class,
        () -> interceptor.beforeExecution(() -> request, attributes(request)));
  }

  @Test
  void noGrants_unknownGrants_makeTheDenialCertainAndAreNamed() {
    PolicySet known = PolicySet.builder().key(key(ALLOW_ALL)).grants(GrantLayer.unknown()).build();
    KmsPolicyInterceptor without = enforcing(known);
    without.beforeExecution(() -> ENCRYPT, attributes(ENCRYPT));
    assertThat(without.counts().calls(Decision.INDETERMINATE)).isOne();
    assertThat(denial(enforcing(known, "no-grants")))
        .hasMessageContaining("(based on the assertion `no-grants`)");
    assertThat(denial(enforcing(known, "no-grants=" + KEY_ARN))).isNotNull();
    assertThat(denial(enforcing(known, "no-grants=" + OTHER_ARN))).isNull();
  }

  @Test
  @DisplayName("After this client has created a grant, nobody can say that there are none")
  void noGrants_ofAKeyOnWhichThisClientCreatedOne_countNoMore() {
    PolicySet known =
        PolicySet.builder().key(key(ALLOW_GRANTS)).grants(GrantLayer.unknown()).build();
    KmsPolicyInterceptor interceptor =
        KmsPolicyInterceptor.builder()
            .caller(Fixtures.CALLER)
            .source(Fixtures.source(known))
            .mode(EnforcementMode.ENFORCE)
            .changeWindow(Duration.ZERO)
            .assertion(Assertion.parse("no-grants"))
            .build();
    try (KmsClient client = Fixtures.client(o -> o.addExecutionInterceptor(interceptor))) {
      assertThat(denial(interceptor)).isNotNull();
      client.createGrant(
          r ->
              r.keyId(KEY_ARN)
                  .granteePrincipal(Fixtures.CALLER.arn())
                  .operations(GrantOperation.ENCRYPT));
      assertThat(denial(interceptor)).isNull();
      client.encrypt(ENCRYPT);
      assertThat(denial(interceptor, encrypt(OTHER_ARN))).isNotNull();

      client.retireGrant(r -> r.grantToken("token")); // of which key, the request does not say
      assertThat(denial(interceptor, encrypt(OTHER_ARN))).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1234abcd-12ab-34cd-56ef-1234567890ab",
        "alias/app",
        "arn:aws:kms:us-west-2:111122223333:alias/app",
        "arn:aws:kms:us-west-2:111122223333:key/1|",
      })
  @DisplayName("What names no key asserts nothing, which nobody would notice: it is refused")
  void noGrants_ofWhatIsNoKey_isRefused(String keys) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Assertion.parse("no-grants=" + keys))
        .withMessageContaining("is not the ARN of a key");
  }

  @Test
  void assertion_layerIsKnown_isNotLeanedOn() {
    PolicySet known = PolicySet.builder().key(key(ALLOW_ALL)).build();
    assertThat(denial(enforcing(known, "no-grants", "scp-allows-all")).getMessage())
        .doesNotContain("leaning");
  }

  @Test
  void contextIs_unknownKey_isNamed() {
    PolicySet known = PolicySet.builder().key(key(DENY_ADDRESS)).build();
    assertThat(
            denial(
                enforcing(
                    known.toBuilder().grants(GrantLayer.unknown()).build(),
                    "context:aws:SourceIp=203.0.113.7")))
        .hasMessageContaining("`context:aws:SourceIp=203.0.113.7`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-grants",
        "no-grants=" + "arn:aws:kms:us-west-2:111122223333:key/1",
        "no-boundary",
        "no-session",
        "scp-allows-all",
        "rcp-allows-all",
        "no-endpoint",
        "no-session-tags",
        "context:aws:PrincipalTag/team=a|b"
      })
  void parse_text_roundTrips(String text) {
    assertThat(Assertion.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "no-permissions-boundary, no-boundary",
    "no-session-policy, no-session",
    "service-control-allows-all, scp-allows-all",
    "resource-control-allows-all, rcp-allows-all",
    "no-vpc-endpoint, no-endpoint"
  })
  void parse_formerText_isReadAndWrittenAnew(String former, String text) {
    assertThat(Assertion.parse(former).text()).isEqualTo(text);
  }

  @Test
  void parse_unknownText_listsWhatThereIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Assertion.parse("no-scps"))
        .withMessageStartingWith("`no-scps` is not an assertion; the assertions are `no-grants`");
  }

  @Test
  void noSessionTags_tagsOfTheRole_areThoseOfTheSessionAndItIsNamed() {
    String denyTeam =
        DENY_ADDRESS
            .replace("IpAddress", "StringEquals")
            .replace("aws:SourceIp", "aws:PrincipalTag/team")
            .replace("203.0.113.0/24", "blue");
    PolicySet known = PolicySet.builder().key(key(denyTeam)).grants(GrantLayer.unknown()).build();
    CallerSource tagged =
        new CallerSource() {
          @Override
          public Optional<Caller.AccountCaller> callerOf(
              SdkRequest request, ExecutionAttributes attributes) {
            return Optional.of((Caller.AccountCaller) Fixtures.CALLER);
          }

          @Override
          public Optional<Map<String, String>> tagsOf(Caller.AccountCaller caller) {
            return Optional.of(Map.of("team", "blue"));
          }
        };
    InterceptorBuilder builder =
        KmsPolicyInterceptor.builder()
            .callers(tagged)
            .source(Fixtures.source(known))
            .mode(EnforcementMode.ENFORCE);
    assertThat(denial(builder.build())).isNull();
    assertThat(denial(builder.assertion(Assertion.parse("no-session-tags")).build()))
        .hasMessageContaining("(based on the assertion `no-session-tags`)");
  }

  @Test
  void open_everyLayer_fillsTheUnknownOne() {
    KmsPolicyInterceptor interceptor =
        enforcing(
            Fixtures.allUnknown().toBuilder()
                .identity(PolicyLayer.of())
                .key(key(ALLOW_ALL))
                .build(),
            "no-grants",
            "no-boundary",
            "no-session",
            "scp-allows-all",
            "rcp-allows-all",
            "no-endpoint");
    assertThat(denial(interceptor).call().decision()).isEqualTo(Decision.IMPLICIT_DENY);
  }
}
